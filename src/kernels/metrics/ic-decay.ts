import type { DroppedDate, Keys } from "./by-date.js"
import { type Numbers, numbersFor } from "./labels.js"
import { laggedCorrelations } from "./lagged-correlation.js"
import { checkLag, panelOf } from "./panel.js"
import { type SeriesSummary, summarizeSeries } from "./series.js"

/** The rank IC of scores with outcomes so many dates later. */
export interface IcAtLag {
  readonly lag: number
  /** Null where no date could be used. */
  readonly ic: SeriesSummary | null
  readonly dropped: readonly DroppedDate[]
}

/**
 * How the rank IC falls as scores age: Spearman's correlation of each date's scores with the outcomes of the same
 * entities `lag` dates later, summarized over dates. Lag 0 is `rankIc`.
 * @param entities who a row is about, once a date at most.
 * @throws RangeError for numbers that are not finite, a bad lag, or an entity that comes twice.
 */
export function icDecay(
  scores: Numbers,
  outcomes: Numbers,
  dates: Keys,
  entities: Keys,
  { lags = [0, 1, 2, 3, 4, 5] }: { lags?: readonly number[] } = {},
): IcAtLag[] {
  const a = numbersFor(scores, scores.length, "icDecay")
  const b = numbersFor(outcomes, scores.length, "icDecay", "outcomes")
  const panel = panelOf(dates, entities, scores.length, "icDecay")
  return lags.map((lag) => {
    checkLag(lag, 0, "icDecay")
    const { byDate, dropped } = laggedCorrelations(panel, a, b, lag)
    const values = byDate.map(({ ic }) => ic)
    return { lag, ic: values.length > 0 ? summarizeSeries(values, "icDecay") : null, dropped }
  })
}
