import type { Numbers } from "./labels.js"
import { meanLoss, pairsOf, type WeightOptions } from "./pairs.js"

/**
 * The root of the mean squared error. As scikit-learn's `root_mean_squared_error`.
 * @throws RangeError for no rows, lengths that differ, numbers that are not finite, or weights that add up to 0.
 */
export function rmse(truth: Numbers, predicted: Numbers, options: WeightOptions = {}): number {
  return Math.sqrt(meanLoss(pairsOf(truth, predicted, options, "rmse"), (y, p) => (y - p) ** 2))
}
