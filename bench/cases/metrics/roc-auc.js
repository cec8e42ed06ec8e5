import { metrics } from "../../../dist/index.js"
import { classes } from "../../data.js"

/** The AUC of a million rows, copied in. */
export async function rocAuc() {
  const { labels, scores } = classes(1_000_000)
  return {
    name: "rocAuc: 1,000,000 rows, ties",
    check: async () => Math.abs(metrics.rocAuc(labels, scores) - sorted(labels, scores)),
    tolerance: 1e-12,
    ours: { "radix sort in WebAssembly": () => metrics.rocAuc(labels, scores) },
    rivals: { "JavaScript sort": () => sorted(labels, scores) },
  }
}

function sorted(labels, scores) {
  const order = Uint32Array.from(scores, (_, i) => i).sort((a, b) => scores[a] - scores[b])
  let [wins, positives, negatives] = [0, 0, 0]
  for (let from = 0; from < order.length; ) {
    let [tiedPositives, tiedNegatives, to] = [0, 0, from]
    for (; to < order.length && scores[order[to]] === scores[order[from]]; to++) {
      if (labels[order[to]]) tiedPositives++
      else tiedNegatives++
    }
    wins += tiedPositives * (negatives + tiedNegatives / 2)
    positives += tiedPositives
    negatives += tiedNegatives
    from = to
  }
  return wins / (positives * negatives)
}
