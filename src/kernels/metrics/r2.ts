import type { Numbers } from "./labels.js"
import { meanLoss, notOverflown, type Pairs, pairsOf, type WeightOptions } from "./pairs.js"

/**
 * 1 less the squared error over that of the mean. As scikit-learn's `r2_score`: for a constant truth 1 where it is met
 * exactly, else 0.
 * @throws RangeError as `rmse`, and for less than two rows.
 */
export function r2(truth: Numbers, predicted: Numbers, options: WeightOptions = {}): number {
  const pairs = pairsOf(truth, predicted, options, "r2")
  if (truth.length < 2) throw new RangeError("r2: got one row, expected at least two")
  return explainedShare(
    meanLoss(pairs, (y, p) => (y - p) ** 2),
    spreadOf(pairs),
    "r2",
  )
}

/** The weighted variance of what came true. */
export function spreadOf(pairs: Pairs): number {
  const mean = meanLoss(pairs, (y) => y)
  return meanLoss(pairs, (y) => (y - mean) ** 2)
}

export function explainedShare(unexplained: number, all: number, metric: string): number {
  if (all === 0) return unexplained === 0 ? 1 : 0
  return notOverflown(1 - unexplained / all, metric)
}
