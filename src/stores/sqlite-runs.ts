import type { MetricPoint, Run, RunDataset } from "../data/run.js"
import { numbersByOwner, rowsOf, textsByOwner } from "./sqlite-cells.js"
import type { RunHead } from "./sqlite-heads.js"
import { latestByOwner, pointSelection, pointsOf } from "./sqlite-points.js"
import { type Cells, jsonDouble, type Selection, type SqliteTables } from "./sqlite-tables.js"

/** Runs with their metrics, params, tags and datasets. @param all reads whole tables, which is faster for most runs. */
export async function readRuns(tables: SqliteTables, heads: readonly RunHead[], all: boolean): Promise<Run[]> {
  const ids = heads.map(({ runId }) => runId)
  const rows: Rows = (selection, key = "t.run_uuid") => (all ? tables.all(selection) : tables.of(selection, key, ids))
  const params = await readTexts(tables, "params", rows)
  const tags = await readTexts(tables, "tags", rows)
  const metrics = await readMetrics(tables, rows)
  const datasets = await readDatasets(tables, rows)
  return heads.map((head) => {
    const own = tags.get(head.runId) ?? {}
    const { runId, runName, experimentId, status, startTime, endTime, userId, lifecycleStage, deletedTime } = head
    return {
      runId,
      // MLflow before 1.30 kept the name in a tag only.
      runName: runName || own["mlflow.runName"] || "",
      ...{ experimentId, status, startTime, endTime, userId, lifecycleStage },
      ...(deletedTime !== undefined && { deletedTime }),
      artifactUri: head.artifactUri,
      metrics: metrics.get(head.runId) ?? {},
      params: params.get(head.runId) ?? {},
      tags: own,
      datasets: datasets.get(head.runId) ?? [],
    }
  })
}

/** The rows that belong to the runs that are read. */
type Rows = (selection: Selection, key?: string) => Promise<Cells>

async function readTexts(tables: SqliteTables, table: string, rows: Rows) {
  if (!tables.expects(table)) return new Map<string, Record<string, string>>()
  return textsByOwner(await rows({ table, columns: ["t.run_uuid", "t.key", "t.value"] }))
}

async function readMetrics(tables: SqliteTables, rows: Rows): Promise<Map<string, Record<string, number>>> {
  const table = "latest_metrics"
  if (tables.has(table)) {
    const value = jsonDouble("t.value", tables.column(table, "is_nan", "0"))
    return numbersByOwner(await rows({ table, columns: ["t.run_uuid", "t.key"], doubles: [value] }))
  }
  // MLflow before 1.2 had no table of latest values.
  if (!tables.expects("metrics")) return new Map()
  return latestByOwner(await rows(pointSelection(tables, ["t.run_uuid", "t.key"])))
}

/** A metric's whole history in MLflow's order: by time, step and value. */
export async function readHistory(tables: SqliteTables, runId: string, key: string): Promise<MetricPoint[]> {
  if (!tables.expects("metrics")) return []
  const selection = pointSelection(tables, [])
  // The plus keeps SQLite from the primary key, which begins with the key: all runs' points of the metric.
  const points = pointsOf(await tables.where(selection, "t.run_uuid = ? AND +t.key = ?", [runId, key]))
  return points.sort((a, b) => a.timestamp - b.timestamp || Number(a.step - b.step) || a.value - b.value || 0)
}

async function readDatasets(tables: SqliteTables, rows: Rows): Promise<Map<string, RunDataset[]>> {
  const byRun = new Map<string, RunDataset[]>()
  if (!(tables.has("inputs") && tables.has("datasets"))) return byRun
  const context = tables.has("input_tags")
    ? "(SELECT value FROM input_tags g WHERE g.input_uuid = t.input_uuid AND g.name = 'mlflow.data.context')"
    : "NULL"
  const selection: Selection = {
    table: "inputs",
    joined: "inputs t JOIN datasets d ON d.dataset_uuid = t.source_id",
    columns: ["t.destination_id", "d.name", "d.digest", context],
    where: "t.source_type = 'DATASET' AND t.destination_type = 'RUN'",
  }
  for (const [run, name, digest, use] of rowsOf(await rows(selection, "t.destination_id"))) {
    const dataset = { name: name ?? "", digest: digest ?? "", context: use ?? "" }
    byRun.set(run!, [...(byRun.get(run!) ?? []), dataset])
  }
  return byRun
}
