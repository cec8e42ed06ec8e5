import { type Numbers, numbersFor } from "./labels.js"

export interface WeightOptions {
  /** One number a row. */
  readonly weights?: Numbers
}

/** What came true beside what was predicted, with the weight of every row. */
export interface Pairs {
  readonly truth: Float64Array
  readonly predicted: Float64Array
  readonly weights: Float64Array | undefined
}

/** @throws RangeError for no rows, lengths that differ, numbers that are not finite, or weights that add up to 0. */
export function pairsOf(truth: Numbers, predicted: Numbers, { weights }: WeightOptions, metric: string): Pairs {
  if (truth.length === 0) throw new RangeError(`${metric}: got no rows, expected some`)
  const pairs = {
    truth: numbersFor(truth, truth.length, metric, "values"),
    predicted: numbersFor(predicted, truth.length, metric, "predictions"),
    weights: weights && numbersFor(weights, truth.length, metric, "weights"),
  }
  if (pairs.weights && pairs.weights.reduce((sum, weight) => sum + weight, 0) === 0) {
    throw new RangeError(`${metric}: the weights add up to 0, expected some above it`)
  }
  return pairs
}

/** The weighted mean of a loss over the rows, summed with the rounding made good (Neumaier 1974). */
export function meanLoss(pairs: Pairs, loss: (truth: number, predicted: number) => number): number {
  const { truth, predicted, weights } = pairs
  let [sum, lost, total] = [0, 0, 0]
  for (let i = 0; i < truth.length; i++) {
    const weight = weights ? weights[i]! : 1
    const term = weight * loss(truth[i]!, predicted[i]!)
    const next = sum + term
    lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum
    sum = next
    total += weight
  }
  // an overflow leaves Infinity - Infinity in what was lost
  return (Number.isFinite(sum) ? sum + lost : sum) / total
}

/** @throws RangeError for NaN: values so large that their differences overflow both ways. */
export function notOverflown(value: number, metric: string): number {
  if (!Number.isNaN(value)) return value
  throw new RangeError(`${metric}: the differences are beyond the largest double, expected smaller values`)
}
