import type { DroppedDate, Key, Keys } from "./by-date.js"
import { type Numbers, numbersFor } from "./labels.js"
import { laggedCorrelations } from "./lagged-correlation.js"
import { checkLag, panelOf } from "./panel.js"
import { type SeriesSummary, summarizeSeries } from "./series.js"

/** How much the order of the scores stays from date to date. */
export interface RankAutocorrelation extends SeriesSummary {
  readonly byDate: readonly { readonly date: Key; readonly ic: number; readonly rows: number }[]
  readonly dropped: readonly DroppedDate[]
}

/**
 * Spearman's correlation of the scores of the same entities on a date and `lag` dates later: 1 where nothing is to be
 * traded.
 * @throws RangeError for scores that are not finite, a bad lag, an entity that comes twice, or too few dates.
 */
export function rankAutocorrelation(
  scores: Numbers,
  dates: Keys,
  entities: Keys,
  { lag = 1 }: { lag?: number } = {},
): RankAutocorrelation {
  const values = numbersFor(scores, scores.length, "rankAutocorrelation")
  checkLag(lag, 1, "rankAutocorrelation")
  const panel = panelOf(dates, entities, scores.length, "rankAutocorrelation")
  const { byDate, dropped } = laggedCorrelations(panel, values, values, lag)
  const summary = summarizeSeries(
    byDate.map(({ ic }) => ic),
    "rankAutocorrelation",
  )
  return { ...summary, byDate, dropped }
}
