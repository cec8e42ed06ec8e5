import type { LifecycleStage, RunStatus } from "../data/run.js"
import { fieldOf, metaOf, type Report, timeOf } from "./file-text.js"

/** What a run's meta.yaml says. `runName` is "" where only the tag says it. */
export interface RunMeta {
  readonly runId: string
  readonly runName: string
  readonly experimentId: string
  readonly status: RunStatus
  readonly startTime: number | null
  readonly endTime: number | null
  readonly userId: string
  readonly lifecycleStage: LifecycleStage
  /** A number only while the run is deleted. */
  readonly deletedTime?: number
  readonly artifactUri: string
}

/** In the numbering of MLflow's RunStatus. */
const statuses: readonly RunStatus[] = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"]

/** @throws Error when the file cannot be used. What MLflow itself would stumble over is reported. */
export function runMeta(bytes: Uint8Array, path: string, report: Report): RunMeta {
  const meta = metaOf(bytes)
  const read: RunMeta = {
    runId: idOf(meta, path, report),
    runName: String(meta.run_name || ""),
    experimentId: fieldOf(meta, "experiment_id"),
    status: statusOf(meta.status, path, report),
    startTime: timeOf(meta, "start_time", path, report),
    endTime: timeOf(meta, "end_time", path, report),
    userId: fieldOf(meta, "user_id"),
    lifecycleStage: stageOf(meta),
    ...(typeof meta.deleted_time === "number" && { deletedTime: meta.deleted_time }),
    artifactUri: fieldOf(meta, "artifact_uri"),
  }
  if (!Object.hasOwn(meta, "start_time")) report({ path, reason: "start_time is missing, MLflow itself needs it" })
  return read
}

/** Runs before MLflow 1.0 have only `run_uuid`. A folder that is called otherwise was renamed. */
function idOf(meta: Record<string, unknown>, path: string, report: Report): string {
  const id = meta.run_id ?? meta.run_uuid
  if (id === undefined || id === null) throw new Error("meta.yaml has no run_id")
  const folder = path.slice(0, path.lastIndexOf("/"))
  const name = folder.slice(folder.lastIndexOf("/") + 1)
  if (String(id) !== name) report({ path: folder, reason: `the folder is called ${name}, expected ${id} as its run` })
  return String(id)
}

function statusOf(status: unknown, path: string, report: Report): RunStatus {
  const number = typeof status === "number" ? status : statuses.indexOf((status ?? "RUNNING") as RunStatus) + 1
  const known = statuses[number - 1]
  if (!known) throw new Error(`status is ${shown(status)}, expected 1 to ${statuses.length}`)
  if (typeof status === "string") report({ path, reason: `status is "${status}", MLflow itself expects ${number}` })
  return known
}

/** @throws Error for anything but active and deleted; absent is active. */
function stageOf(meta: Record<string, unknown>): LifecycleStage {
  const stage = meta.lifecycle_stage ?? "active"
  if (stage === "active" || stage === "deleted") return stage
  throw new Error(`lifecycle_stage is ${shown(stage)}, expected active or deleted`)
}

/** JSON has no bigint. */
function shown(value: unknown): string {
  return typeof value === "bigint" ? String(value) : JSON.stringify(value)
}
