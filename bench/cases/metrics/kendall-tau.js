import { metrics } from "../../../dist/index.js"
import { random } from "../../random.js"

/** Kendall's tau-b of 100,000 rows, copied in. */
export async function kendallTau() {
  const next = random(17)
  const rows = 100_000
  const a = Float64Array.from({ length: rows }, () => Math.round(1e3 * next()))
  const b = Float64Array.from(a, (value) => value + Math.round(800 * next()))
  return {
    name: "kendallTau: 100,000 rows, ties",
    check: async () => Math.abs(metrics.kendallTau(a, b) - counted(a, b)),
    tolerance: 1e-12,
    ours: { "merge sort in WebAssembly": () => metrics.kendallTau(a, b) },
    rivals: { "a Fenwick tree in JavaScript": () => counted(a, b) },
  }
}

/** Pairs by walking up a, the values of b seen so far counted in a Fenwick tree. */
function counted(a, b) {
  const order = Uint32Array.from(a.keys()).sort((i, j) => a[i] - a[j])
  const most = b.reduce((top, value) => Math.max(top, value), 0) + 2
  const tree = new Float64Array(most + 1)
  const below = (value) => {
    let sum = 0
    for (let at = value + 1; at > 0; at -= at & -at) sum += tree[at]
    return sum
  }
  let [score, untiedA, seen] = [0, 0, 0]
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && a[order[to]] === a[order[from]]) to++
    for (let i = from; i < to; i++) {
      const value = b[order[i]]
      score += below(value - 1) - (seen - below(value))
      untiedA += seen
    }
    for (let i = from; i < to; i++) for (let at = b[order[i]] + 1; at <= most; at += at & -at) tree[at]++
    seen = to
  }
  return score / Math.sqrt(untiedA) / Math.sqrt(untiedPairs(b))
}

function untiedPairs(values) {
  const sorted = values.slice().sort()
  let pairs = (values.length * (values.length - 1)) / 2
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    while (to < sorted.length && sorted[to] === sorted[from]) to++
    pairs -= ((to - from) * (to - from - 1)) / 2
  }
  return pairs
}
