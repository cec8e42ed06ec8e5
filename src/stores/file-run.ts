import { joinPath } from "../data/files.js"
import type { Run } from "../data/run.js"
import { readDatasets } from "./file-datasets.js"
import type { ExperimentFolder } from "./file-experiments.js"
import { readKeys, setOwn } from "./file-keys.js"
import type { FileMemory, Folder } from "./file-memory.js"
import { type RunMeta, runMeta } from "./file-meta.js"
import { textOf } from "./file-text.js"
import { latestMetric } from "./latest-metric.js"

/** A run by its folder, with what its meta.yaml says. */
export interface FoundRun {
  readonly folder: Folder
  readonly experiment: ExperimentFolder
  readonly meta: RunMeta
}

/** What a search has to know of a run beside its meta.yaml: keys by kind. */
export interface Needs {
  readonly metrics: readonly string[]
  readonly params: readonly string[]
  readonly tags: readonly string[]
}

/** The runs of an experiment whose meta.yaml can be used. */
export async function findRuns(memory: FileMemory, experiment: ExperimentFolder): Promise<FoundRun[]> {
  const folders = [...experiment.runs.values()]
  const metas = await memory.column(folders, "meta.yaml", runMeta)
  const missing = folders.filter((folder, i) => metas[i] === undefined && !memory.knows(folder, "meta.yaml"))
  if (missing.length > 0) await noteLostRuns(memory, missing)
  const shownBy = await twinsOf(memory, experiment)
  const found: FoundRun[] = []
  for (const [i, folder] of folders.entries()) {
    const meta = metas[i]
    if (!meta) continue
    const place = shownBy(meta.runId, folder.path)
    memory.note(folder.path, place && `is a copy of run ${meta.runId}, which is shown from ${place}`)
    if (place !== undefined) continue
    noteExperiment(memory, folder, meta, experiment)
    found.push({ folder, experiment, meta })
  }
  return found
}

/** Of folders that claim to be the same run the one that is called so is shown, and the first of those. */
async function twinsOf(
  memory: FileMemory,
  { path, runs, twins }: ExperimentFolder,
): Promise<(runId: string, folder: string) => string | undefined> {
  const places = [...twins].map(([name, place]) => joinPath(place, name))
  const exist = await memory.exist(places, "meta.yaml")
  const shown = new Set(places.filter((_, i) => exist[i]))
  return (runId, folder) => {
    const first = shown.size > 0 ? joinPath(twins.get(runId) ?? "", runId) : ""
    if (first !== "" && shown.has(first)) return first
    return runs.has(runId) && runs.get(runId)?.path !== folder ? joinPath(path, runId) : undefined
  }
}

/** A folder with a run's subfolders and without meta.yaml was a run; other folders are none of ours. */
async function noteLostRuns(memory: FileMemory, folders: readonly Folder[]): Promise<void> {
  const lists = await memory.lists(
    folders,
    folders.map(() => ""),
  )
  for (const [i, folder] of folders.entries()) {
    const isRun = lists[i]?.some((entry) => entry.folder && /^(metrics|params|tags)$/.test(entry.name))
    const reason = "meta.yaml is missing: what was the run's cannot be shown"
    memory.note(joinPath(folder.path, "meta.yaml"), isRun ? reason : undefined)
  }
}

function noteExperiment(memory: FileMemory, folder: Folder, meta: RunMeta, { experiment }: ExperimentFolder): void {
  const { experimentId } = experiment
  const isOther = meta.experimentId !== "" && meta.experimentId !== experimentId
  const reason = isOther ? `experiment_id is ${meta.experimentId}, expected ${experimentId}` : undefined
  if (isOther || memory.hasNotes) memory.note(joinPath(folder.path, "meta.yaml"), reason)
}

