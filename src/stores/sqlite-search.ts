import type { Run } from "../data/run.js"
import type { SqlValue } from "../data/sql.js"
import { type SearchOptions, searchRuns } from "./search.js"
import { runFields } from "./search-fields.js"
import { type Clause, parseFilter } from "./search-filter.js"
import { parseOrder } from "./search-order.js"
import { listOf } from "./sqlite-cells.js"
import type { RunHead, SqliteHeads } from "./sqlite-heads.js"
import { put } from "./sqlite-records.js"
import { jsonDouble, type SqliteTables } from "./sqlite-tables.js"

type Kind = "metrics" | "params" | "tags"
const kinds: Readonly<Record<string, Kind>> = { metric: "metrics", param: "params", tag: "tags" }
const tableOf = { metrics: "latest_metrics", params: "params", tags: "tags" } as const
/** What SQLite compares as JavaScript does. Texts are compared for equality only. */
const comparisons: ReadonlySet<string> = new Set(["=", "<", "<=", ">", ">="])

/** A key that a search looks at, and what the filter asks of it. */
interface Column {
  readonly kind: Kind
  readonly key: string
  readonly clauses: Clause[]
}

/** Values of a key by run. */
export type ColumnValues = ReadonlyMap<string, string | number>

/** Columns that are kept while the database stays as it is. */
const KEPT = 8

interface ReadColumn extends Column {
  readonly values: ColumnValues
}

/** What of a database is searched. */
export interface Searched {
  readonly tables: SqliteTables
  readonly heads: SqliteHeads
  /** What was read of it before. */
  readonly columns: Map<string, ColumnValues>
}

/**
 * A search that reads only the columns that its filter and its order name. SQLite leaves out the runs that cannot match,
 * as far as it compares as MLflow does; what matches is decided by `searchRuns`, as everywhere.
 * @param seen whether a run is searched at all.
 * @returns the runs in their order, without what was not looked at; undefined where columns are not enough.
 */
export async function searchColumns(
  searched: Searched,
  seen: (head: RunHead) => boolean,
  options: SearchOptions,
): Promise<RunHead[] | undefined> {
  const { tables, heads } = searched
  const { filter = "", orderBy = [] } = options
  const clauses = parseFilter(filter, runFields)
  const fields = [...clauses, ...orderBy.map((order) => parseOrder(order, runFields))]
  const named = fields.some(({ key, entity }) => entity === "text" && key === "runName")
  // The names of old runs are tags; datasets have a table of their own.
  if (fields.some(({ entity }) => entity === "dataset")) return undefined
  if (named && (await heads.all()).some(({ runName }) => runName === "")) return undefined
  const columns = columnsOf(fields, clauses)
  if (columns.some(({ kind }) => !tables.has(tableOf[kind]))) return undefined
  const read: ReadColumn[] = []
  for (const column of columns) read.push({ ...column, values: await keptValues(searched, column) })
  const found = await candidates(heads, read)
  return searchRuns(
    found.filter(seen).map((head) => withColumns(head, read)),
    options,
  )
}

/** The runs that have every key that the filter asks for: only their heads are read, where there is such a key. */
async function candidates(heads: SqliteHeads, columns: readonly ReadColumn[]): Promise<readonly RunHead[]> {
  const needed = columns.filter(({ clauses }) => clauses.some(({ operator }) => operator !== "IS NULL"))
  const [fewest, ...others] = needed.map(({ values }) => values).sort((a, b) => a.size - b.size)
  if (!fewest) return heads.all()
  return heads.of([...fewest.keys()].filter((id) => others.every((values) => values.has(id))))
}

async function keptValues({ tables, columns }: Searched, column: Column): Promise<ColumnValues> {
  const name = JSON.stringify(column)
  const values = columns.get(name) ?? (await valuesOf(tables, column))
  columns.delete(name)
  columns.set(name, values)
  if (columns.size > KEPT) columns.delete(columns.keys().next().value!)
  return values
}

function columnsOf(fields: readonly { entity: string; key: string }[], clauses: readonly Clause[]): Column[] {
  const columns = new Map<string, Column>()
  for (const { entity, key } of fields) {
    const kind = kinds[entity]
    const own = clauses.filter((clause) => clause.entity === entity && clause.key === key)
    if (kind) columns.set(`${kind} ${key}`, { kind, key, clauses: own })
  }
  return [...columns.values()]
}

/** Property by property: several times as fast as a spread of thousands of heads. */
function withColumns(head: RunHead, columns: readonly ReadColumn[]): Run {
  const own: Record<Kind, Record<string, string | number>> = { metrics: {}, params: {}, tags: {} }
  for (const { kind, key, values } of columns) {
    const value = values.get(head.runId)
    if (value !== undefined) put(own[kind], key, value)
  }
  return {
    runId: head.runId,
    runName: head.runName,
    experimentId: head.experimentId,
    status: head.status,
    startTime: head.startTime,
    endTime: head.endTime,
    userId: head.userId,
    lifecycleStage: head.lifecycleStage,
    ...(head.deletedTime !== undefined && { deletedTime: head.deletedTime }),
    artifactUri: head.artifactUri,
    metrics: own.metrics as Run["metrics"],
    params: own.params as Run["params"],
    tags: own.tags as Run["tags"],
    datasets: [],
  }
}

async function valuesOf(tables: SqliteTables, { kind, key, clauses }: Column): Promise<ColumnValues> {
  const table = tableOf[kind]
  const condition = ["t.key = ?"]
  const parameters: SqlValue[] = [key]
  for (const { operator, value } of clauses) {
    const compared = kind === "metrics" ? typeof value === "number" : operator === "="
    if (!compared || !comparisons.has(operator)) continue
    condition.push(`t.value ${operator} ?`)
    parameters.push(value as string | number)
  }
  const number = jsonDouble("t.value", tables.column(table, "is_nan", "0"))
  const cells =
    kind === "metrics" ? { columns: ["t.run_uuid"], doubles: [number] } : { columns: ["t.run_uuid", "t.value"] }
  const found = await tables.where({ table, ...cells }, condition.join(" AND "), parameters)
  const absent = kind === "metrics" ? Number.NaN : ""
  const values = new Map<string, string | number>()
  for (const { columns } of found) {
    const [ids, list] = columns.map(listOf)
    for (let i = 0; i < ids!.length; i++) values.set(String(ids![i]), list![i] ?? absent)
  }
  return values
}
