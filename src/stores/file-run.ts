import { type Files, joinPath } from "../data/files.js"
import type { LifecycleStage, MetricPoint, Problem, Run, RunStatus } from "../data/run.js"
import { parseYaml } from "../readers/yaml.js"
import { latestPoint, MetricLineError, parseMetricLines } from "./metric-lines.js"

/** In the numbering of MLflow's RunStatus. */
const statuses: readonly RunStatus[] = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"]

/** Collects what could not be read. */
export type Report = (problem: Problem) => void

/** A meta.yaml as an object. @throws Error when it is missing, empty or no mapping. */
export async function readMeta(files: Files, folder: string): Promise<Record<string, unknown>> {
  const meta = parseYaml(await readText(files, joinPath(folder, "meta.yaml")))
  if (typeof meta === "object" && meta !== null && !Array.isArray(meta)) return meta as Record<string, unknown>
  throw new Error(`meta.yaml is ${meta === undefined || meta === null ? "empty" : "no mapping"}`)
}

/**
 * A run from its folder. Params, tags and metrics that cannot be read are reported and left out.
 * @throws Error when meta.yaml cannot be used.
 */
export async function readRun(files: Files, folder: string, report: Report): Promise<Run> {
  const meta = await readMeta(files, folder)
  const [params, tags, metrics] = await Promise.all([
    readKeys(files, joinPath(folder, "params"), report, readText),
    readKeys(files, joinPath(folder, "tags"), report, readText),
    readKeys(files, joinPath(folder, "metrics"), report, readLatest),
  ])
  const id = meta.run_id ?? meta.run_uuid
  if (id === undefined || id === null) throw new Error("meta.yaml has no run_id")
  return {
    runId: String(id),
    runName: String(meta.run_name || tags["mlflow.runName"] || ""),
    experimentId: String(meta.experiment_id ?? ""),
    status: statusOf(meta.status),
    startTime: timeOf(meta.start_time),
    endTime: timeOf(meta.end_time),
    userId: String(meta.user_id ?? ""),
    lifecycleStage: stageOf(meta),
    artifactUri: String(meta.artifact_uri ?? ""),
    metrics,
    params,
    tags,
    datasets: [],
  }
}

/** A metric's whole history. */
export async function readHistory(files: Files, folder: string, key: string): Promise<MetricPoint[]> {
  return parseMetricLines(await readText(files, joinPath(folder, `metrics/${key}`)))
}

export function timeOf(value: unknown): number | null {
  return value === undefined || value === null ? null : Number(value)
}

/** @throws Error for anything but active and deleted; absent is active. */
export function stageOf(meta: Record<string, unknown>): LifecycleStage {
  const stage = meta.lifecycle_stage ?? "active"
  if (stage === "active" || stage === "deleted") return stage
  throw new Error(`lifecycle_stage is ${JSON.stringify(stage)}, expected active or deleted`)
}

function statusOf(status: unknown): RunStatus {
  const known =
    typeof status === "number" ? statuses[status - 1] : statuses.find((name) => name === (status ?? "RUNNING"))
  if (known) return known
  throw new Error(`status is ${JSON.stringify(status)}, expected 1 to ${statuses.length}`)
}

async function readText(files: Files, path: string): Promise<string> {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await files.read(path))
}

async function readLatest(files: Files, path: string): Promise<number> {
  const latest = latestPoint(parseMetricLines(await readText(files, path)))
  if (latest) return latest.value
  throw new Error("the file is empty")
}

/** One file a key; a key with slashes is nested folders. */
async function readKeys<Value>(
  files: Files,
  folder: string,
  report: Report,
  read: (files: Files, path: string) => Promise<Value>,
): Promise<Record<string, Value>> {
  const values: [string, Value][] = []
  const visit = async (path: string, prefix: string): Promise<void> => {
    const entries = (await files.list(path)) ?? []
    await Promise.all(
      entries.map(async ({ name, folder }) => {
        const child = joinPath(path, name)
        if (folder) return visit(child, `${prefix}${name}/`)
        try {
          values.push([prefix + name, await read(files, child)])
        } catch (error) {
          report(problemOf(child, error))
        }
      }),
    )
  }
  await visit(folder, "")
  return Object.fromEntries(values.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** An error as a problem, with its line where it has one. */
export function problemOf(path: string, error: unknown): Problem {
  const reason = error instanceof Error ? error.message : String(error)
  return { path, reason, ...(error instanceof MetricLineError && { line: error.line }) }
}
