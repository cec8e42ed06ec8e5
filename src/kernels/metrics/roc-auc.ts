import { binaryLabels, type Labels, type Numbers, numbersFor } from "./labels.js"
import { metricsArena } from "./machine.js"

/**
 * The area under the ROC curve: the chance that a positive scores above a negative, ties counting one half.
 * As scikit-learn's `roc_auc_score` for two classes.
 * @param weights one number a row.
 * @throws RangeError where one class is absent, a score is not finite, or lengths differ.
 */
export function rocAuc(labels: Labels, scores: Numbers, { weights }: { weights?: Numbers } = {}): number {
  const classes = binaryLabels(labels, "rocAuc")
  const values = numbersFor(scores, classes.length, "rocAuc")
  const arena = metricsArena()
  const pointers = [arena.put(classes), arena.put(values)] as const
  const weight = weights ? arena.put(numbersFor(weights, classes.length, "rocAuc", "weights")) : 0
  const area = arena.kernels.rocAuc(...pointers, weight, classes.length)
  arena.release(...pointers, weight)
  if (!Number.isNaN(area)) return area
  throw new RangeError(`rocAuc: got ${classes.length} rows of one class, expected both classes`)
}
