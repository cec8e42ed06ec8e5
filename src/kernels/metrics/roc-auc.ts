import { binaryLabels, type Labels, type Numbers, scoresFor } from "./labels.js"
import { metricsArena } from "./machine.js"

/**
 * The area under the ROC curve: the chance that a positive scores above a negative, ties counting one half.
 * As scikit-learn's `roc_auc_score` for two classes.
 * @param weights one number of at least 0 a row.
 * @throws RangeError where one class is absent, a score is NaN, or lengths differ.
 */
export function rocAuc(labels: Labels, scores: Numbers, { weights }: { weights?: Numbers } = {}): number {
  const classes = binaryLabels(labels, "rocAuc")
  const values = scoresFor(scores, classes.length, "rocAuc")
  const arena = metricsArena()
  const pointers = [arena.put(classes), arena.put(values)] as const
  const weight = weights ? arena.put(checkWeights(weights, classes.length)) : 0
  const area = arena.kernels.rocAuc(...pointers, weight, classes.length)
  arena.release(...pointers, weight)
  if (!Number.isNaN(area)) return area
  throw new RangeError(`rocAuc: got ${classes.length} rows of one class, expected both classes`)
}

function checkWeights(weights: Numbers, count: number): Float64Array {
  const values = scoresFor(weights, count, "rocAuc", "weights")
  const bad = values.findIndex((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY))
  if (bad < 0) return values
  throw new RangeError(`rocAuc: weights[${bad}] is ${values[bad]}, expected a finite number of at least 0`)
}
