import { type BinaryScores, binaryProbabilities } from "./binary-scores.js"
import type { Labels, Numbers } from "./labels.js"
import { percentile } from "./percentile.js"

export interface CalibrationOptions {
  /** How many; default 10. */
  bins?: number
  /** Bins of the same width (default), or with about the same number of rows. */
  strategy?: "uniform" | "quantile"
}

/** One entry a bin that has rows. */
export interface CalibrationCurve {
  /** The share of positives. */
  probTrue: Float64Array
  /** The mean probability. */
  probPred: Float64Array
  /** Rows. */
  counts: Float64Array
}

/**
 * How often rows of about the same probability are positive. Bins without rows are left out; a probability on an inner
 * edge belongs to the lower bin. As scikit-learn's `calibration_curve` (whose default is 5 bins).
 * @throws RangeError where a score is no probability, lengths differ, labels are not 0 and 1 (or -1 and 1).
 */
export function calibrationCurve(labels: Labels, scores: Numbers, options: CalibrationOptions = {}): CalibrationCurve {
  return calibration(labels, scores, options, "calibrationCurve")
}

export function calibration(
  labels: Labels,
  scores: Numbers,
  { bins = 10, strategy = "uniform" }: CalibrationOptions,
  metric: string,
): CalibrationCurve {
  if (!(Number.isInteger(bins) && bins > 0)) throw new RangeError(`${metric}: got ${bins} bins, expected at least one`)
  if (strategy !== "uniform" && strategy !== "quantile") {
    throw new RangeError(`${metric}: got strategy ${strategy}, expected uniform or quantile`)
  }
  const rows = binaryProbabilities(labels, scores, undefined, metric, "0 and 1, or -1 and 1")
  return summed(rows, edgesOf(rows.scores, bins, strategy))
}

/** The inner edges, ascending. */
function edgesOf(scores: Float64Array, bins: number, strategy: "uniform" | "quantile"): Float64Array {
  const step = 1 / bins
  if (strategy === "uniform") return Float64Array.from({ length: bins - 1 }, (_, i) => (i + 1) * step)
  const ascending = scores.slice().sort()
  // By way of percent, as scikit-learn rounds.
  return Float64Array.from({ length: bins - 1 }, (_, i) => percentile(ascending, ((i + 1) * step * 100) / 100))
}

function summed({ classes, scores }: BinaryScores, edges: Float64Array): CalibrationCurve {
  const [positives, sums, counts] = Array.from({ length: 3 }, () => new Float64Array(edges.length + 1))
  for (let row = 0; row < classes.length; row++) {
    const bin = edgesBelow(edges, scores[row]!)
    positives![bin]! += classes[row]!
    sums![bin]! += scores[row]!
    counts![bin]! += 1
  }
  const filled = Uint32Array.from(counts!.keys()).filter((bin) => counts![bin]! > 0)
  const means = (values: Float64Array) => Float64Array.from(filled, (bin) => values[bin]! / counts![bin]!)
  return {
    probTrue: means(positives!),
    probPred: means(sums!),
    counts: Float64Array.from(filled, (bin) => counts![bin]!),
  }
}

/** How many edges are smaller. */
function edgesBelow(edges: Float64Array, score: number): number {
  let [from, to] = [0, edges.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (edges[middle]! < score) from = middle + 1
    else to = middle
  }
  return from
}
