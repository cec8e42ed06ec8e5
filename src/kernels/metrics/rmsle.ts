import type { Numbers } from "./labels.js"
import { meanLoss, pairsOf, type WeightOptions } from "./pairs.js"

/**
 * The root of the mean squared difference of log(1 + x). As scikit-learn's `root_mean_squared_log_error`.
 * @throws RangeError as `rmse`, and for values of -1 or less.
 */
export function rmsle(truth: Numbers, predicted: Numbers, options: WeightOptions = {}): number {
  const pairs = pairsOf(truth, predicted, options, "rmsle")
  for (const value of [...pairs.truth, ...pairs.predicted]) {
    if (value <= -1) throw new RangeError(`rmsle: got the value ${value}, expected values above -1`)
  }
  return Math.sqrt(meanLoss(pairs, (y, p) => (Math.log1p(y) - Math.log1p(p)) ** 2))
}
