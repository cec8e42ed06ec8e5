import type { MetricPoint, Run } from "../data/run.js"
import type { WalkForwardWindow } from "../results/walk-forward.js"
import {
  foldOf,
  isFoldKey,
  isWindowKey,
  resultsOf,
  textUnder,
  timeOf,
  type WindowRow,
  windowName,
  windowOf,
} from "./walk-forward-rows.js"
import { snake } from "./walk-forward-settings.js"

/** Fewer are no series of windows. */
const LEAST = 2
const byName = new Intl.Collator("en", { numeric: true })

/** Windows from runs, each a window of its own. Empty where they do not say which. */
export function windowsOfRuns(runs: readonly Run[]): WalkForwardWindow[] {
  const rows = runs.map((run) => ({ run, row: rowOf(run), fold: foldOf(rowOf(run)) ?? foldInName(run.runName) }))
  const known = rows.filter(({ fold, row }) => fold !== undefined || textUnder(row, ["test_start"]) !== undefined)
  if (known.length < LEAST || known.length < runs.length / 2) return []
  const windows = known.map(({ run, row, fold }) => {
    const name = fold === undefined ? textUnder(row, ["test_start"])! : windowName(fold)
    return windowOf(row, resultsOf(run.metrics), { name, runId: run.runId })
  })
  return inOrder(windows)
}

/**
 * Runs without a parent that are windows of one series, in groups: those that differ in what a window is alone.
 * A param `window` is often a model's own and does not count here; dates, folds and tags do.
 */
export function seriesOfRuns(runs: readonly Run[]): Run[][] {
  const told = runs.filter(({ params, tags }) => {
    const keys = [...Object.keys(params).filter((key) => /^(fold|cv_fold|fold_id|test_start)$/.test(snake(key)))]
    return keys.length > 0 || Object.keys(tags).some(isFoldKey)
  })
  const groups = new Map<string, Run[]>()
  for (const run of told) {
    const own = Object.entries(run.params)
      .filter(([key]) => !isWindowKey(key))
      .sort()
    const key = JSON.stringify(own)
    groups.set(key, [...(groups.get(key) ?? []), run])
  }
  return [...groups.values()].filter((group) => {
    const names = new Set(group.map((run) => foldOf(rowOf(run)) ?? textUnder(rowOf(run), ["test_start"])))
    return group.length >= LEAST && names.size === group.length
  })
}

/** `fold_3_auc`, `fold3/auc`, scikit-learn's `split0_test_score`, `auc_fold_3`, `window-2.rmse`, `2018Q1_auc`. */
const before = /^(?:cv[_-])?(?:fold|window|split|wf|period)[_\-. ]?(\d+)[_\-./ ](.+)$/i
const after = /^(.+?)[_\-./ ](?:cv[_-])?(?:fold|window|split|period)[_\-. ]?(\d+)$/i
const periodBefore = /^(\d{4}[_-]?Q[1-4]|\d{4}-\d\d)[_./ ](.+)$/i
const periodAfter = /^(.+?)[_./ ](\d{4}[_-]?Q[1-4]|\d{4}-\d\d)$/i

/** The fold and the metric that a metric's name is made of. */
export function foldMetric(key: string): { fold: string; metric: string } | undefined {
  const first = before.exec(key) ?? periodBefore.exec(key)
  if (first) return { fold: first[1]!, metric: first[2]! }
  const last = after.exec(key) ?? periodAfter.exec(key)
  return last ? { fold: last[2]!, metric: last[1]! } : undefined
}

/** Windows from metrics whose names begin or end with a fold; params of such names (`fold_3_test_start`) belong to them. */
export function windowsOfMetricNames({ metrics, params }: Pick<Run, "metrics" | "params">): WalkForwardWindow[] {
  const rows = new Map<string, Record<string, unknown>>()
  for (const [key, value] of [...Object.entries(metrics), ...Object.entries(params)]) {
    const found = foldMetric(key)
    if (!found) continue
    const row = rows.get(found.fold) ?? {}
    row[found.metric] = value
    rows.set(found.fold, row)
  }
  const withMetrics = [...rows].filter(([, row]) => Object.values(row).some((value) => typeof value === "number"))
  if (withMetrics.length < LEAST) return []
  return inOrder(
    withMetrics.map(([fold, row]) => {
      const numbers = Object.fromEntries(Object.entries(row).filter(([, value]) => typeof value === "number"))
      const named = /^\d+$/.test(fold) ? row : { ...row, period: fold }
      return windowOf(named, resultsOf(numbers), { name: windowName(fold), runId: null })
    }),
  )
}

