import { metrics } from "../../../dist/index.js"
import { random } from "../../data.js"

/** The AUC of a million rows, copied in. */
export async function rocAuc() {
  const next = random(3)
  const rows = 1_000_000
  const labels = Uint8Array.from({ length: rows }, () => Number(next() < 0.3))
  const scores = Float64Array.from({ length: rows }, (_, i) => Math.round(1e5 * (next() + 0.3 * labels[i])) / 1e5)
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
