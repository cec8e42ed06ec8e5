import { metrics } from "../../../dist/index.js"
import { random } from "../../random.js"

const [GROUPS, SIZE, K] = [10_000, 100, 10]

/** MAP@10 of 10,000 groups of 100 rows, copied in. */
export async function topHits() {
  const next = random(13)
  const labels = Uint8Array.from({ length: GROUPS * SIZE }, () => Number(next() < 0.1))
  const scores = Float64Array.from(labels, (label) => label + 3 * next())
  const groups = new Uint32Array(GROUPS).fill(SIZE)
  const compute = () => metrics.averagePrecisionAt(labels, scores, { k: K, groups })
  return {
    name: "averagePrecisionAt 10: 10,000 groups of 100",
    check: async () => Math.abs(compute() - sorted(labels, scores)),
    tolerance: 1e-12,
    ours: { "top rows in WebAssembly": compute },
    rivals: { "JavaScript sort": () => sorted(labels, scores) },
  }
}

function sorted(labels, scores) {
  let sum = 0
  for (let from = 0; from < labels.length; from += SIZE) {
    sum += precisionOf(labels.subarray(from, from + SIZE), scores.subarray(from, from + SIZE))
  }
  return sum / GROUPS
}

/** 1 without a relevant row, as in LightGBM. */
function precisionOf(labels, scores) {
  const relevant = labels.reduce((sum, label) => sum + label, 0)
  if (relevant === 0) return 1
  const order = Uint32Array.from(labels.keys()).sort((a, b) => scores[b] - scores[a])
  let [hits, sum] = [0, 0]
  for (let place = 0; place < K; place++) {
    if (labels[order[place]]) sum += ++hits / (place + 1)
  }
  return sum / Math.min(K, relevant)
}
