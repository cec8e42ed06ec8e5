import { weightsFor } from "./binary-scores.js"
import { binaryLabels, type Labels, type Numbers, numbersFor } from "./labels.js"

/** How a score becomes a prediction. */
export interface CutOff {
  /** Default 0.5. */
  threshold?: number
  /** Positive when score > threshold; by default a score at the threshold is positive, too. */
  strict?: boolean
  /** One number a row. */
  weights?: Numbers
}

/** The rule by which a row is predicted positive. */
export type CutOffRule = "score >= threshold" | "score > threshold"

export function ruleOf(strict: boolean | undefined): CutOffRule {
  return strict ? "score > threshold" : "score >= threshold"
}

/** Weight (rows, when none are given) by class and prediction. */
export interface CutOffCounts {
  /** True negatives. */
  readonly tn: number
  /** False positives. */
  readonly fp: number
  /** False negatives. */
  readonly fn: number
  /** True positives. */
  readonly tp: number
}

/** Labels, scores and weights for cut-offs. A score may be infinite, or NaN: that is above no threshold. */
export interface CutOffRows {
  readonly classes: Uint8Array
  readonly scores: Float64Array
  readonly weights: Float64Array | undefined
}

/** @throws RangeError for no rows, labels other than 0 and 1, or lengths that differ. */
export function cutOffRows(labels: Labels, scores: Numbers, weights: Numbers | undefined, metric: string): CutOffRows {
  const classes = binaryLabels(labels, metric, "0 and 1")
  const values = numbersFor(scores, classes.length, metric, "scores", () => true)
  return { classes, scores: values, weights: weightsFor(weights, classes.length, metric) }
}

/** @throws RangeError for a threshold that is not a number. */
export function countsAt(rows: CutOffRows, { threshold = 0.5, strict = false }: CutOff, metric: string): CutOffCounts {
  if (typeof threshold !== "number" || Number.isNaN(threshold)) {
    throw new RangeError(`${metric}: got threshold ${threshold}, expected a number`)
  }
  const { classes, scores, weights } = rows
  const counts = new Float64Array(4)
  for (let row = 0; row < classes.length; row++) {
    const predicted = strict ? scores[row]! > threshold : scores[row]! >= threshold
    counts[2 * classes[row]! + (predicted ? 1 : 0)]! += weights ? weights[row]! : 1
  }
  const [tn, fp, fn, tp] = counts
  return { tn: tn!, fp: fp!, fn: fn!, tp: tp! }
}

/** The counts of one cut-off. */
export function cutOffCounts(labels: Labels, scores: Numbers, options: CutOff, metric: string): CutOffCounts {
  return countsAt(cutOffRows(labels, scores, options.weights, metric), options, metric)
}
