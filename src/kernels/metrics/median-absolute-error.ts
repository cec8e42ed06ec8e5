import type { Numbers } from "./labels.js"
import { pairsOf, type WeightOptions } from "./pairs.js"
import { quantileOf, weightedMedian } from "./quantile.js"

/**
 * The median of the absolute errors, with weights the averaged inverse of their distribution. As scikit-learn's
 * `median_absolute_error`.
 * @throws RangeError as `rmse`.
 */
export function medianAbsoluteError(truth: Numbers, predicted: Numbers, options: WeightOptions = {}): number {
  const pairs = pairsOf(truth, predicted, options, "medianAbsoluteError")
  const errors = pairs.truth.map((y, i) => Math.abs(y - pairs.predicted[i]!))
  return pairs.weights ? weightedMedian(errors, pairs.weights) : quantileOf(errors.sort(), 0.5)
}
