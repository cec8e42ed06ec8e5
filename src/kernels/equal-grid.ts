/** Which values a grid takes of the data: their number, and the part of the data that it spans. */
export interface EqualGrid {
  readonly resolution: number
  readonly percentiles: readonly [number, number]
}

/**
 * scikit-learn's rule (`partial_dependence`): every value that occurs when those are fewer than the resolution, else
 * equally spaced values between two percentiles of the rows' values.
 * @param present the data's values, ascending, without missing ones.
 * @param where names the column in errors.
 */
export function equalGrid(present: Float64Array, { resolution, percentiles }: EqualGrid, where: string): Float64Array {
  const unique = present.filter((value, i) => i === 0 || value !== present[i - 1])
  if (unique.length < resolution) return unique
  const finite = present.filter(Number.isFinite)
  const [low, high] = percentiles.map((share) => quantile(finite, share)) as [number, number]
  if (!(low < high)) {
    throw new RangeError(
      `${where}: got the same value (${low}) at percentiles ${percentiles.join(" and ")}, expected two to space the ` +
        "grid between: take percentiles further apart, or give the grid's values",
    )
  }
  const step = (high - low) / (resolution - 1)
  return Float64Array.from({ length: resolution }, (_, i) => (i === resolution - 1 ? high : i * step + low))
}

/** A quantile as SciPy's `mquantiles` with alphap = betap = 0.4 interpolates it. */
function quantile(ascending: Float64Array, share: number): number {
  const rank = ascending.length * share + 0.4 + share * 0.2
  const whole = Math.floor(Math.min(Math.max(rank, 1), ascending.length - 1))
  const part = Math.min(Math.max(rank - whole, 0), 1)
  return (1 - part) * ascending[whole - 1]! + part * ascending[whole]!
}
