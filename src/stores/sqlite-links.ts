import type { ModelPoint } from "../data/registry.js"
import type { DatasetInput, RunLinks } from "../data/run.js"
import { bigintOf, rowsOf, textsByOwner } from "./sqlite-cells.js"
import { pointsOf } from "./sqlite-points.js"
import { jsonDouble, type SqliteTables } from "./sqlite-tables.js"

/** What a run was given and made: rows of table inputs that point to or from it. */
export async function readLinks(tables: SqliteTables, runId: string): Promise<RunLinks> {
  if (!tables.has("inputs")) return { datasets: [], modelInputs: [], modelOutputs: [] }
  const columns = ["t.destination_id", tables.column("inputs", "step", "0")]
  const models = async (kind: "INPUT" | "OUTPUT") => {
    const condition = `t.source_type = 'RUN_${kind}' AND t.source_id = ? AND t.destination_type = 'MODEL_${kind}'`
    return rowsOf(await tables.where({ table: "inputs", columns }, condition, [runId]))
  }
  return {
    datasets: await readDatasets(tables, runId),
    modelInputs: (await models("INPUT")).map(([id]) => id ?? ""),
    modelOutputs: (await models("OUTPUT")).map(([id, step]) => ({ modelId: id ?? "", step: bigintOf(step!) })),
  }
}

async function readDatasets(tables: SqliteTables, runId: string): Promise<DatasetInput[]> {
  if (!tables.has("datasets")) return []
  const names = ["name", "digest", "dataset_source_type", "dataset_source", "dataset_schema", "dataset_profile"]
  const joined = "inputs t JOIN datasets d ON d.dataset_uuid = t.source_id"
  const columns = ["t.input_uuid", ...names.map((name) => `d.${name}`)]
  const condition = "t.source_type = 'DATASET' AND t.destination_type = 'RUN' AND t.destination_id = ?"
  const rows = rowsOf(await tables.where({ table: "inputs", joined, columns }, condition, [runId]))
  const ids = rows.map(([input]) => input!)
  const tagColumns = ["t.input_uuid", "t.name", "t.value"]
  const tags = tables.has("input_tags")
    ? textsByOwner(await tables.of({ table: "input_tags", columns: tagColumns }, "t.input_uuid", ids))
    : new Map<string, Record<string, string>>()
  return rows.map(([input, name, digest, sourceType, source, schema, profile]) => ({
    name: name ?? "",
    digest: digest ?? "",
    sourceType: sourceType ?? "",
    source: source ?? "",
    schema: schema ?? null,
    profile: profile ?? null,
    tags: tags.get(input!) ?? {},
  }))
}

/** Every value of a logged model's metrics, by key, step and time. */
export async function readModelPoints(tables: SqliteTables, modelId: string): Promise<ModelPoint[]> {
  const table = "logged_model_metrics"
  if (!tables.has(table)) return []
  const columns = ["t.metric_name", "t.run_id", "t.dataset_name", "t.dataset_digest"]
  const selection = {
    table,
    columns: [...columns, "t.metric_timestamp_ms", "t.metric_step"],
    doubles: [jsonDouble("t.metric_value", "0")],
  }
  const cells = await tables.where(selection, "t.model_id = ?", [modelId])
  const points = pointsOf(cells)
  return rowsOf(cells)
    .map(([key, runId, name, digest], i) => ({
      key: key ?? "",
      ...points[i]!,
      runId: runId ?? "",
      datasetName: name ?? "",
      datasetDigest: digest ?? "",
    }))
    .sort(
      (a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)) || Number(a.step - b.step) || a.timestamp - b.timestamp,
    )
}
