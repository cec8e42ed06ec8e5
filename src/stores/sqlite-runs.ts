import type { LifecycleStage, MetricPoint, Problem, Run, RunDataset, RunStatus } from "../data/run.js"
import { latestPoint } from "./metric-lines.js"
import type { Selection, SqliteTables, TextRow } from "./sqlite-tables.js"
import { bigintOf, byKey, exactText, msOf, textsByOwner, valueOf } from "./sqlite-values.js"

/** A run without what lies in other tables. */
export type RunHead = Omit<Run, "metrics" | "params" | "tags" | "datasets">

const statuses: ReadonlySet<string> = new Set<RunStatus>(["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"])

/** Every run's own row. What is no run is reported and left out. */
export async function readHeads(
  tables: SqliteTables,
  name: string,
  report: (problem: Problem) => void,
): Promise<RunHead[]> {
  if (!tables.expects("runs")) return []
  const columns = ["run_uuid", "name", "experiment_id", "status", "start_time", "end_time", "user_id"]
  const more = ["lifecycle_stage", "artifact_uri"]
  const rows = await tables.all({
    table: "runs",
    columns: [...columns, ...more].map((column) => tables.column("runs", column)),
  })
  return rows.flatMap((row) => headOf(row, (reason) => report({ path: `${name}: run ${row[0]}`, reason })))
}

function headOf(row: TextRow, fault: (reason: string) => void): RunHead[] {
  const [runId, runName, experimentId, status, start, end, userId, stage, artifactUri] = row
  if (!runId) fault("has no run_uuid")
  else if (!statuses.has(status ?? "RUNNING")) fault(`status is ${status}, expected ${[...statuses].join(", ")}`)
  else if (!/^(active|deleted)$/.test(stage ?? "active"))
    fault(`lifecycle_stage is ${stage}, expected active or deleted`)
  else {
    const head: RunHead = {
      runId,
      runName: runName ?? "",
      experimentId: experimentId ?? "",
      status: (status ?? "RUNNING") as RunStatus,
      startTime: timeOf(start!, "start_time", fault),
      endTime: timeOf(end!, "end_time", fault),
      userId: userId ?? "",
      lifecycleStage: (stage ?? "active") as LifecycleStage,
      artifactUri: artifactUri ?? "",
    }
    return [head]
  }
  return []
}

function timeOf(text: string | null, column: string, fault: (reason: string) => void): number | null {
  const time = msOf(text)
  if (time === null && text !== null) fault(`${column} is ${text}, expected milliseconds since 1970`)
  return time
}

/** Runs with their metrics, params, tags and datasets. @param all reads whole tables, which is faster for most runs. */
export async function readRuns(tables: SqliteTables, heads: readonly RunHead[], all: boolean): Promise<Run[]> {
  const ids = heads.map(({ runId }) => runId)
  const rows = (selection: Selection, key = "t.run_uuid") =>
    all ? tables.all(selection) : tables.of(selection, key, ids)
  const params = textsByOwner(await readTexts(tables, "params", rows))
  const tags = textsByOwner(await readTexts(tables, "tags", rows))
  const metrics = await readMetrics(tables, rows)
  const datasets = await readDatasets(tables, rows)
  return heads.map((head) => {
    const own = tags.get(head.runId) ?? {}
    return {
      ...head,
      // MLflow before 1.30 kept the name in a tag only.
      runName: head.runName || own["mlflow.runName"] || "",
      metrics: metrics.get(head.runId) ?? {},
      params: params.get(head.runId) ?? {},
      tags: own,
      datasets: datasets.get(head.runId) ?? [],
    }
  })
}

type Rows = (selection: Selection, key?: string) => Promise<TextRow[]>

async function readTexts(tables: SqliteTables, table: string, rows: Rows): Promise<TextRow[]> {
  return tables.expects(table) ? rows({ table, columns: ["t.run_uuid", "t.key", "t.value"] }) : []
}

async function readMetrics(tables: SqliteTables, rows: Rows): Promise<Map<string, Record<string, number>>> {
  if (!tables.has("latest_metrics")) return readLatest(tables, rows)
  const columns = ["t.run_uuid", "t.key", exactText("t.value", tables.column("latest_metrics", "is_nan", "0"))]
  const byRun = new Map<string, [string, number][]>()
  for (const [run, key, value] of await rows({ table: "latest_metrics", columns })) {
    const known = byRun.get(run!)
    if (known) known.push([key!, valueOf(value!)])
    else byRun.set(run!, [[key!, valueOf(value!)]])
  }
  return new Map([...byRun].map(([run, entries]) => [run, byKey(entries)]))
}

/** MLflow before 1.2 had no table of latest values. */
async function readLatest(tables: SqliteTables, rows: Rows): Promise<Map<string, Record<string, number>>> {
  if (!tables.expects("metrics")) return new Map()
  const columns = ["t.run_uuid", "t.key", ...pointColumns(tables)]
  const points = new Map<string, Map<string, MetricPoint[]>>()
  for (const [run, key, ...cells] of await rows({ table: "metrics", columns })) {
    const keys = points.get(run!) ?? new Map<string, MetricPoint[]>()
    points.set(run!, keys.set(key!, [...(keys.get(key!) ?? []), pointOf(cells)]))
  }
  const latest = (keys: Map<string, MetricPoint[]>) =>
    byKey([...keys].map(([key, all]): [string, number] => [key, latestPoint(all)!.value]))
  return new Map([...points].map(([run, keys]) => [run, latest(keys)]))
}

/** A metric's whole history in MLflow's order: by time, step and value. */
export async function readHistory(tables: SqliteTables, runId: string, key: string): Promise<MetricPoint[]> {
  if (!tables.expects("metrics")) return []
  const step = tables.column("metrics", "step", "0")
  const condition = `t.run_uuid = ? AND t.key = ? ORDER BY t.timestamp, ${step}, t.value`
  const rows = await tables.where({ table: "metrics", columns: pointColumns(tables) }, condition, [runId, key])
  return rows.map(pointOf)
}

function pointColumns(tables: SqliteTables): string[] {
  const value = exactText("t.value", tables.column("metrics", "is_nan", "0"))
  return [value, "t.timestamp", tables.column("metrics", "step", "0")]
}

function pointOf([value, timestamp, step]: TextRow): MetricPoint {
  return { value: valueOf(value!), timestamp: msOf(timestamp!) ?? 0, step: bigintOf(step!) }
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
  for (const [run, name, digest, use] of await rows(selection, "t.destination_id")) {
    const dataset = { name: name ?? "", digest: digest ?? "", context: use ?? "" }
    byRun.set(run!, [...(byRun.get(run!) ?? []), dataset])
  }
  return byRun
}
