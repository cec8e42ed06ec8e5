import type { Numbers } from "./labels.js"
import { meanLoss, pairsOf, type WeightOptions } from "./pairs.js"
import { explainedShare, spreadOf } from "./r2.js"

/**
 * 1 less the variance of the errors over that of the truth: R2 that forgives a constant error. As scikit-learn's
 * `explained_variance_score`.
 * @throws RangeError as `rmse`.
 */
export function explainedVariance(truth: Numbers, predicted: Numbers, options: WeightOptions = {}): number {
  const pairs = pairsOf(truth, predicted, options, "explainedVariance")
  const mean = meanLoss(pairs, (y, p) => y - p)
  const unexplained = meanLoss(pairs, (y, p) => (y - p - mean) ** 2)
  return explainedShare(unexplained, spreadOf(pairs), "explainedVariance")
}
