import { count } from "../analysis/describe.js"
import {
  type WalkForwardInput,
  type WalkForwardOptions,
  walkForwardRun,
  walkForwardSeries,
} from "../analysis/walk-forward.js"
import type { WindowRow } from "../analysis/walk-forward-rows.js"
import { foldCount, foldMetric, type Histories, seriesOfRuns } from "../analysis/walk-forward-windows.js"
import { cellText } from "../data/column.js"
import { groupBy } from "../data/group-by.js"
import type { Run } from "../data/run.js"
import { readTable } from "../readers/table.js"
import type { WalkForward, WalkForwardRun } from "../results/walk-forward.js"
import type { RunStore } from "../stores/run-store.js"
import { findRuns, runOf } from "./find-runs.js"

/** Which runs are looked at, and how. */
export interface SearchedWindows {
  readonly experiment?: string
  readonly run?: string
  readonly from?: "nested" | "names" | "steps" | "artifact"
  readonly level: number
}

const ways = { nested: "nested runs", names: "metric names", steps: "metric steps", artifact: "artifact" } as const
const PARENT = "mlflow.parentRunId"
/** Resamples of an interval, and of those of all runs together: thousands of runs get fewer each. */
const SAMPLES = 2000
const LEAST_SAMPLES = 200
const ALL_SAMPLES = 2_000_000
/** Larger files are no list of folds. */
const MOST_BYTES = 2 ** 22

/** The runs of a store, an experiment or one run that have windows. @throws Error where none has. */
export async function findWalkForward(
  store: RunStore,
  { experiment, run: id, from }: SearchedWindows,
  options: WalkForwardOptions,
): Promise<WalkForward> {
  const chosen = id === undefined ? undefined : await runOf(store, id)
  const where = experiment ?? chosen?.experimentId
  const { runs, experiments } = await findRuns(store, {
    view: "active",
    ...(where !== undefined && { experiment: [where] }),
  })
  const nameOf = (run: Run) => experiments.get(run.experimentId)?.name ?? run.experimentId
  const children = groupBy(
    runs.filter(({ tags }) => tags[PARENT] !== undefined),
    ({ tags }) => tags[PARENT]!,
  )
  const tops = chosen ? [chosen] : runs.filter(({ tags }) => tags[PARENT] === undefined)
  const samples = Math.max(LEAST_SAMPLES, Math.min(SAMPLES, Math.floor(ALL_SAMPLES / tops.length)))
  const asked = { ...options, samples, ...(from && { from: ways[from] }) }
  const found: WalkForwardRun[] = []
  const single = chosen !== undefined
  for (const run of tops) {
    const own = children.get(run.runId) ?? []
    const one = walkForwardRun(await inputOf(store, run, own, nameOf(run), { single, from }), asked)
    if (one) found.push(one)
  }
  if (!single && from === undefined) found.push(...seriesIn(tops, found, nameOf, options))
  if (found.length === 0) throw new Error(nothing(store, chosen, where))
  const names = [...new Set(tops.map(nameOf))]
  return {
    source: store.name,
    experiments: names,
    runs: found,
    notes: [
      ...store.problems().map(({ path, reason }) => `${path}: ${reason}`),
      ...(samples < SAMPLES
        ? [`intervals are of ${samples} resamples each: there are ${count(tops.length, "run")}`]
        : []),
    ],
  }
}

