import { columnNamed, type Table } from "../data/table.js"
import { averagePrecision } from "../kernels/metrics/average-precision.js"
import { brierScore } from "../kernels/metrics/brier-score.js"
import { mae } from "../kernels/metrics/mae.js"
import { r2 } from "../kernels/metrics/r2.js"
import { rmse } from "../kernels/metrics/rmse.js"
import { rocAuc } from "../kernels/metrics/roc-auc.js"
import { spearman } from "../kernels/metrics/spearman.js"
import type { WalkForwardRun, WalkForwardWindow } from "../results/walk-forward.js"
import { type Calendar, calendarWindows, columnWindows, type RowWindow } from "./calendar-windows.js"
import { attempt } from "./measure.js"
import { timesOf } from "./split-by-date.js"
import { type WindowedOptions, windowedMetrics } from "./walk-forward-metrics.js"
import { iso } from "./walk-forward-rows.js"
import { parsePeriod } from "./walk-forward-time.js"

export interface WalkForwardTableOptions extends WindowedOptions {
  readonly date: string
  readonly target: string
  readonly score: string
  readonly by: Calendar | { readonly column: string }
}

type Metric = (truth: Float64Array, score: Float64Array) => number

/** Metrics of two classes; the Brier score only of probabilities. */
const ofClasses: Readonly<Record<string, Metric>> = {
  auc: rocAuc,
  average_precision: averagePrecision,
  brier: brierScore,
}
const ofNumbers: Readonly<Record<string, Metric>> = { spearman, rmse, mae, r2 }

/**
 * Scored rows with dates as windows of the calendar, or of a column: each window's metrics, and those of all rows
 * together. Rows without a date, a target or a score are left out.
 * @throws RangeError for columns that are not there or hold no numbers, and where no row is left.
 */
export function walkForwardTable(table: Table, options: WalkForwardTableOptions): WalkForwardRun & { dropped: number } {
  const { date, target, score, by } = options
  const times = timesOf(table, date)
  const scores = numbersOf(table, score)
  const truth = asClasses(numbersOf(table, target))
  const isUsed = (row: number) => ![times[row]!, truth[row]!, scores[row]!].some(Number.isNaN)
  const all = Uint32Array.from({ length: table.rows }, (_, row) => row).filter(isUsed)
  if (all.length === 0) throw new RangeError(`${table.name}: no row has ${date}, ${target} and ${score}`)
  const windows = (typeof by === "string" ? calendarWindows(table, date, by) : columnWindows(table, by.column))
    .map(({ name, rows }) => ({ name, rows: rows.filter(isUsed) }))
    .filter(({ rows }) => rows.length > 0)
  const metrics = metricsFor(truth, scores, all)
  const found = windows.map((window) => windowOf(window, times, metrics, truth, scores, typeof by === "string"))
  const pooled = valuesOf(metrics, truth, scores, all)
  const byText = typeof by === "string" ? by : by.column
  return {
    ...{ runId: null, name: table.name, source: "table", sourceName: byText, scheme: "other" },
    ...{ train: null, test: null, embargo: null, horizon: null, frequency: null, windows: found },
    metrics: windowedMetrics(found, { ...options, pooled, pooledFrom: "rows" }),
    ...{ findings: [], dropped: table.rows - all.length },
  }
}

function windowOf(
  { name, rows }: RowWindow,
  times: Float64Array,
  metrics: Readonly<Record<string, Metric>>,
  truth: Float64Array,
  scores: Float64Array,
  isCalendar: boolean,
): WalkForwardWindow {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const row of rows) {
    first = Math.min(first, times[row]!)
    last = Math.max(last, times[row]!)
  }
  const none = { from: null, to: null }
  const period = isCalendar ? parsePeriod(name) : undefined
  return {
    ...{ name, runId: null, train: none, embargo: none, derived: false, nTest: rows.length },
    test: period ? { from: iso(period[0]), to: iso(period[1]) } : { from: iso(first), to: iso(dayAfter(last)) },
    metrics: valuesOf(metrics, truth, scores, rows),
  }
}

/** Ends are not included: the day after the last, or the instant itself where it is none. */
function dayAfter(time: number): number {
  return time % 86_400_000 === 0 ? time + 86_400_000 : time
}

function metricsFor(truth: Float64Array, scores: Float64Array, rows: Uint32Array): Readonly<Record<string, Metric>> {
  const distinct = new Set<number>()
  for (const row of rows) if (distinct.add(truth[row]!).size > 2) return ofNumbers
  const probabilities = rows.every((row) => scores[row]! >= 0 && scores[row]! <= 1)
  const { brier, ...others } = ofClasses
  return probabilities ? { ...others, brier: brier! } : others
}

/** What is not defined on these rows, e.g. the AUC of one class, is left out. */
function valuesOf(
  metrics: Readonly<Record<string, Metric>>,
  truth: Float64Array,
  scores: Float64Array,
  rows: Uint32Array,
): Record<string, number> {
  const take = (values: Float64Array) => Float64Array.from(rows, (row) => values[row]!)
  const [own, predicted] = [take(truth), take(scores)]
  const found: Record<string, number> = {}
  for (const [name, metric] of Object.entries(metrics)) {
    const { value } = attempt(() => metric(own, predicted))
    if (value !== null && Number.isFinite(value)) found[name] = value
  }
  return found
}

/** Two values become 0 and 1: a window may have one of them only. */
function asClasses(values: Float64Array): Float64Array {
  const distinct = new Set<number>()
  for (const value of values) if (!Number.isNaN(value) && distinct.add(value).size > 2) return values
  if (distinct.size !== 2) return values
  const positive = Math.max(...distinct)
  return values.map((value) => (Number.isNaN(value) ? value : Number(value === positive)))
}

function numbersOf(table: Table, name: string): Float64Array {
  const column = columnNamed(table, name)
  if (column.type !== "category") return Float64Array.from(column.values)
  if (column.categories.length > 2) throw new RangeError(`${table.name}: column "${name}" holds text, expected numbers`)
  return Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : code))
}
