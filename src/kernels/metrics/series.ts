/** What a number that comes once a date is like. Null where there are too few dates, or they all agree. */
export interface SeriesSummary {
  readonly mean: number
  /** Standard deviation over dates, ddof 1. */
  readonly sd: number | null
  /** Mean over its standard error. */
  readonly t: number | null
  /** The information ratio: mean over sd, of one period. */
  readonly ir: number | null
  /** The share of dates above zero. */
  readonly hitRate: number
  readonly dates: number
}

/** @throws RangeError for no values. */
export function summarizeSeries(values: readonly number[], metric: string): SeriesSummary {
  const dates = values.length
  if (dates === 0) throw new RangeError(`${metric}: no date could be used, expected at least one`)
  const mean = values.reduce((sum, value) => sum + value, 0) / dates
  const spread = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const sd = dates > 1 ? Math.sqrt(spread / (dates - 1)) : null
  const ir = sd !== null && sd > 0 ? mean / sd : null
  return {
    mean,
    sd,
    t: ir === null ? null : ir * Math.sqrt(dates),
    ir,
    hitRate: values.filter((value) => value > 0).length / dates,
    dates,
  }
}