/** Every logged value of a run's metrics. */
export type Histories = Readonly<Record<string, readonly MetricPoint[]>>

/**
 * Windows from the steps of metrics: those of which each has as many points as there are folds. Losses over epochs look
 * the same, so the number of folds must be known (`num_folds`), or the rows of each test (`n_test`) be logged by step.
 * @param force take the steps for windows in any case.
 */
export function windowsOfSteps(run: Run, histories: Histories, force = false): WalkForwardWindow[] {
  const series = Object.entries(histories).filter(([, points]) => new Set(points.map(({ step }) => step)).size >= LEAST)
  const folds = foldCount(run)
  const tests = series.find(([key]) => isWindowKey(key) && /test/.test(snake(key)))
  const expected = folds ?? tests?.[1].length
  if (series.length === 0 || (expected === undefined && !force)) return []
  const fitting = series.filter(([, points]) => force || points.length === expected || points.length === folds)
  const steps = [...new Set(fitting.flatMap(([, points]) => points.map(({ step }) => step)))].sort((a, b) =>
    Number(a - b),
  )
  return steps.map((step) => {
    const row: Record<string, unknown> = {}
    for (const [key, points] of fitting) {
      const last = points.filter((point) => point.step === step).at(-1)
      if (last) row[key] = last.value
    }
    const named = `fold ${step}`
    return windowOf(row, resultsOf(row), { name: named, runId: null })
  })
}

/** How many folds a run says that it has. */
export function foldCount({ params, metrics }: Pick<Run, "params" | "metrics">): number | undefined {
  const text = textUnder({ ...params, ...metrics }, [
    "num_folds",
    "n_folds",
    "cv_folds",
    "n_windows",
    "num_windows",
    "n_splits",
  ])
  const count = Number(text)
  return text !== undefined && Number.isInteger(count) && count > 0 ? count : undefined
}

/** Windows from a file with a row a fold. Empty where it has no folds and no dates. */
export function windowsOfRows(rows: readonly WindowRow[]): WalkForwardWindow[] {
  const told = rows.filter(
    (row) => foldOf(row) !== undefined || textUnder(row, ["test_start", "test_from"]) !== undefined,
  )
  if (told.length < LEAST || told.length < rows.length) return []
  return inOrder(
    told.map((row) => {
      const fold = foldOf(row) ?? textUnder(row, ["test_start", "test_from"])!
      return windowOf(row, resultsOf(row), { name: windowName(fold), runId: null })
    }),
  )
}

/** Windows with what another source knows of the same ones: dates, rows of the test, further metrics. */
export function completed(
  windows: readonly WalkForwardWindow[],
  more: readonly WalkForwardWindow[],
): WalkForwardWindow[] {
  const others = new Map(more.map((each) => [each.name, each]))
  return windows.map((window) => {
    const other = others.get(window.name)
    if (!other) return window
    const first = (which: "train" | "embargo" | "test") => ({
      from: window[which].from ?? other[which].from,
      to: window[which].to ?? other[which].to,
    })
    return {
      ...window,
      ...{ train: first("train"), embargo: first("embargo"), test: first("test") },
      nTest: window.nTest ?? other.nTest,
      metrics: { ...other.metrics, ...window.metrics },
    }
  })
}

/** By the start of the test where all have one, else by name, numbers by size. */
function inOrder(windows: readonly WalkForwardWindow[]): WalkForwardWindow[] {
  const dated = windows.every(({ test }) => test.from !== null)
  return [...windows].sort((a, b) =>
    dated
      ? timeOf(a.test.from) - timeOf(b.test.from) || byName.compare(a.name, b.name)
      : byName.compare(a.name, b.name),
  )
}

/** What a run says of itself: metrics first, then params, then tags that are not MLflow's. */
function rowOf({ metrics, params, tags }: Run): WindowRow {
  const own = Object.entries(tags).filter(([key]) => !key.startsWith("mlflow."))
  return { ...metrics, ...Object.fromEntries(own), ...params }
}

function foldInName(name: string): string | undefined {
  const number = /(?:^|[_\-. ])(?:fold|window|split|wf)[_\-. ]?(\d+)(?=$|[_\-. ])/i.exec(name)
  return number?.[1] ?? /(?:^|[_\-. ])(\d{4}[_-]?Q[1-4]|Q[1-4][_ -]?\d{4})(?=$|[_\-. ])/i.exec(name)?.[1]
}
