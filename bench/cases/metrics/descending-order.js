import { metrics } from "../../../dist/index.js"
import { classes } from "../../data.js"

/** The top decile of a million rows, copied in. */
export async function descendingOrder() {
  const { labels, scores } = classes(1_000_000)
  return {
    name: "lift: the top decile of 1,000,000 rows",
    check: async () => Math.abs(metrics.lift(labels, scores) - sorted(labels, scores)),
    tolerance: 1e-12,
    ours: { "radix sort in WebAssembly": () => metrics.lift(labels, scores) },
    rivals: { "JavaScript sort": () => sorted(labels, scores) },
  }
}

function sorted(labels, scores) {
  const order = Uint32Array.from(scores, (_, i) => i).sort((a, b) => scores[b] - scores[a] || a - b)
  const count = Math.ceil(0.1 * order.length)
  const hits = order.slice(0, count).reduce((sum, row) => sum + labels[row], 0)
  return hits / count / (labels.reduce((sum, label) => sum + label, 0) / labels.length)
}
