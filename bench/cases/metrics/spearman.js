import { metrics } from "../../../dist/index.js"
import { random } from "../../random.js"

/** The rank correlation of a million rows, copied in. */
export async function spearman() {
  const next = random(9)
  const rows = 1_000_000
  const a = Float64Array.from({ length: rows }, () => Math.round(next() * 1e4))
  const b = Float64Array.from(a, (value) => value + 5e3 * next())
  return {
    name: "spearman: 1,000,000 rows, ties",
    check: async () => Math.abs(metrics.spearman(a, b) - sorted(a, b)),
    tolerance: 1e-11,
    ours: { "radix sort in WebAssembly": () => metrics.spearman(a, b) },
    rivals: { "JavaScript sort": () => sorted(a, b) },
  }
}

function sorted(a, b) {
  const [x, y] = [ranks(a), ranks(b)]
  const middle = (a.length + 1) / 2
  let [product, spreadX, spreadY] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    product += (x[i] - middle) * (y[i] - middle)
    spreadX += (x[i] - middle) ** 2
    spreadY += (y[i] - middle) ** 2
  }
  return product / Math.sqrt(spreadX * spreadY)
}

function ranks(values) {
  const order = Uint32Array.from(values, (_, i) => i).sort((i, j) => values[i] - values[j])
  const ranked = new Float64Array(values.length)
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && values[order[to]] === values[order[from]]) to++
    for (let i = from; i < to; i++) ranked[order[i]] = (from + 1 + to) / 2
  }
  return ranked
}
