import type { DatasetInput, Experiment, MetricPoint, Run, RunDataset, RunLinks, RunStatus } from "../data/run.js"
import { latestPoint } from "./metric-lines.js"

/** An answer's JSON, or a part of it. */
export type Json = Record<string, unknown>

/** A list of an answer: MLflow leaves empty ones out. */
export function listOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value : []
}

/** A text of an answer: MLflow leaves empty ones out. */
export function textOf(value: unknown): string {
  return value === undefined || value === null ? "" : String(value)
}

/** A time of an answer in ms, null where it was left out. */
export function timeOf(value: unknown): number | null {
  return value === undefined || value === null ? null : Number(value)
}

/** `[{ key, value }]` by key. */
export function textsOf(list: unknown): Record<string, string> {
  return Object.fromEntries(listOf(list).map(({ key, value }) => [textOf(key), textOf(value)]))
}

export function runOf({ info = {}, data = {}, inputs = {} }: { info?: Json; data?: Json; inputs?: Json }): Run {
  const tags = textsOf(data.tags)
  return {
    runId: textOf(info.run_id ?? info.run_uuid),
    runName: textOf(info.run_name) || (tags["mlflow.runName"] ?? ""),
    experimentId: textOf(info.experiment_id),
    status: textOf(info.status ?? "RUNNING") as RunStatus,
    startTime: timeOf(info.start_time),
    endTime: timeOf(info.end_time),
    userId: textOf(info.user_id),
    lifecycleStage: info.lifecycle_stage === "deleted" ? "deleted" : "active",
    artifactUri: textOf(info.artifact_uri),
    metrics: latestOf(data.metrics),
    params: textsOf(data.params),
    tags,
    datasets: listOf(inputs.dataset_inputs).map(datasetOf),
  }
}

/** With model metrics, MLflow 3 lists a key more than once: the latest counts. */
function latestOf(list: unknown): Record<string, number> {
  const points = new Map<string, MetricPoint[]>()
  for (const metric of listOf(list)) {
    const key = textOf(metric.key)
    points.set(key, [...(points.get(key) ?? []), pointOf(metric)])
  }
  return Object.fromEntries([...points].map(([key, values]) => [key, latestPoint(values)!.value]))
}

/**
 * Values that are not finite are texts, and what is 0 may be left out. A database behind the server keeps infinity as the
 * largest double.
 */
export function pointOf({ value, timestamp, step }: Json): MetricPoint {
  const number = Number(value ?? 0)
  const infinite = Math.abs(number) === Number.MAX_VALUE
  return {
    value: infinite ? number * 2 : number,
    timestamp: Number(timestamp ?? 0),
    step: BigInt((step ?? 0) as number | bigint),
  }
}

function datasetOf({ dataset, tags }: Json): RunDataset {
  const { name, digest } = (dataset ?? {}) as Json
  return { name: textOf(name), digest: textOf(digest), context: textsOf(tags)["mlflow.data.context"] ?? "" }
}

export function linksOf({ inputs = {}, outputs = {} }: { inputs?: Json; outputs?: Json }): RunLinks {
  return {
    datasets: listOf(inputs.dataset_inputs).map(datasetInputOf),
    modelInputs: listOf(inputs.model_inputs).map(({ model_id }) => textOf(model_id)),
    modelOutputs: listOf(outputs.model_outputs).map(({ model_id, step }) => ({
      modelId: textOf(model_id),
      step: BigInt((step ?? 0) as number | bigint),
    })),
  }
}

function datasetInputOf({ dataset, tags }: Json): DatasetInput {
  const { name, digest, source_type, source, schema, profile } = (dataset ?? {}) as Json
  const textOrNull = (value: unknown) => (value === undefined || value === null ? null : String(value))
  return {
    name: textOf(name),
    digest: textOf(digest),
    sourceType: textOf(source_type),
    source: textOf(source),
    schema: textOrNull(schema),
    profile: textOrNull(profile),
    tags: textsOf(tags),
  }
}

export function experimentOf(json: Json, runCount: number): Experiment {
  return {
    experimentId: textOf(json.experiment_id),
    name: textOf(json.name),
    lifecycleStage: json.lifecycle_stage === "deleted" ? "deleted" : "active",
    creationTime: timeOf(json.creation_time),
    lastUpdateTime: timeOf(json.last_update_time),
    tags: textsOf(json.tags),
    runCount,
  }
}
