import type { LoggedModel } from "../data/registry.js"
import type { MetricPoint } from "../data/run.js"
import { latestPoint } from "./metric-lines.js"
import type { SqliteTables, TextRow } from "./sqlite-tables.js"
import { bigintOf, byKey, exactText, msOf, textsByOwner, valueOf } from "./sqlite-values.js"

/** In the numbering of MLflow's LoggedModelStatus. */
const statuses = ["PENDING", "READY", "FAILED"] as const

/** The models that MLflow 3 logged: those that a run made or has as its output, or all. The newest first. */
export async function readModels(tables: SqliteTables, runId?: string): Promise<LoggedModel[]> {
  if (!tables.has("logged_models")) return []
  const names = ["model_id", "name", "experiment_id", "source_run_id", "status", "artifact_location"]
  const columns = [...names, "creation_timestamp_ms"].map((name) => tables.column("logged_models", name))
  const rows = await tables.all({ table: "logged_models", columns, where: notDeleted(tables) })
  const outputs = runId === undefined ? undefined : await outputsOf(tables, runId)
  const wanted = rows.filter(([id, , , source]) => !outputs || source === runId || outputs.has(id!))
  const ids = wanted.map(([id]) => id!)
  const params = textsByOwner(await textsOf(tables, "logged_model_params", "param", ids))
  const tags = textsByOwner(await textsOf(tables, "logged_model_tags", "tag", ids))
  const metrics = await metricsOf(tables, ids)
  return wanted
    .map((row) => modelOf(row, params.get(row[0]!) ?? {}, tags.get(row[0]!) ?? {}, metrics.get(row[0]!) ?? {}))
    .sort((a, b) => (b.creationTime ?? 0) - (a.creationTime ?? 0) || (a.modelId < b.modelId ? -1 : 1))
}

function notDeleted(tables: SqliteTables): string {
  return `coalesce(${tables.column("logged_models", "lifecycle_stage")}, 'active') <> 'deleted'`
}

/** A run's outputs are rows of table inputs, which point from the run to the model. */
async function outputsOf(tables: SqliteTables, runId: string): Promise<Set<string | null>> {
  if (!tables.has("inputs")) return new Set()
  const condition = "t.source_type = 'RUN_OUTPUT' AND t.source_id = ? AND t.destination_type = 'MODEL_OUTPUT'"
  const rows = await tables.where({ table: "inputs", columns: ["t.destination_id"] }, condition, [runId])
  return new Set(rows.map(([id]) => id!))
}

async function textsOf(tables: SqliteTables, table: string, kind: string, ids: readonly string[]): Promise<TextRow[]> {
  if (!tables.has(table)) return []
  return tables.of({ table, columns: ["t.model_id", `t.${kind}_key`, `t.${kind}_value`] }, "t.model_id", ids)
}

async function metricsOf(tables: SqliteTables, ids: readonly string[]): Promise<Map<string, Record<string, number>>> {
  const table = "logged_model_metrics"
  if (!tables.has(table)) return new Map()
  const value = exactText("t.metric_value", "t.metric_value IS NULL")
  const columns = ["t.model_id", "t.metric_name", value, "t.metric_timestamp_ms", "t.metric_step"]
  const points = new Map<string, Map<string, MetricPoint[]>>()
  for (const [model, key, number, timestamp, step] of await tables.of({ table, columns }, "t.model_id", ids)) {
    const point = { value: valueOf(number!), timestamp: msOf(timestamp!) ?? 0, step: bigintOf(step!) }
    const keys = points.get(model!) ?? new Map<string, MetricPoint[]>()
    points.set(model!, keys.set(key!, [...(keys.get(key!) ?? []), point]))
  }
  const latest = (keys: Map<string, MetricPoint[]>) =>
    byKey([...keys].map(([key, all]): [string, number] => [key, latestPoint(all)!.value]))
  return new Map([...points].map(([model, keys]) => [model, latest(keys)]))
}

function modelOf(
  [id, name, experimentId, sourceRunId, status, location, created]: TextRow,
  params: LoggedModel["params"],
  tags: LoggedModel["tags"],
  metrics: LoggedModel["metrics"],
): LoggedModel {
  return {
    modelId: id ?? "",
    name: name ?? "",
    experimentId: experimentId ?? "",
    sourceRunId: sourceRunId ?? "",
    status: statuses[Number(status) - 1] ?? "PENDING",
    artifactUri: location ?? "",
    creationTime: msOf(created!),
    params,
    tags,
    metrics,
  }
}
