import { metrics } from "../../../dist/index.js"
import { classes } from "../../data.js"

/** The Kolmogorov-Smirnov statistic of a million rows, copied in: the table under all curves. */
export async function thresholdCounts() {
  const { labels, scores } = classes(1_000_000)
  return {
    name: "ksStatistic: 1,000,000 rows, ties",
    check: async () => Math.abs(metrics.ksStatistic(labels, scores) - sorted(labels, scores)),
    tolerance: 1e-12,
    ours: { "radix sort in WebAssembly": () => metrics.ksStatistic(labels, scores) },
    rivals: { "JavaScript sort": () => sorted(labels, scores) },
  }
}

function sorted(labels, scores) {
  const order = Uint32Array.from(scores, (_, i) => i).sort((a, b) => scores[b] - scores[a])
  const positives = labels.reduce((sum, label) => sum + label, 0)
  let [largest, hits] = [0, 0]
  for (let i = 0; i < order.length; i++) {
    hits += labels[order[i]]
    if (i + 1 < order.length && scores[order[i + 1]] === scores[order[i]]) continue
    largest = Math.max(largest, Math.abs(hits / positives - (i + 1 - hits) / (order.length - positives)))
  }
  return largest
}
