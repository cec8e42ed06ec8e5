import { columnNamed, type Table, takeRows } from "../data/table.js"
import type { Evaluation, MeasuredMetric, TargetKind } from "../results/evaluation.js"
import type { WindowScore, WindowScores } from "../results/window-scores.js"
import { evaluate } from "./evaluate.js"
import { evaluatedRows, guessKind } from "./evaluated-rows.js"
import type { EvaluateOptions } from "./evaluation-job.js"
import { finish, type Steps } from "./steps.js"
import { type Every, type TimeWindow, timeWindows } from "./time-windows.js"

export interface WindowOptions extends EvaluateOptions {
  /** The windows are cut by it. */
  readonly date: string
  /** A name that `evaluate` gives one of its metrics; by default auc, spearman, ndcg@5 or accuracy, by the target. */
  readonly metric?: string
  /** The length of windows; by default the shortest calendar one that makes at most 24. */
  readonly every?: Every
}

/** What each kind of target may be judged by, the usual first. */
const choices: Readonly<Record<TargetKind, readonly string[]>> = {
  binary: ["auc", "averagePrecision", "logLoss", "brier", "ks", "lift@10%", "calibrationError"],
  continuous: ["spearman", "pearson", "rmse", "mae", "r2"],
  graded: ["ndcg@5", "ndcg@10", "map@5", "mrr@5"],
  multiclass: ["accuracy", "auc", "logLoss", "f1Macro"],
}

/**
 * A metric of the scores of a table, window of time by window of time, each with its interval, and over all rows.
 * Windows where the metric is not defined (one class only, too few rows) say why. Bootstraps draw dates where a window
 * has at least eight of them, else rows.
 * @throws RangeError as `evaluate`.
 */
export function scoreWindows(table: Table, options: WindowOptions): WindowScores {
  return finish(windowsInSteps(table, options))
}

/** As `scoreWindows`, window by window. */
export function* windowsInSteps(table: Table, options: WindowOptions): Steps<WindowScores> {
  const { every: length, metric: wanted, ...own } = options
  const dates = columnNamed(table, options.date)
  const { every, windows, undated } = timeWindows(dates, table.rows, length)
  const { target, score, group, weight, date } = options
  const kind =
    options.kind ??
    guessKind(evaluatedRows(table, { target, score, date, ...(group && { group }), ...(weight && { weight }) }))
  const metrics = choices[kind]
  const metric = wanted ?? metrics[0]!
  const one: EvaluateOptions = { ...own, kind, only: [metric] }
  const parts = yield* scored(table, windows, one, metric)
  const whole = judged(table, one, metric)
  const values = parts.flatMap(({ value }) => (value === null ? [] : [value]))
  return {
    ...{ metric, kind, metrics: metrics.includes(metric) ? metrics : [metric, ...metrics], every, undated },
    definition: whole.measured?.definition ?? "",
    pooled: windowScore(
      { name: "all", first: windows[0]?.first ?? "", last: windows.at(-1)?.last ?? "" },
      table.rows,
      whole,
    ),
    mean: values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null,
    windows: parts,
    level: options.level ?? 0.95,
  }
}

function* scored(
  table: Table,
  windows: readonly TimeWindow[],
  options: EvaluateOptions,
  metric: string,
): Steps<WindowScore[]> {
  const results: WindowScore[] = []
  const byDate = /^(rankIc|spread|turnover|rankAutocorrelation)/.test(metric)
  for (const window of windows) {
    const rows = takeRows(table, window.rows)
    const found = judged(rows, byDate || manyDates(rows, options.date!) ? options : dateless(options), metric)
    results.push(windowScore(window, window.rows.length, found))
    // the rows of all windows together are judged at the end
    yield results.length / (windows.length + 1)
  }
  return results
}

/** A bootstrap of fewer dates than these says little: then rows are drawn. */
const FEW_DATES = 8

function manyDates(table: Table, date: string): boolean {
  const column = columnNamed(table, date)
  const values = column.type === "category" ? column.codes : column.values
  const found = new Set<number>()
  for (const value of values) if (found.add(value).size >= FEW_DATES) return true
  return false
}

function dateless({ date: _date, id: _id, ...options }: EvaluateOptions): EvaluateOptions {
  return options
}

interface Judged {
  readonly measured?: MeasuredMetric
  readonly used: number
  readonly reason: string | null
}

function judged(table: Table, options: EvaluateOptions, metric: string): Judged {
  try {
    const { metrics, rows }: Evaluation = evaluate(table, options)
    const measured = metrics.find(({ name }) => name === metric)
    if (!measured) return { used: rows.used, reason: `no metric ${metric} for this target` }
    return { measured, used: rows.used, reason: measured.reason }
  } catch (error) {
    if (error instanceof RangeError) return { used: 0, reason: error.message }
    throw error
  }
}

function windowScore(
  { name, first, last }: Pick<TimeWindow, "name" | "first" | "last">,
  rows: number,
  { measured, used, reason }: Judged,
): WindowScore {
  const { value = null, low = null, high = null, shuffled = null } = measured ?? {}
  return { name, first, last, rows, used, value, reason, low, high, shuffled }
}
