import type { Numbers } from "./labels.js"
import { meanLoss, pairsOf, type WeightOptions } from "./pairs.js"

/**
 * The mean deviance of a Tweedie distribution: power 0 is the squared error, 1 Poisson's, 2 the gamma deviance.
 * As scikit-learn's `mean_tweedie_deviance`.
 * @throws RangeError as `rmse`, for a power between 0 and 1, and for values that the distribution does not have.
 */
export function tweedieDeviance(
  truth: Numbers,
  predicted: Numbers,
  { power = 0, ...options }: WeightOptions & { power?: number } = {},
): number {
  const pairs = pairsOf(truth, predicted, options, "tweedieDeviance")
  if (!(power <= 0 || power >= 1)) {
    throw new RangeError(`tweedieDeviance: power is ${power}, expected at most 0 or at least 1`)
  }
  const least = power < 1 ? Number.NEGATIVE_INFINITY : power < 2 ? 0 : Number.MIN_VALUE
  const wrong = pairs.truth.some((y) => y < least) || (power !== 0 && pairs.predicted.some((p) => p <= 0))
  if (!wrong) return meanLoss(pairs, deviance(power))
  const expected = power < 1 ? "any values" : power < 2 ? "no negative values" : "values above 0"
  throw new RangeError(`tweedieDeviance: power ${power} expects ${expected} and predictions above 0`)
}

function deviance(power: number): (truth: number, predicted: number) => number {
  if (power === 0) return (y, p) => (y - p) ** 2
  if (power === 1) return (y, p) => 2 * ((y === 0 ? 0 : y * Math.log(y / p)) - y + p)
  if (power === 2) return (y, p) => 2 * (Math.log(p / y) + y / p - 1)
  const [first, second] = [1 - power, 2 - power]
  return (y, p) => {
    const own = (power < 0 ? Math.max(y, 0) : y) ** second / (first * second)
    return 2 * (own - (y * p ** first) / first + p ** second / second)
  }
}
