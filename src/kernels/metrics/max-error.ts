import type { Numbers } from "./labels.js"
import { pairsOf } from "./pairs.js"

/** The largest absolute error. As scikit-learn's `max_error`, which takes no weights. @throws RangeError as `rmse`. */
export function maxError(truth: Numbers, predicted: Numbers): number {
  const pairs = pairsOf(truth, predicted, {}, "maxError")
  return pairs.truth.reduce((most, y, i) => Math.max(most, Math.abs(y - pairs.predicted[i]!)), 0)
}
