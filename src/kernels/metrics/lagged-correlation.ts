import { type DroppedDate, type Key, taken } from "./by-date.js"
import { commonRows, type PanelDate } from "./panel.js"
import { constantSide, correlationsOf } from "./rank-ic.js"

/** A rank correlation of every date with a later one. */
export interface LaggedCorrelations {
  readonly byDate: readonly { readonly date: Key; readonly ic: number; readonly rows: number }[]
  readonly dropped: readonly DroppedDate[]
}

/** Spearman's correlation, date by date, of an earlier number of each entity with one of `lag` dates later. */
export function laggedCorrelations(
  panel: readonly PanelDate[],
  earlier: Float64Array,
  later: Float64Array,
  lag: number,
): LaggedCorrelations {
  const pairs = panel.slice(0, panel.length - lag).map((date, i) => {
    const [from, to] = commonRows(date, panel[i + lag]!)
    return { date: date.date, first: taken(earlier, from), second: taken(later, to) }
  })
  const correlations = correlationsOf(pairs)
  const byDate: { date: Key; ic: number; rows: number }[] = []
  const dropped: DroppedDate[] = []
  pairs.forEach(({ date, first, second }, i) => {
    const rows = first.length
    const reason =
      rows < 2 ? `${rows} row(s) in common with the later date, expected at least 2` : constantSide(first, second)
    if (reason) dropped.push({ date, rows, reason })
    else byDate.push({ date, ic: correlations[i]!, rows })
  })
  return { byDate, dropped }
}
