import type { Column } from "../data/column.js"
import { columnNamed, findColumn, type Table } from "../data/table.js"
import { type Keys, rowsByDate } from "../kernels/metrics/by-date.js"
import { laggedCorrelations } from "../kernels/metrics/lagged-correlation.js"
import { panelOf } from "../kernels/metrics/panel.js"
import { summarizeSeries } from "../kernels/metrics/series.js"
import { eachInSteps, finish, type Steps } from "./steps.js"
import { studentReach } from "./student-t.js"

/** The rank IC of a feature with the target when the feature is so many dates older. */
export interface LaggedIc {
  /** Dates from the feature to the target: 0 as used, above 0 older, below 0 from after the target. */
  readonly lag: number
  /** Null where it is not defined. */
  readonly ic: number | null
  readonly low: number | null
  readonly high: number | null
  /** Dates that were used. */
  readonly dates: number
}

export interface FeatureLag {
  readonly feature: string
  readonly rows: number
  readonly lags: readonly LaggedIc[]
  /**
   * Strong as used, and nearly gone one date earlier: such a feature may hold the target of its own date. Never said of
   * means of dates, which weather and holidays move together.
   */
  readonly collapses: boolean
}

export interface FeatureLags {
  /** "panel": the same ids on neighbouring dates, date by date. "dates": means of the dates, where ids do not come again. */
  readonly kind: "panel" | "dates"
  readonly level: number
  readonly features: readonly FeatureLag[]
  /** Text has no order. */
  readonly leftOut: readonly string[]
}

const LEVEL = 0.95
/** From here on an IC is worth a look; what is left of it a date earlier if it held the answer. */
const STRONG = 0.1
const LEFT = 0.3
/** Means of fewer dates than these are not correlated. */
const LEAST_DATES = 8

/**
 * Spearman's correlation of each feature with the target of other dates: mean over dates as in alphalens, with Student's
 * interval that takes dates as independent. What ranks the target of its own date and not at all that of the next holds
 * what it should not; what is slow falls slowly.
 * @param roles without `id`, or with ids that come once, the means of the dates are correlated in place of rows.
 * @throws RangeError for columns that are not there, and for an id that comes twice on a date.
 */
export function featureLags(...given: Parameters<typeof featureLagsInSteps>): FeatureLags {
  return finish(featureLagsInSteps(...given))
}

/** As `featureLags`, feature by feature. */
export function* featureLagsInSteps(
  table: Table,
  { target, date, id }: { readonly target: string; readonly date: string; readonly id?: string | undefined },
  features: readonly string[],
  lags: readonly number[] = [-3, -2, -1, 0, 1, 2, 3],
): Steps<FeatureLags> {
  const [truth, dates] = [numbersOf(columnNamed(table, target)), keysOf(columnNamed(table, date))]
  const entities = id === undefined ? undefined : keysOf(columnNamed(table, id))
  const panel = entities !== undefined && comeAgain(entities)
  const known = features.flatMap((name) => findColumn(table, name) ?? [])
  const ordered = known.filter(({ type }) => type !== "category")
  return {
    kind: panel ? "panel" : "dates",
    level: LEVEL,
    features: yield* eachInSteps(ordered, (column) => {
      const values = numbersOf(column)
      const rows = usable(values, truth, dates, entities)
      const take = (all: ArrayLike<number>) => Float64Array.from(rows, (row) => all[row]!)
      const [own, outcome] = [take(values), take(truth)]
      const when = picked(dates, rows)
      const found = panel
        ? byPanel(own, outcome, when, picked(entities, rows), lags)
        : byDates(own, outcome, when, lags)
      return { feature: column.name, rows: rows.length, lags: found, collapses: panel && collapses(found) }
    }),
    leftOut: known.filter(({ type }) => type === "category").map(({ name }) => name),
  }
}

