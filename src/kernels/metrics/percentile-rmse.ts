import { averageRanks } from "./average-ranks.js"
import { type Keys, rowsByDate, taken } from "./by-date.js"
import { type Numbers, numbersFor } from "./labels.js"

export interface PercentileRmseOptions {
  /** Percentiles are taken within each date (or other cross-section); over all rows by default. */
  readonly dates?: Keys
  /** `percentile` ranks predictions as the truth is ranked; `given` takes them as percentiles from 0 to 100. */
  readonly predictions?: "percentile" | "given"
}

/**
 * The root of the mean squared difference of percentiles, from 0 to 100: 100 (rank - 1/2) / rows within each
 * cross-section, ties at their average rank. A constant prediction comes to about 28.9, one that is random to 40.8.
 * @throws RangeError for no rows, numbers that are not finite, or lengths that differ.
 */
export function percentileRmse(
  truth: Numbers,
  predicted: Numbers,
  { dates, predictions = "percentile" }: PercentileRmseOptions = {},
): number {
  if (truth.length === 0) throw new RangeError("percentileRmse: got no rows, expected some")
  const y = numbersFor(truth, truth.length, "percentileRmse", "values")
  const p = numbersFor(predicted, truth.length, "percentileRmse", "predictions")
  const sections = dates ? rowsByDate(dates, y.length, "percentileRmse") : [{ rows: Uint32Array.from(y.keys()) }]
  let sum = 0
  for (const { rows } of sections) {
    const first = percentiles(taken(y, rows))
    const second = predictions === "percentile" ? percentiles(taken(p, rows)) : taken(p, rows)
    for (let i = 0; i < rows.length; i++) sum += (first[i]! - second[i]!) ** 2
  }
  return Math.sqrt(sum / y.length)
}

function percentiles(values: Float64Array): Float64Array {
  return averageRanks(values).map((rank) => (100 * (rank - 0.5)) / values.length)
}
