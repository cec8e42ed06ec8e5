import { joinPath } from "../data/files.js"
import type { Run } from "../data/run.js"
import { readDatasets } from "./file-datasets.js"
import type { ExperimentFolder } from "./file-experiments.js"
import { readKeys } from "./file-keys.js"
import type { FileMemory } from "./file-memory.js"
import { type RunMeta, runMeta } from "./file-meta.js"
import { textOf } from "./file-text.js"
import { latestMetric } from "./latest-metric.js"

/** A run by its folder, with what its meta.yaml says. */
export interface FoundRun {
  readonly folder: string
  readonly experiment: ExperimentFolder
  readonly meta: RunMeta
}

/** What a search has to know of a run beside its meta.yaml: keys by kind, or everything. */
export interface Needs {
  readonly metrics: readonly string[]
  readonly params: readonly string[]
  readonly tags: readonly string[]
  readonly datasets: boolean
}

/** The runs of an experiment whose meta.yaml can be used. */
export async function findRuns(memory: FileMemory, experiment: ExperimentFolder): Promise<FoundRun[]> {
  const folders = experiment.names.map((name) => joinPath(experiment.path, name))
  const metas = await memory.column(folders, "meta.yaml", runMeta)
  const missing = folders.filter((folder, i) => metas[i] === undefined && !memory.knows(folder, "meta.yaml"))
  if (missing.length > 0) await noteLostRuns(memory, missing)
  const shownBy = await twinsOf(memory, experiment)
  return folders.flatMap((folder, i) => {
    const meta = metas[i]
    if (!meta) return []
    const place = shownBy(meta.runId, experiment.names[i]!)
    memory.note(folder, place && `is a copy of run ${meta.runId}, which is shown from ${place}`)
    if (place !== undefined) return []
    noteExperiment(memory, joinPath(folder, "meta.yaml"), meta, experiment)
    return [{ folder, experiment, meta }]
  })
}

/** Of folders that claim to be the same run the one that is called so is shown, and the first of those. */
async function twinsOf(
  memory: FileMemory,
  { path, names, twins }: ExperimentFolder,
): Promise<(runId: string, name: string) => string | undefined> {
  const own = new Set(names)
  const places = [...twins].map(([name, place]) => joinPath(place, name))
  const exist = await memory.exist(places, "meta.yaml")
  const shown = new Set(places.filter((_, i) => exist[i]))
  return (runId, name) => {
    const first = joinPath(twins.get(runId) ?? "", runId)
    if (shown.has(first)) return first
    return runId !== name && own.has(runId) ? joinPath(path, runId) : undefined
  }
}

/** A folder with a run's subfolders and without meta.yaml was a run; other folders are none of ours. */
async function noteLostRuns(memory: FileMemory, folders: readonly string[]): Promise<void> {
  const lists = await memory.lists(
    folders,
    folders.map(() => ""),
  )
  folders.forEach((folder, i) => {
    const isRun = lists[i]?.some((entry) => entry.folder && /^(metrics|params|tags)$/.test(entry.name))
    const path = joinPath(folder, "meta.yaml")
    memory.note(path, isRun ? "meta.yaml is missing: what was the run's cannot be shown" : undefined)
  })
}

function noteExperiment(memory: FileMemory, path: string, meta: RunMeta, { experiment }: ExperimentFolder): void {
  const other = meta.experimentId !== "" && meta.experimentId !== experiment.experimentId
  memory.note(path, other ? `experiment_id is ${meta.experimentId}, expected ${experiment.experimentId}` : undefined)
}

/** Runs with no more than a search needs: every metric, param and tag that is asked for, one file of each run. */
export async function readNeeded(memory: FileMemory, found: readonly FoundRun[], needs: Needs): Promise<Run[]> {
  const folders = found.map(({ folder }) => folder)
  const metrics = await columns(needs.metrics, (key) => memory.column(folders, `metrics/${key}`, latestMetric))
  const params = await columns(needs.params, (key) => memory.column(folders, `params/${key}`, textOf))
  const tags = await columns(needs.tags, (key) => memory.column(folders, `tags/${key}`, textOf))
  const names = await tagNames(memory, found)
  return found.map((run, i) => ({
    ...runOf(run, names.get(run.folder)),
    metrics: rowOf(metrics, i),
    params: rowOf(params, i),
    tags: rowOf(tags, i),
    datasets: [],
  }))
}

/** Whole runs. What of them cannot be read is reported and left out. */
export async function readRuns(memory: FileMemory, found: readonly FoundRun[]): Promise<Run[]> {
  const folders = found.map(({ folder }) => folder)
  const metrics = await readKeys(memory, folders, "metrics", latestMetric)
  const params = await readKeys(memory, folders, "params", textOf)
  const tags = await readKeys(memory, folders, "tags", textOf)
  const datasets = await datasetsOf(memory, found)
  return found.map((run, i) => ({
    ...runOf(run, tags[i]!["mlflow.runName"]),
    metrics: metrics[i]!,
    params: params[i]!,
    tags: tags[i]!,
    datasets: datasets.get(run.folder) ?? [],
  }))
}

async function datasetsOf(memory: FileMemory, found: readonly FoundRun[]): Promise<Map<string, Run["datasets"]>> {
  const byFolder = new Map<string, Run["datasets"]>()
  for (const path of new Set(found.map(({ experiment }) => experiment.path))) {
    const folders = found.filter(({ experiment }) => experiment.path === path).map(({ folder }) => folder)
    const datasets = await readDatasets(memory, path, folders)
    for (const [i, folder] of folders.entries()) byFolder.set(folder, datasets[i]!)
  }
  return byFolder
}

/** Runs that only a tag names. */
async function tagNames(memory: FileMemory, found: readonly FoundRun[]): Promise<Map<string, string | undefined>> {
  const nameless = found.filter(({ meta }) => meta.runName === "").map(({ folder }) => folder)
  const names = await memory.column(nameless, "tags/mlflow.runName", textOf)
  return new Map(nameless.map((folder, i) => [folder, names[i]]))
}

function runOf(
  { meta, experiment }: FoundRun,
  nameTag: string | undefined,
): Omit<Run, "metrics" | "params" | "tags" | "datasets"> {
  const { runId, status, startTime, endTime, userId, lifecycleStage, artifactUri } = meta
  const { experimentId } = experiment.experiment
  const runName = meta.runName || (nameTag ?? "")
  return { runId, runName, experimentId, status, startTime, endTime, userId, lifecycleStage, artifactUri }
}

type Column<Value> = readonly [key: string, values: readonly (Value | undefined)[]]

async function columns<Value>(
  keys: readonly string[],
  read: (key: string) => Promise<(Value | undefined)[]>,
): Promise<Column<Value>[]> {
  const found: Column<Value>[] = []
  for (const key of keys.filter(isKey)) found.push([key, await read(key)])
  return found
}

/** A key that leads out of its folder is nobody's. */
function isKey(key: string): boolean {
  return key.split("/").every((part) => part !== "" && part !== "." && part !== "..") && !/[\\\0]/.test(key)
}

function rowOf<Value>(table: readonly Column<Value>[], i: number): Record<string, Value> {
  const row: [string, Value][] = []
  for (const [key, values] of table) {
    const value = values[i]
    if (value !== undefined) row.push([key, value])
  }
  return Object.fromEntries(row)
}
