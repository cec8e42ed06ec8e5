/** A quantile of ascending values, between neighbours in proportion. As numpy's `quantile`. */
export function quantileOf(sorted: Float64Array, quantile: number): number {
  const place = quantile * (sorted.length - 1)
  const below = Math.floor(place)
  const low = sorted[below]!
  const share = place - below
  return share === 0 ? low : low + share * (sorted[below + 1]! - low)
}

/**
 * The value at which the weights reach half their sum; the mean with the next one where they reach it exactly.
 * As scikit-learn's `_weighted_percentile(..., average=True)`.
 */
export function weightedMedian(values: Float64Array, weights: Float64Array): number {
  const order = Uint32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!)
  const reached = new Float64Array(order.length)
  order.reduce((sum, row, i) => {
    reached[i] = sum + weights[row]!
    return reached[i]!
  }, 0)
  const half = reached[reached.length - 1]! / 2
  const at = reached.findIndex((sum) => sum >= half)
  const value = values[order[at]!]!
  if (reached[at]! - half > Number.EPSILON) return value
  // rows without weight are passed over
  const next = reached.findIndex((sum) => sum > reached[at]!)
  return next < 0 ? value : (value + values[order[next]!]!) / 2
}
