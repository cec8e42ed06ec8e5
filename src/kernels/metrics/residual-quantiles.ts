import type { Numbers } from "./labels.js"
import { pairsOf } from "./pairs.js"
import { quantileOf } from "./quantile.js"

/** A quantile of the residuals. */
export interface ResidualQuantile {
  readonly quantile: number
  readonly value: number
}

const USUAL = [0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1]

/**
 * Quantiles of truth less prediction, between neighbours in proportion as numpy's `quantile`.
 * @throws RangeError as `rmse`, and for a quantile beyond 0 to 1.
 */
export function residualQuantiles(
  truth: Numbers,
  predicted: Numbers,
  { quantiles = USUAL }: { quantiles?: readonly number[] } = {},
): ResidualQuantile[] {
  const pairs = pairsOf(truth, predicted, {}, "residualQuantiles")
  const wrong = quantiles.find((quantile) => !(quantile >= 0 && quantile <= 1))
  if (wrong !== undefined) throw new RangeError(`residualQuantiles: got the quantile ${wrong}, expected 0 to 1`)
  const residuals = pairs.truth.map((y, i) => y - pairs.predicted[i]!).sort()
  return quantiles.map((quantile) => ({ quantile, value: quantileOf(residuals, quantile) }))
}
