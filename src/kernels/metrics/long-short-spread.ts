import type { DroppedDate, Key, Keys } from "./by-date.js"
import type { Numbers } from "./labels.js"
import { type QuantileOptions, quantileReturns } from "./quantile-returns.js"
import { type SeriesSummary, summarizeSeries } from "./series.js"

/** What the rows of the highest scores returned more than those of the lowest. */
export interface LongShortSpread extends SeriesSummary {
  readonly byDate: readonly { readonly date: Key; readonly spread: number }[]
  readonly dropped: readonly DroppedDate[]
}

/**
 * The mean outcome of the top quantile less that of the bottom one, date by date, with its mean, standard deviation
 * (ddof 1), t statistic and information ratio over dates.
 * @throws RangeError as `quantileReturns`.
 */
export function longShortSpread(
  scores: Numbers,
  outcomes: Numbers,
  dates: Keys,
  options: QuantileOptions = {},
): LongShortSpread {
  const returns = quantileReturns(scores, outcomes, dates, options)
  const byDate: { date: Key; spread: number }[] = []
  const dropped = [...returns.dropped]
  for (const { date, means, rows } of returns.byDate) {
    const [bottom, top] = [means[0]!, means.at(-1)!]
    if (bottom === null || top === null)
      dropped.push({ date, rows, reason: "ties leave the top or bottom quantile empty" })
    else byDate.push({ date, spread: top - bottom })
  }
  const summary = summarizeSeries(
    byDate.map(({ spread }) => spread),
    "longShortSpread",
  )
  return { ...summary, byDate, dropped }
}