function nothing(store: RunStore, run: Run | undefined, experiment: string | undefined): string {
  const where = run ? `run ${run.runId}` : experiment === undefined ? store.name : `experiment ${experiment}`
  return `${where}: no walk-forward windows were found. Expected nested runs with a fold, metrics such as fold_1_auc, a metric with a step a fold beside num_folds or n_test, or a CSV or JSON artifact with a row a fold`
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
async function inputOf(
  store: RunStore,
  run: Run,
  children: readonly Run[],
  experimentName: string,
  { single, from }: { readonly single: boolean; readonly from: SearchedWindows["from"] },
): Promise<WalkForwardInput> {
  const base = { run, children, experimentName }
  const told = children.length > 1 || Object.keys(run.metrics).some((key) => foldMetric(key))
  const wantsSteps =
    from === "steps" || (from === undefined && !told && (foldCount(run) !== undefined || "n_test" in run.metrics))
  const wantsFiles = from === "artifact" || single || (from === undefined && !told && !wantsSteps)
  return {
    ...base,
    ...(wantsSteps && { histories: await historiesOf(store, run) }),
    ...(wantsFiles && { files: await filesOf(store, run) }),
  }
}

async function historiesOf(store: RunStore, { runId, metrics }: Run): Promise<Histories> {
  const keys = Object.keys(metrics)
  const histories = await Promise.all(keys.map((key) => store.metricHistory(runId, key)))
  return Object.fromEntries(keys.map((key, i) => [key, histories[i]!]))
}

/** CSV and JSON files among the artifacts and one folder down whose names speak of folds. */
async function filesOf(store: RunStore, { runId }: Run): Promise<{ path: string; rows: WindowRow[] }[]> {
  const list = (path: string) => store.artifacts(runId, path).catch(() => [])
  const top = (await list("")).filter(({ name }) => speaks(name))
  const folders = top.filter(({ folder }) => folder).map(({ name }) => name)
  const below = await Promise.all(
    folders.map(async (path) => (await list(path)).map((each) => ({ ...each, name: `${path}/${each.name}` }))),
  )
  const paths = [...top, ...below.flat()]
    .filter(({ folder, name, bytes }) => !folder && /\.(csv|json)$/i.test(name) && (bytes ?? 0) <= MOST_BYTES)
    .map(({ name }) => name)
  const read = await Promise.all(paths.map((path) => rowsIn(store, runId, path)))
  return paths.map((path, i) => ({ path, rows: read[i]! })).filter(({ rows }) => rows.length > 0)
}

function speaks(path: string): boolean {
  return /fold|window|walk|wf|cv|split|period/i.test(path)
}

/** A file that cannot be read is no list of folds. */
async function rowsIn(store: RunStore, runId: string, path: string): Promise<WindowRow[]> {
  try {
    const bytes = await store.readArtifact(runId, path)
    return /\.json$/i.test(path)
      ? rowsOfJson(JSON.parse(new TextDecoder().decode(bytes)))
      : await rowsOfCsv(bytes, path)
  } catch {
    return []
  }
}

async function rowsOfCsv(bytes: Uint8Array, path: string): Promise<WindowRow[]> {
  const table = await readTable(bytes, { name: path })
  return Array.from({ length: table.rows }, (_, row) =>
    Object.fromEntries(table.columns.map((column) => [column.name, cellOf(column, row)])),
  )
}

function cellOf(column: Parameters<typeof cellText>[0], row: number): unknown {
  return column.type === "number" ? column.values[row] : (cellText(column, row) ?? null)
}

/** A list of objects, an object that holds one (`{"folds": [...]}`), or lists by column as pandas writes them. */
function rowsOfJson(value: unknown): WindowRow[] {
  if (Array.isArray(value)) return value.filter((each) => typeof each === "object" && each !== null) as WindowRow[]
  if (typeof value !== "object" || value === null) return []
  const inside = Object.values(value)
  const list = inside.find((each) => Array.isArray(each) && each.length > 0 && typeof each[0] === "object")
  if (list) return rowsOfJson(list)
  const columns = Object.entries(value).filter(([, each]) => typeof each === "object" && each !== null)
  const isColumns = columns.length === inside.length && columns.length > 0
  if (!isColumns) return []
  const rows = Object.keys(columns[0]![1] as object)
  return rows.map((row) =>
    Object.fromEntries(columns.map(([name, each]) => [name, (each as Record<string, unknown>)[row]])),
  )
}