/** Runs with no more than a search needs: every metric, param and tag that is asked for, one file of each run. */
export async function readNeeded(memory: FileMemory, found: readonly FoundRun[], needs: Needs): Promise<Run[]> {
  const folders = found.map(({ folder }) => folder)
  const metrics = await columns(needs.metrics, (key) => memory.column(folders, `metrics/${key}`, latestMetric))
  const params = await columns(needs.params, (key) => memory.column(folders, `params/${key}`, textOf))
  const tags = await columns(needs.tags, (key) => memory.column(folders, `tags/${key}`, textOf))
  const names = await tagNames(memory, found)
  return found.map((run, i) =>
    runOf(run, names.get(run.folder), rowOf(metrics, i), rowOf(params, i), rowOf(tags, i), noDatasets),
  )
}

/** Whole runs. What of them cannot be read is reported and left out. */
export async function readRuns(memory: FileMemory, found: readonly FoundRun[]): Promise<Run[]> {
  const runs: Run[] = []
  for (let at = 0; at < found.length; at += SOME) runs.push(...(await readSome(memory, found.slice(at, at + SOME))))
  return runs
}

async function readSome(memory: FileMemory, found: readonly FoundRun[]): Promise<Run[]> {
  const folders = found.map(({ folder }) => folder)
  const metrics = await readKeys(memory, folders, "metrics", latestMetric)
  const params = await readKeys(memory, folders, "params", textOf)
  const tags = await readKeys(memory, folders, "tags", textOf)
  const datasets = await datasetsOf(memory, found)
  return found.map((run, i) => {
    const own = datasets.get(run.folder) ?? []
    return runOf(run, tags[i]!["mlflow.runName"], metrics[i]!, params[i]!, tags[i]!, own)
  })
}

/** Runs that are put together at a time. */
const SOME = 250
const noDatasets: Run["datasets"] = []

async function datasetsOf(memory: FileMemory, found: readonly FoundRun[]): Promise<Map<Folder, Run["datasets"]>> {
  const byExperiment = new Map<string, Folder[]>()
  for (const { experiment, folder } of found) {
    const folders = byExperiment.get(experiment.path) ?? []
    byExperiment.set(experiment.path, folders)
    folders.push(folder)
  }
  const byFolder = new Map<Folder, Run["datasets"]>()
  for (const [path, folders] of byExperiment) {
    const datasets = await readDatasets(memory, memory.folder(path), folders)
    for (const [i, folder] of folders.entries()) if (datasets[i]) byFolder.set(folder, datasets[i])
  }
  return byFolder
}

/** Runs that only a tag names. */
async function tagNames(memory: FileMemory, found: readonly FoundRun[]): Promise<Map<Folder, string | undefined>> {
  const nameless = found.filter(({ meta }) => meta.runName === "").map(({ folder }) => folder)
  const names = await memory.column(nameless, "tags/mlflow.runName", textOf)
  return new Map(nameless.map((folder, i) => [folder, names[i]]))
}

function runOf(
  { meta, experiment }: FoundRun,
  nameTag: string | undefined,
  metrics: Run["metrics"],
  params: Run["params"],
  tags: Run["tags"],
  datasets: Run["datasets"],
): Run {
  return {
    runId: meta.runId,
    runName: meta.runName || (nameTag ?? ""),
    experimentId: experiment.experiment.experimentId,
    status: meta.status,
    startTime: meta.startTime,
    endTime: meta.endTime,
    userId: meta.userId,
    lifecycleStage: meta.lifecycleStage,
    ...(meta.deletedTime !== undefined && { deletedTime: meta.deletedTime }),
    artifactUri: meta.artifactUri,
    metrics,
    params,
    tags,
    datasets,
  }
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

const emptyRow: Readonly<Record<string, never>> = {}

function rowOf<Value>(table: readonly Column<Value>[], i: number): Readonly<Record<string, Value>> {
  if (table.length === 0) return emptyRow
  const row: Record<string, Value> = {}
  for (const [key, values] of table) setOwn(row, key, values[i])
  return row
}
