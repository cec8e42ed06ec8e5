import {
  type WalkForwardInput,
  type WalkForwardOptions,
  walkForwardRun,
  walkForwardSeries,
} from "./analysis/walk-forward.js"
import { foldCount, foldMetric, type Histories, seriesOfRuns } from "./analysis/walk-forward-windows.js"
import { groupBy } from "./data/group-by.js"
import { nextTask } from "./data/next-task.js"
import type { Run } from "./data/run.js"
import type { WalkForwardRun } from "./results/walk-forward.js"
import type { RunStore } from "./stores/run-store.js"
import { type ReadTable, windowFiles } from "./window-files.js"

/** Runs of a store that may have windows. */
export interface WalkForwardRuns {
  readonly runs: readonly Run[]
  /** One run alone; its children are among `runs`. */
  readonly only?: Run
  /** An experiment's name by its id. */
  readonly names: ReadonlyMap<string, string>
}

export interface WalkForwardSearch extends WalkForwardOptions {
  /** Reads CSV files with a row a fold: `readTable`, or an engine's own. */
  readonly readTable: ReadTable
  /** So many runs' histories and files are read at most; all by default. */
  readonly mostRead?: number
  readonly signal?: AbortSignal
}

export interface FoundWalkForwards {
  readonly found: WalkForwardRun[]
  /** Runs whose histories and files were not read because of `mostRead`. */
  readonly unread: number
}

const PARENT = "mlflow.parentRunId"
/** The caller's thread is given back after so many milliseconds. */
const SLICE_MS = 15

/**
 * All walk-forward tests among runs: nested runs, metrics named by folds, metrics with a step a fold, CSV or JSON files
 * with a row a fold, and runs of an experiment that are the windows of one series.
 */
export async function walkForwardInStore(
  store: RunStore,
  { runs, only, names }: WalkForwardRuns,
  { mostRead = Number.POSITIVE_INFINITY, signal, readTable, ...options }: WalkForwardSearch,
): Promise<FoundWalkForwards> {
  const nameOf = ({ experimentId }: Run) => names.get(experimentId) ?? experimentId
  const nested = runs.filter(({ tags }) => tags[PARENT] !== undefined)
  const children = groupBy(nested, ({ tags }) => tags[PARENT]!)
  const tops = only ? [only] : runs.filter(({ tags }) => tags[PARENT] === undefined)
  const found: WalkForwardRun[] = []
  let [read, unread, since] = [0, 0, performance.now()]
  for (const run of tops) {
    const own = children.get(run.runId) ?? []
    const wanted = wantedOf(run, own, only !== undefined, options.from)
    const reads = wanted.histories || wanted.files
    if (reads && read >= mostRead) unread++
    else if (reads) read++
    const input = { run, children: own, experimentName: nameOf(run) }
    const one = walkForwardRun(
      reads && read < mostRead ? await readInput(store, input, wanted, readTable) : input,
      options,
    )
    if (one) found.push(one)
    if (performance.now() - since > SLICE_MS) {
      await nextTask()
      signal?.throwIfAborted()
      since = performance.now()
    }
  }
  if (!only && options.from === undefined) found.push(...seriesIn(tops, found, nameOf, options))
  return { found, unread }
}

/** Runs that are windows themselves and were not found to have some. */
function seriesIn(
  tops: readonly Run[],
  found: readonly WalkForwardRun[],
  nameOf: (run: Run) => string,
  options: WalkForwardOptions,
): WalkForwardRun[] {
  const used = new Set(found.map(({ runId }) => runId))
  const groups = groupBy(
    tops.filter(({ runId }) => !used.has(runId)),
    ({ experimentId }) => experimentId,
  )
  return [...groups.values()].flatMap((runs) =>
    seriesOfRuns(runs).flatMap((series) => walkForwardSeries(series, nameOf(series[0]!), options) ?? []),
  )
}

/** Histories and artifacts are read where nothing nearer tells the windows, or for one run. */
function wantedOf(run: Run, children: readonly Run[], single: boolean, from: WalkForwardOptions["from"]) {
  const told = children.length > 1 || Object.keys(run.metrics).some((key) => foldMetric(key))
  const histories =
    from === "metric steps" ||
    (from === undefined && !told && (foldCount(run) !== undefined || "n_test" in run.metrics))
  const files = from === "artifact" || single || (from === undefined && !told && !histories)
  return { histories, files }
}

async function readInput(
  store: RunStore,
  input: WalkForwardInput,
  wanted: { readonly histories: boolean; readonly files: boolean },
  readTable: ReadTable,
): Promise<WalkForwardInput> {
  return {
    ...input,
    ...(wanted.histories && { histories: await historiesOf(store, input.run) }),
    ...(wanted.files && { files: await windowFiles(store, input.run.runId, readTable) }),
  }
}

async function historiesOf(store: RunStore, { runId, metrics }: Run): Promise<Histories> {
  const keys = Object.keys(metrics)
  const histories = await Promise.all(keys.map((key) => store.metricHistory(runId, key)))
  return Object.fromEntries(keys.map((key, i) => [key, histories[i]!]))
}
