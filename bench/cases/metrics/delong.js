import { metrics } from "../../../dist/index.js"
import { classes } from "../../data.js"

/** DeLong's interval of a million rows beside the area alone. */
export async function delong() {
  const { labels, scores } = classes(1_000_000)
  return {
    name: "rocAucInterval: 1,000,000 rows, ties",
    check: async () => Math.abs(spread(metrics.rocAucInterval(labels, scores)) - naiveSpread(labels, scores)),
    tolerance: 1e-9,
    ours: { "sorted once": () => metrics.rocAucInterval(labels, scores) },
    rivals: {
      "the area alone": () => metrics.rocAuc(labels, scores),
      "two scores on the same rows": () => metrics.rocAucDifference(labels, scores, scores),
    },
  }
}

function spread({ low, high }) {
  return ((high - low) / 2 / 1.959963984540054) ** 2
}

/** From the share of the other class below each distinct score. */
function naiveSpread(labels, scores) {
  const distinct = [...new Set(scores)].sort((a, b) => a - b)
  const place = new Map(distinct.map((score, i) => [score, i]))
  const counts = [0, 1].map(() => new Float64Array(distinct.length))
  for (let i = 0; i < scores.length; i++) counts[labels[i]][place.get(scores[i])]++
  return ofMean(counts[1], counts[0]) + ofMean(counts[0], counts[1])
}

function ofMean(own, others) {
  const [rows, otherRows] = [own, others].map((counts) => counts.reduce((sum, count) => sum + count, 0))
  let below = 0
  const shares = others.map((count) => {
    below += count
    return (below - count / 2) / otherRows
  })
  const mean = shares.reduce((sum, share, i) => sum + share * own[i], 0) / rows
  return shares.reduce((sum, share, i) => sum + own[i] * (share - mean) ** 2, 0) / (rows - 1) / rows
}
