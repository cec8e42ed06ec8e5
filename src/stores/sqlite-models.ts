import type { LoggedModel } from "../data/registry.js"
import { msOf, rowsOf, type Text, textsByOwner } from "./sqlite-cells.js"
import { latestByOwner } from "./sqlite-points.js"
import { type Cells, jsonDouble, type SqliteTables } from "./sqlite-tables.js"

/** In the numbering of MLflow's LoggedModelStatus. */
const statuses = ["PENDING", "READY", "FAILED"] as const

/** The models that MLflow 3 logged: those that a run made or has as its output, or all. The newest first. */
export async function readModels(tables: SqliteTables, runId?: string): Promise<LoggedModel[]> {
  if (!tables.has("logged_models")) return []
  const names = ["model_id", "name", "experiment_id", "source_run_id", "status", "artifact_location", "model_type"]
  const columns = [...names, "creation_timestamp_ms"].map((name) => tables.column("logged_models", name))
  const rows = rowsOf(await tables.all({ table: "logged_models", columns, where: notDeleted(tables) }))
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
async function outputsOf(tables: SqliteTables, runId: string): Promise<ReadonlySet<string>> {
  if (!tables.has("inputs")) return new Set()
  const condition = "t.source_type = 'RUN_OUTPUT' AND t.source_id = ? AND t.destination_type = 'MODEL_OUTPUT'"
  const rows = await tables.where({ table: "inputs", columns: ["t.destination_id"] }, condition, [runId])
  return new Set(rowsOf(rows).map(([id]) => id!))
}

async function textsOf(tables: SqliteTables, table: string, kind: string, ids: readonly string[]): Promise<Cells> {
  const columns = ["t.model_id", `t.${kind}_key`, `t.${kind}_value`]
  return tables.has(table) ? tables.of({ table, columns }, "t.model_id", ids) : []
}

async function metricsOf(tables: SqliteTables, ids: readonly string[]): Promise<Map<string, Record<string, number>>> {
  const table = "logged_model_metrics"
  if (!tables.has(table)) return new Map()
  const columns = ["t.model_id", "t.metric_name", "t.metric_timestamp_ms", "t.metric_step"]
  const doubles = [jsonDouble("t.metric_value", "0")]
  return latestByOwner(await tables.of({ table, columns, doubles }, "t.model_id", ids))
}

function modelOf(
  [id, name, experimentId, sourceRunId, status, location, type, created]: readonly Text[],
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
    modelType: type ?? "",
    artifactUri: location ?? "",
    creationTime: msOf(created!),
    params,
    tags,
    metrics,
  }
}
