import type { Numbers } from "./labels.js"
import { meanLoss, pairsOf, type WeightOptions } from "./pairs.js"

/** The mean squared error. As scikit-learn's `mean_squared_error`. @throws RangeError as `rmse`. */
export function mse(truth: Numbers, predicted: Numbers, options: WeightOptions = {}): number {
  return meanLoss(pairsOf(truth, predicted, options, "mse"), (y, p) => (y - p) ** 2)
}
