import type { Numbers } from "./labels.js"
import { meanLoss, pairsOf, type WeightOptions } from "./pairs.js"

/**
 * The loss of a predicted quantile: what lies above it costs `quantile`, what lies below it 1 - quantile, by distance.
 * As scikit-learn's `mean_pinball_loss`.
 * @param quantile between 0 and 1, the median by default.
 * @throws RangeError as `rmse`, for another quantile, and where differences overflow.
 */
export function pinball(
  truth: Numbers,
  predicted: Numbers,
  { quantile = 0.5, ...options }: WeightOptions & { quantile?: number } = {},
): number {
  if (!(quantile >= 0 && quantile <= 1)) throw new RangeError(`pinball: quantile is ${quantile}, expected 0 to 1`)
  const loss = meanLoss(pairsOf(truth, predicted, options, "pinball"), (y, p) => {
    return y >= p ? quantile * (y - p) : (1 - quantile) * (p - y)
  })
  if (Number.isFinite(loss)) return loss
  throw new RangeError("pinball: the differences are beyond the largest double, expected smaller values")
}
