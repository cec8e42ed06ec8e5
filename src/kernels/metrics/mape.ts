import type { Numbers } from "./labels.js"
import { meanLoss, pairsOf, type WeightOptions } from "./pairs.js"

/**
 * The mean of |error| / max(|truth|, 2^-52), a share and no percentage. As scikit-learn's
 * `mean_absolute_percentage_error`. Not for truths near zero: they make it huge.
 * @throws RangeError as `rmse`.
 */
export function mape(truth: Numbers, predicted: Numbers, options: WeightOptions = {}): number {
  return meanLoss(pairsOf(truth, predicted, options, "mape"), (y, p) => {
    return Math.abs(y - p) / Math.max(Math.abs(y), Number.EPSILON)
  })
}
