import { type Files, joinPath } from "../data/files.js"
import type { MetricPoint, Run, RunDataset, RunStatus } from "../data/run.js"
import { problemOf, type Report, readKeys, readMeta, readText, readTexts, stageOf, timeOf } from "./file-keys.js"
import { latestPoint, parseMetricLines } from "./metric-lines.js"

/** In the numbering of MLflow's RunStatus. */
const statuses: readonly RunStatus[] = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"]

/**
 * A run from its folder. Params, tags, metrics and datasets that cannot be read are reported and left out.
 * @throws Error when meta.yaml cannot be used.
 */
export async function readRun(files: Files, folder: string, report: Report): Promise<Run> {
  const meta = await readMeta(files, folder)
  const metaPath = joinPath(folder, "meta.yaml")
  const [params, tags, metrics, datasets] = await Promise.all([
    readTexts(files, joinPath(folder, "params"), report),
    readTexts(files, joinPath(folder, "tags"), report),
    readKeys(files, joinPath(folder, "metrics"), report, readLatest),
    readDatasets(files, folder, report),
  ])
  return {
    runId: idOf(meta, folder, report),
    runName: String(meta.run_name || tags["mlflow.runName"] || ""),
    experimentId: String(meta.experiment_id ?? ""),
    status: statusOf(meta.status),
    startTime: timeOf(meta, "start_time", metaPath, report),
    endTime: timeOf(meta, "end_time", metaPath, report),
    userId: String(meta.user_id ?? ""),
    lifecycleStage: stageOf(meta),
    artifactUri: String(meta.artifact_uri ?? ""),
    metrics,
    params,
    tags,
    datasets,
  }
}

/** A metric's whole history. */
export async function readHistory(files: Files, folder: string, key: string): Promise<MetricPoint[]> {
  return parseMetricLines(await readText(files, joinPath(folder, `metrics/${key}`)))
}

/** Runs before MLflow 1.0 have only `run_uuid`. A folder that is called otherwise was renamed. */
function idOf(meta: Record<string, unknown>, folder: string, report: Report): string {
  const id = meta.run_id ?? meta.run_uuid
  if (id === undefined || id === null) throw new Error("meta.yaml has no run_id")
  const name = folder.slice(folder.lastIndexOf("/") + 1)
  if (String(id) !== name) report({ path: folder, reason: `the folder is called ${name}, expected ${id} as its run` })
  return String(id)
}

function statusOf(status: unknown): RunStatus {
  const known =
    typeof status === "number" ? statuses[status - 1] : statuses.find((name) => name === (status ?? "RUNNING"))
  if (known) return known
  throw new Error(`status is ${JSON.stringify(status)}, expected 1 to ${statuses.length}`)
}

async function readLatest(files: Files, path: string): Promise<number> {
  const latest = latestPoint(parseMetricLines(await readText(files, path)))
  if (latest) return latest.value
  throw new Error("the file is empty")
}

/** The datasets that a run was given: links in the run's folder to facts in the experiment's. */
async function readDatasets(files: Files, folder: string, report: Report): Promise<RunDataset[]> {
  const links = (await files.list(joinPath(folder, "inputs"))) ?? []
  const read = links.map(({ name }) => {
    const link = joinPath(folder, `inputs/${name}`)
    return readDataset(files, folder, link).catch((error) => report(problemOf(link, error)))
  })
  return (await Promise.all(read)).filter((dataset) => dataset !== undefined)
}

async function readDataset(files: Files, folder: string, link: string): Promise<RunDataset | undefined> {
  const { source_type: type, source_id: id, tags } = await readMeta(files, link)
  if (type !== "DATASET") return undefined
  const experiment = folder.slice(0, folder.lastIndexOf("/"))
  const { name, digest } = await readMeta(files, joinPath(experiment, `datasets/${id}`))
  const context = (tags as Record<string, unknown> | null | undefined)?.["mlflow.data.context"]
  return { name: String(name), digest: String(digest), context: String(context ?? "") }
}
