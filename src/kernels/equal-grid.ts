import { selectRank } from "./select-rank.js"

/** Which values a grid takes of the data: their number, and the part of the data that it spans. */
export interface EqualGrid {
  readonly resolution: number
  readonly percentiles: readonly [number, number]
}

/**
 * scikit-learn's rule (`partial_dependence`): every value that occurs when those are fewer than the resolution, else
 * equally spaced values between two percentiles of the rows' values. Infinite values have no part in these, and neither
 * have missing ones, which make scikit-learn's own grid all missing. Yields between passes.
 * @param present the data's values without missing ones.
 * @param where names the column in errors.
 */
export function* equalGrid(
  present: Float64Array,
  { resolution, percentiles }: EqualGrid,
  where: string,
): Generator<number, Float64Array> {
  const unique = fewValues(present, resolution)
  if (unique) return unique
  const finite = finiteOf(present)
  yield 0
  const low = quantile(finite, percentiles[0])
  yield 0
  const high = quantile(finite, percentiles[1])
  if (!(low < high)) {
    throw new RangeError(
      `${where}: got the same value (${low}) at percentiles ${percentiles.join(" and ")}, expected two to space the ` +
        "grid between: take percentiles further apart, or give the grid's values",
    )
  }
  const step = (high - low) / (resolution - 1)
  return Float64Array.from({ length: resolution }, (_, i) => (i === resolution - 1 ? high : i * step + low))
}

/** The values that occur, ascending; undefined when they are as many as `limit` or more. */
function fewValues(values: Float64Array, limit: number): Float64Array | undefined {
  const found = new Set<number>()
  for (const value of values) {
    found.add(value)
    if (found.size >= limit) return undefined
  }
  return Float64Array.from(found).sort()
}

/** A copy without infinite values; `filter` takes ten times as long. */
function finiteOf(values: Float64Array): Float64Array {
  const kept = new Float64Array(values.length)
  let count = 0
  for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i])) kept[count++] = values[i]!
  return kept.subarray(0, count)
}

/** A quantile as SciPy's `mquantiles` with alphap = betap = 0.4 interpolates it; the values are reordered. */
function quantile(values: Float64Array, share: number): number {
  const rank = values.length * share + 0.4 + share * 0.2
  const whole = Math.floor(Math.min(Math.max(rank, 1), values.length - 1))
  const part = Math.min(Math.max(rank - whole, 0), 1)
  return (1 - part) * selectRank(values, whole - 1) + part * selectRank(values, whole)
}
