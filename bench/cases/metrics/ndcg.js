import { metrics } from "../../../dist/index.js"
import { random } from "../../random.js"

const [GROUPS, SIZE, K] = [10_000, 100, 10]

/** NDCG@10 of 10,000 groups of 100 rows, copied in. */
export async function ndcg() {
  const next = random(11)
  const labels = Float64Array.from({ length: GROUPS * SIZE }, () => Math.floor(5 * next() ** 2))
  const scores = labels.map((label) => label + Math.round(20 * next()))
  const groups = new Uint32Array(GROUPS).fill(SIZE)
  const compute = (ties) => metrics.ndcg(labels, scores, { k: K, groups, ties })
  return {
    name: "ndcg@10: 10,000 groups of 100",
    check: async () => Math.abs(compute("stable") - sorted(labels, scores)),
    tolerance: 1e-12,
    ours: { "equal scores in their order": () => compute("stable"), "equal scores share": () => compute("average") },
    rivals: { "JavaScript sort": () => sorted(labels, scores) },
  }
}

function sorted(labels, scores) {
  let sum = 0
  for (let from = 0; from < labels.length; from += SIZE) {
    const gains = labels.slice(from, from + SIZE).map((label) => 2 ** label - 1)
    sum += gainOf(gains, scores.subarray(from, from + SIZE)) / gainOf(gains, gains)
  }
  return sum / GROUPS
}

function gainOf(gains, by) {
  const order = Uint32Array.from(gains.keys()).sort((a, b) => by[b] - by[a])
  return order.slice(0, K).reduce((sum, row, place) => sum + gains[row] / Math.log2(place + 2), 0)
}
