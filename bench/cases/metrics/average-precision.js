import { metrics } from "../../../dist/index.js"
import { classes } from "../../data.js"

/** The average precision of a million rows, copied in. */
export async function averagePrecision() {
  const { labels, scores } = classes(1_000_000)
  return {
    name: "averagePrecision: 1,000,000 rows, ties",
    check: async () => Math.abs(metrics.averagePrecision(labels, scores) - sorted(labels, scores)),
    tolerance: 1e-11,
    ours: { "radix sort in WebAssembly": () => metrics.averagePrecision(labels, scores) },
    rivals: { "JavaScript sort": () => sorted(labels, scores) },
  }
}

function sorted(labels, scores) {
  const order = Uint32Array.from(scores, (_, i) => i).sort((a, b) => scores[b] - scores[a])
  let [sum, hits, before] = [0, 0, 0]
  for (let i = 0; i < order.length; i++) {
    hits += labels[order[i]]
    if (i + 1 < order.length && scores[order[i + 1]] === scores[order[i]]) continue
    sum += ((hits - before) * hits) / (i + 1)
    before = hits
  }
  return sum / hits
}
