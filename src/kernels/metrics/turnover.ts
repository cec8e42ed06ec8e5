import { type DroppedDate, type Key, type Keys, taken } from "./by-date.js"
import { type Numbers, numbersFor } from "./labels.js"
import { type PanelDate, panelOf } from "./panel.js"
import { checkQuantiles, quantileBins } from "./quantile-bins.js"
import { type QuantileOptions, unfit } from "./quantile-returns.js"

/** Which share of a quantile is new, date by date. */
export interface Turnover {
  readonly top: number
  readonly bottom: number
  readonly byDate: readonly { readonly date: Key; readonly top: number; readonly bottom: number }[]
  readonly dropped: readonly DroppedDate[]
}

interface Ends {
  readonly top: ReadonlySet<Key>
  readonly bottom: ReadonlySet<Key>
}

/**
 * The share of the entities in the top (bottom) quantile that were not in it on the date before, and the means over
 * dates. As Alphalens' `quantile_turnover`.
 * @throws RangeError for scores that are not finite, less than two quantiles, an entity that comes twice, or less than
 *   two dates that can be used.
 */
export function turnover(
  scores: Numbers,
  dates: Keys,
  entities: Keys,
  { quantiles = 5 }: QuantileOptions = {},
): Turnover {
  checkQuantiles(quantiles, "turnover")
  const values = numbersFor(scores, scores.length, "turnover")
  const byDate: { date: Key; top: number; bottom: number }[] = []
  const dropped: DroppedDate[] = []
  let before: Ends | undefined
  for (const date of panelOf(dates, entities, scores.length, "turnover")) {
    const ends = endsOf(date, values, quantiles)
    if (typeof ends === "string") {
      dropped.push({ date: date.date, rows: date.rows.size, reason: ends })
      continue
    }
    if (before) {
      byDate.push({
        date: date.date,
        top: newShare(ends.top, before.top),
        bottom: newShare(ends.bottom, before.bottom),
      })
    }
    before = ends
  }
  if (byDate.length === 0) throw new RangeError("turnover: got less than two dates that can be used")
  return { top: mean(byDate.map(({ top }) => top)), bottom: mean(byDate.map(({ bottom }) => bottom)), byDate, dropped }
}

/** Who is in the outer quantiles, or why there are none. */
function endsOf({ rows }: PanelDate, scores: Float64Array, quantiles: number): Ends | string {
  const own = taken(scores, Uint32Array.from(rows.values()))
  const reason = unfit(own, quantiles)
  if (reason) return reason
  const bins = quantileBins(own, quantiles)
  const within = (bin: number) => new Set([...rows.keys()].filter((_, i) => bins[i] === bin))
  const ends = { top: within(quantiles - 1), bottom: within(0) }
  return ends.top.size > 0 && ends.bottom.size > 0 ? ends : "ties leave the top or bottom quantile empty"
}

function newShare(now: ReadonlySet<Key>, before: ReadonlySet<Key>): number {
  return [...now].filter((entity) => !before.has(entity)).length / now.size
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
