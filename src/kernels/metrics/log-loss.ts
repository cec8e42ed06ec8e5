import { checkProbabilities, weightsFor } from "./binary-scores.js"
import { distinctLabels, type Labels, type Numbers, numbersFor } from "./labels.js"
import { columnsOf, isVector, type Scores } from "./score-matrix.js"
import { weightedMean } from "./weighted-mean.js"

export interface LogLossOptions {
  weights?: Numbers
  /** All classes in ascending order, where some do not occur, e.g. [0, 1]. Default: the values of the labels. */
  labels?: readonly number[]
}

/**
 * The mean of -log(probability of a row's class). Probabilities are one a row (of the larger label) or those of K
 * classes: K columns, n rows, or one row-major array of n x K. As scikit-learn's `log_loss`: they are clipped to
 * [eps, 1 - eps], eps that of float64 (of float32 for a Float32Array), and need not add up to 1.
 * @throws RangeError where all labels are the same and `labels` is not given, where a score is no probability, or
 * lengths differ.
 */
export function logLoss(labels: Labels, scores: Scores, options: LogLossOptions = {}): number {
  const rows = labels.length
  const classes = classesOf(labels, options.labels)
  const columns = isVector(scores, rows) ? [numbersFor(scores, rows, "logLoss")] : columnsOf(scores, rows, "logLoss")
  for (const column of columns) checkProbabilities(column, "logLoss")
  const weights = weightsFor(options.weights, rows, "logLoss")
  if (Math.max(columns.length, 2) !== classes.length) {
    throw new RangeError(
      `logLoss: got ${classes.length} classes and ${columns.length} columns of scores, expected as many: ` +
        "name absent classes in `labels`",
    )
  }
  const epsilon = scores instanceof Float32Array ? 2 ** -23 : Number.EPSILON
  const clip = (value: number) => Math.min(Math.max(value, epsilon), 1 - epsilon)
  const column = new Map(classes.map((label, k) => [label, k]))
  return weightedMean(rows, weights, (row) => {
    const k = column.get(Number(labels[row]))!
    if (columns.length > 1) return -Math.log(clip(columns[k]![row]!))
    return -Math.log(clip(k === 1 ? columns[0]![row]! : 1 - columns[0]![row]!))
  })
}

function classesOf(labels: Labels, given: readonly number[] | undefined): readonly number[] {
  if (labels.length === 0) throw new RangeError("logLoss: got no rows, expected at least one")
  const found = distinctLabels(labels, "logLoss")
  const classes = [...(given ?? found)].sort((a, b) => a - b)
  const strange = found.find((each) => !classes.includes(each))
  if (strange !== undefined)
    throw new RangeError(`logLoss: got label ${strange}, expected one of ${classes.join(", ")}`)
  if (classes.length > 1) return classes
  throw new RangeError(
    `logLoss: got the label ${classes[0]} only, expected two classes: name them in \`labels\`, e.g. [0, 1]`,
  )
}
