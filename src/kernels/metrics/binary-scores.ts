import { binaryLabels, type LabelRule, type Labels, type Numbers, numbersFor } from "./labels.js"

/** Rows of two classes with finite scores, checked. */
export interface BinaryScores {
  /** 0 or 1 a row. */
  readonly classes: Uint8Array
  readonly scores: Float64Array
  readonly weights: Float64Array | undefined
}

/** @throws RangeError for no rows, other labels than the rule allows, numbers that are not finite, or other lengths. */
export function binaryScores(
  labels: Labels,
  scores: Numbers,
  weights: Numbers | undefined,
  metric: string,
  rule?: LabelRule,
): BinaryScores {
  const classes = binaryLabels(labels, metric, rule)
  const values = numbersFor(scores, classes.length, metric)
  return { classes, scores: values, weights: weightsFor(weights, classes.length, metric) }
}

/** As `binaryScores`, for probabilities. @throws RangeError for a score outside [0, 1], too. */
export function binaryProbabilities(
  labels: Labels,
  scores: Numbers,
  weights: Numbers | undefined,
  metric: string,
  rule?: LabelRule,
): BinaryScores {
  const rows = binaryScores(labels, scores, weights, metric, rule)
  checkProbabilities(rows.scores, metric)
  return rows
}

/** @throws RangeError for a value outside [0, 1]. */
export function checkProbabilities(values: Float64Array, metric: string): void {
  const at = values.findIndex((value) => value < 0 || value > 1)
  if (at < 0) return
  throw new RangeError(
    `${metric}: scores[${at}] is ${values[at]}, expected a probability from 0 to 1: apply the model's link first`,
  )
}

/** Weights of rows. @throws RangeError where none differs from 0, one is not finite, or the length is another. */
export function weightsFor(weights: Numbers | undefined, count: number, metric: string): Float64Array | undefined {
  if (!weights) return undefined
  const values = numbersFor(weights, count, metric, "weights")
  if (values.some((weight) => weight !== 0)) return values
  throw new RangeError(`${metric}: got weights that are all 0, expected at least one other`)
}