function byPanel(x: Float64Array, y: Float64Array, dates: Keys, ids: Keys, lags: readonly number[]): LaggedIc[] {
  const panel = panelOf(dates, ids, x.length, "featureLags")
  return lags.map((lag) => {
    // of a feature from after the target, the target is the earlier
    const { byDate } = lag >= 0 ? laggedCorrelations(panel, x, y, lag) : laggedCorrelations(panel, y, x, -lag)
    if (byDate.length === 0) return { lag, ic: null, low: null, high: null, dates: 0 }
    const {
      mean,
      sd,
      dates: used,
    } = summarizeSeries(
      byDate.map(({ ic }) => ic),
      "featureLags",
    )
    const reach = sd === null ? null : (studentReach(LEVEL, used - 1) * sd) / Math.sqrt(used)
    return {
      lag,
      ic: mean,
      low: reach === null ? null : mean - reach,
      high: reach === null ? null : mean + reach,
      dates: used,
    }
  })
}

/** One pair of means a date, correlated over all dates; Fisher's interval. */
function byDates(x: Float64Array, y: Float64Array, dates: Keys, lags: readonly number[]): LaggedIc[] {
  const days = rowsByDate(dates, x.length, "featureLags")
  const mean = (values: Float64Array) =>
    Float64Array.from(days, ({ rows }) => rows.reduce((sum, row) => sum + values[row]!, 0) / rows.length)
  const [a, b] = [mean(x), mean(y)]
  return lags.map((lag) => {
    const count = a.length - Math.abs(lag)
    if (count < LEAST_DATES) return { lag, ic: null, low: null, high: null, dates: Math.max(0, count) }
    const [from, to] = lag >= 0 ? [0, lag] : [-lag, 0]
    const pair = { date: 0, rows: new Map(Array.from({ length: count }, (_, i) => [i, i])) }
    const { byDate } = laggedCorrelations([pair], a.slice(from, from + count), b.slice(to, to + count), 0)
    const ic = byDate[0]?.ic ?? null
    if (ic === null) return { lag, ic, low: null, high: null, dates: count }
    const reach = 1.96 / Math.sqrt(count - 3)
    const around = Math.atanh(Math.max(-1 + 1e-12, Math.min(1 - 1e-12, ic)))
    return { lag, ic, low: Math.tanh(around - reach), high: Math.tanh(around + reach), dates: count }
  })
}

function collapses(lags: readonly LaggedIc[]): boolean {
  const [now, before] = [0, 1].map((lag) => lags.find((each) => each.lag === lag))
  if (now?.ic == null || before?.ic == null || Math.abs(now.ic) < STRONG) return false
  const certain = now.low !== null && now.high !== null && now.low * now.high > 0
  return certain && Math.abs(before.ic) < LEFT * Math.abs(now.ic)
}

function usable(values: Float64Array, truth: Float64Array, dates: Keys, ids: Keys | undefined): Uint32Array {
  const rows: number[] = []
  const gone = (key: string | number | undefined) => key === "" || Number.isNaN(key)
  for (let row = 0; row < values.length; row++) {
    if (!Number.isFinite(values[row]!) || !Number.isFinite(truth[row]!)) continue
    if (!gone(dates[row]) && !(ids && gone(ids[row]))) rows.push(row)
  }
  return Uint32Array.from(rows)
}

/** Half of the rows are about someone who comes again. */
function comeAgain(ids: Keys): boolean {
  const found = new Set<string | number>()
  for (let row = 0; row < ids.length; row++) found.add(ids[row]!)
  return found.size * 2 <= ids.length
}

function picked(keys: Keys, rows: Uint32Array): Keys {
  return typeof keys[0] === "string"
    ? Array.from(rows, (row) => keys[row] as string)
    : Float64Array.from(rows, (row) => keys[row] as number)
}

function numbersOf(column: Column): Float64Array {
  if (column.type !== "category") return Float64Array.from(column.values)
  return Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : code))
}

/** Missing text is "". */
function keysOf(column: Column): Keys {
  if (column.type !== "category") return Float64Array.from(column.values)
  return Array.from(column.codes, (code) => column.categories[code] ?? "")
}
