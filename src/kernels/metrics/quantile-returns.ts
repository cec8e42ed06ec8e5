import { type DroppedDate, type Key, type Keys, rowsByDate, taken } from "./by-date.js"
import { type Numbers, numbersFor } from "./labels.js"
import { checkQuantiles, quantileBins } from "./quantile-bins.js"

/** What became of the rows of each quantile of the scores. */
export interface QuantileReturns {
  /** From the lowest scores up, each the mean over dates of its mean outcome; null where no date has such rows. */
  readonly quantiles: readonly { readonly quantile: number; readonly mean: number | null; readonly rows: number }[]
  /** For every date the mean outcome of each quantile, null where it is empty. */
  readonly byDate: readonly { readonly date: Key; readonly means: readonly (number | null)[]; readonly rows: number }[]
  readonly dropped: readonly DroppedDate[]
}

export interface QuantileOptions {
  /** How many: 5 by default. */
  readonly quantiles?: number
}

/**
 * The mean outcome (a forward return) of every quantile of the scores: within each date, then over dates. Quantiles are
 * those of pandas' `qcut`, numbered from 1; dates with fewer rows than quantiles, or of one score, are dropped.
 * @throws RangeError for numbers that are not finite, less than two quantiles, or no date that is left.
 */
export function quantileReturns(
  scores: Numbers,
  outcomes: Numbers,
  dates: Keys,
  { quantiles = 5 }: QuantileOptions = {},
): QuantileReturns {
  checkQuantiles(quantiles, "quantileReturns")
  const a = numbersFor(scores, scores.length, "quantileReturns")
  const b = numbersFor(outcomes, scores.length, "quantileReturns", "outcomes")
  const byDate: { date: Key; means: (number | null)[]; rows: number }[] = []
  const dropped: DroppedDate[] = []
  const counts = new Float64Array(quantiles)
  for (const { date, rows } of rowsByDate(dates, scores.length, "quantileReturns")) {
    const reason = unfit(taken(a, rows), quantiles)
    if (reason) dropped.push({ date, rows: rows.length, reason })
    else byDate.push({ date, means: meansOf(taken(a, rows), taken(b, rows), quantiles, counts), rows: rows.length })
  }
  if (byDate.length === 0) throw new RangeError(`quantileReturns: no date has ${quantiles} rows of unequal scores`)
  const means = Array.from({ length: quantiles }, (_, i) => ({
    quantile: i + 1,
    mean: meanOf(byDate.map((each) => each.means[i]!).filter((mean) => mean !== null)),
    rows: counts[i]!,
  }))
  return { quantiles: means, byDate, dropped }
}

/** Why a date has no quantiles, or undefined where it has. */
export function unfit(scores: Float64Array, quantiles: number): string | undefined {
  if (scores.length < quantiles) return `${scores.length} row(s), expected at least ${quantiles}`
  return scores.every((score) => score === scores[0]) ? "all scores are equal" : undefined
}

function meansOf(scores: Float64Array, outcomes: Float64Array, quantiles: number, counts: Float64Array) {
  const sums = new Float64Array(quantiles)
  const rows = new Float64Array(quantiles)
  quantileBins(scores, quantiles).forEach((bin, i) => {
    sums[bin]! += outcomes[i]!
    rows[bin]! += 1
    counts[bin]! += 1
  })
  return Array.from(sums, (sum, bin) => (rows[bin]! > 0 ? sum / rows[bin]! : null))
}

function meanOf(values: readonly number[]): number | null {
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null
}
