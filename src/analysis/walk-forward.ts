import type { Run } from "../data/run.js"
import type { WalkForwardRun, WalkForwardWindow, WindowSpan } from "../results/walk-forward.js"
import { walkForwardFindings } from "./walk-forward-checks.js"
import { type WindowedOptions, windowedMetrics } from "./walk-forward-metrics.js"
import { iso, timeOf, type WindowRow } from "./walk-forward-rows.js"
import { loggedLength, type WalkForwardSettings, walkForwardSettings } from "./walk-forward-settings.js"
import { addDuration } from "./walk-forward-time.js"
import {
  completed,
  foldCount,
  type Histories,
  windowsOfMetricNames,
  windowsOfRows,
  windowsOfRuns,
  windowsOfSteps,
} from "./walk-forward-windows.js"

/** A run with all that may tell its windows. */
export interface WalkForwardInput {
  readonly run: Run
  readonly experimentName: string
  /** Runs whose `mlflow.parentRunId` is the run. */
  readonly children: readonly Run[]
  readonly histories?: Histories
  /** Files with a row a fold. */
  readonly files?: readonly { readonly path: string; readonly rows: readonly WindowRow[] }[]
}

export interface WalkForwardOptions extends WindowedOptions {
  /** One way of recognising windows; by default the first that finds some. */
  readonly from?: WalkForwardRun["source"]
}

/** The windows of a run, checked and summed up; null where it has none. */
export function walkForwardRun(input: WalkForwardInput, options: WalkForwardOptions = {}): WalkForwardRun | null {
  const { run, experimentName, children, histories = {}, files = [] } = input
  const found = recognised(input, histories, files, options.from)
  if (!found) return null
  const [first] = children
  const settings = walkForwardSettings({
    params: { ...(found.source === "nested runs" ? first?.params : {}), ...run.params },
    tags: { ...(found.source === "nested runs" ? first?.tags : {}), ...run.tags },
    names: [run.runName, experimentName],
  })
  const pooled = pooledLogged(run)
  const summary = { runId: run.runId, name: run.runName, ...found }
  return finished(summary, settings, foldCount(run), { ...options, pooled })
}

/** Runs of an experiment that are the windows of one series. */
export function walkForwardSeries(
  runs: readonly Run[],
  experimentName: string,
  options: WalkForwardOptions = {},
): WalkForwardRun | null {
  const windows = windowsOfRuns(runs)
  const [first] = runs
  if (windows.length === 0 || !first) return null
  const settings = walkForwardSettings({ params: first.params, tags: first.tags, names: [experimentName] })
  const summary = { runId: null, name: experimentName, source: "runs" as const, sourceName: experimentName, windows }
  return finished(summary, settings, undefined, options)
}

type Found = Pick<WalkForwardRun, "source" | "sourceName" | "windows">

function recognised(
  { run, children }: WalkForwardInput,
  histories: Histories,
  files: NonNullable<WalkForwardInput["files"]>,
  from: WalkForwardRun["source"] | undefined,
): Found | null {
  const tabled = files
    .map(({ path, rows }) => ({ path, windows: windowsOfRows(rows) }))
    .filter(({ windows }) => windows.length > 0)
  const ways: readonly [WalkForwardRun["source"], () => WalkForwardWindow[], string | null][] = [
    ["nested runs", () => windowsOfRuns(children), null],
    ["metric names", () => windowsOfMetricNames(run), null],
    ["metric steps", () => windowsOfSteps(run, histories, from === "metric steps"), null],
    ["artifact", () => tabled[0]?.windows ?? [], tabled[0]?.path ?? null],
  ]
  for (const [source, find, sourceName] of ways) {
    if (from !== undefined && from !== source) continue
    const windows = find()
    if (windows.length === 0) continue
    const more = source === "artifact" ? tabled.slice(1) : tabled
    return { source, sourceName, windows: more.reduce((all, each) => completed(all, each.windows), windows) }
  }
  return null
}

function finished(
  found: Found & { readonly runId: string | null; readonly name: string },
  settings: WalkForwardSettings,
  folds: number | undefined,
  options: WalkForwardOptions,
): WalkForwardRun {
  const windows = found.windows.map((window) => withDates(window, settings))
  return {
    ...found,
    scheme: schemeOf(windows, settings),
    ...{ train: loggedLength(settings.train), test: loggedLength(settings.test) },
    ...{ embargo: loggedLength(settings.embargo), horizon: loggedLength(settings.horizon) },
    frequency: settings.frequency,
    windows,
    metrics: windowedMetrics(windows, options),
    findings: walkForwardFindings(settings, windows, folds),
  }
}

/** Dates that follow from the test's start and the lengths; an embargo that is only the gap between two dates. */
function withDates(window: WalkForwardWindow, { train, test, embargo }: WalkForwardSettings): WalkForwardWindow {
  const start = timeOf(window.test.from)
  if (Number.isNaN(start)) return window
  const end = window.test.to ?? (test ? iso(addDuration(start, test)) : null)
  const trainEnd = window.train.to ?? (embargo && train ? iso(addDuration(start, embargo, -1)) : null)
  const trainStart = window.train.from ?? (train && trainEnd ? iso(addDuration(timeOf(trainEnd), train, -1)) : null)
  const derived = window.train.to === null && trainEnd !== null
  const gap: WindowSpan =
    window.embargo.from === null && trainEnd !== null && timeOf(trainEnd) < start
      ? { from: trainEnd, to: window.test.from }
      : window.embargo
  return {
    ...window,
    derived,
    train: { from: trainStart, to: trainEnd },
    embargo: gap,
    test: { from: window.test.from, to: end },
  }
}

function schemeOf(windows: readonly WalkForwardWindow[], { expanding }: WalkForwardSettings): WalkForwardRun["scheme"] {
  const dated = windows.filter(({ train }) => train.from !== null)
  const starts = new Set(dated.map(({ train }) => train.from))
  const ends = new Set(dated.map(({ train }) => train.to))
  if (dated.length >= 2 && starts.size === 1 && ends.size > 1) return "anchored"
  if (dated.length >= 2 && starts.size > 1) return "rolling"
  return expanding === null ? "other" : expanding ? "anchored" : "rolling"
}

/** What a run logged of all rows together, by the metric's own name: `pooled_auc`, `auc_pooled`, `overall_auc`, `oof_auc`. */
function pooledLogged({ metrics }: Run): Record<string, number> {
  const found: Record<string, number> = {}
  for (const [key, value] of Object.entries(metrics)) {
    const name =
      /^(?:pooled|overall|oof)[_./-](.+)$/i.exec(key)?.[1] ?? /^(.+)[_./-](?:pooled|overall|oof)$/i.exec(key)?.[1]
    if (name !== undefined && Number.isFinite(value)) found[name] = value
  }
  return found
}
