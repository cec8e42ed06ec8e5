import type { Numbers } from "./labels.js"
import { meanLoss, pairsOf, type WeightOptions } from "./pairs.js"

/** The mean absolute error. As scikit-learn's `mean_absolute_error`. @throws RangeError as `rmse`. */
export function mae(truth: Numbers, predicted: Numbers, options: WeightOptions = {}): number {
  return meanLoss(pairsOf(truth, predicted, options, "mae"), (y, p) => Math.abs(y - p))
}
