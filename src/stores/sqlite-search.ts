import type { Run } from "../data/run.js"
import type { SqlValue } from "../data/sql.js"
import { type SearchOptions, searchRuns } from "./search.js"
import { runFields } from "./search-fields.js"
import { type Clause, parseFilter } from "./search-filter.js"
import { parseOrder } from "./search-order.js"
import { numbersByOwner, textsByOwner } from "./sqlite-cells.js"
import type { RunHead } from "./sqlite-runs.js"
import { jsonDouble, type Selection, type SqliteTables } from "./sqlite-tables.js"

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

interface ReadColumn extends Column {
  readonly values: ReadonlyMap<string, Readonly<Record<string, string | number>>>
}

/**
 * A search that reads only the columns that its filter and its order name. SQLite leaves out the runs that cannot match,
 * as far as it compares as MLflow does; what matches is decided by `searchRuns`, as everywhere.
 * @returns the runs in their order, without what was not looked at; undefined where columns are not enough.
 */
export async function searchColumns(
  tables: SqliteTables,
  heads: readonly RunHead[],
  options: SearchOptions,
): Promise<RunHead[] | undefined> {
  const { filter = "", orderBy = [] } = options
  const clauses = parseFilter(filter, runFields)
  const fields = [...clauses, ...orderBy.map((order) => parseOrder(order, runFields))]
  const named = fields.some(({ key, entity }) => entity === "text" && key === "runName")
  // The names of old runs are tags; datasets have a table of their own.
  if (fields.some(({ entity }) => entity === "dataset") || (named && heads.some(({ runName }) => runName === "")))
    return undefined
  const columns = columnsOf(fields, clauses)
  if (columns.some(({ kind }) => !tables.has(tableOf[kind]))) return undefined
  const read: ReadColumn[] = []
  for (const column of columns) read.push({ ...column, values: await valuesOf(tables, column) })
  const needed = read.filter(({ clauses }) => clauses.some(({ operator }) => operator !== "IS NULL"))
  const found = heads.filter(({ runId }) => needed.every(({ values }) => values.has(runId)))
  return searchRuns(
    found.map((head) => withColumns(head, read)),
    options,
  )
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

function withColumns(head: RunHead, columns: readonly ReadColumn[]): Run {
  const own: Pick<Run, Kind> = { metrics: {}, params: {}, tags: {} }
  for (const { kind, values } of columns) Object.assign(own[kind], values.get(head.runId))
  return { ...head, ...own, datasets: [] }
}

async function valuesOf(tables: SqliteTables, { kind, key, clauses }: Column) {
  const table = tableOf[kind]
  const condition = ["t.key = ?"]
  const parameters: SqlValue[] = [key]
  for (const { operator, value } of clauses) {
    const compared = kind === "metrics" ? typeof value === "number" : operator === "="
    if (!compared || !comparisons.has(operator)) continue
    condition.push(`t.value ${operator} ?`)
    parameters.push(value as string | number)
  }
  const selection: Selection = { table, columns: ["t.run_uuid", "t.key"] }
  const where = condition.join(" AND ")
  if (kind !== "metrics") {
    const texts = { ...selection, columns: [...selection.columns, "t.value"] }
    return textsByOwner(await tables.where(texts, where, parameters))
  }
  const value = jsonDouble("t.value", tables.column(table, "is_nan", "0"))
  return numbersByOwner(await tables.where({ ...selection, doubles: [value] }, where, parameters))
}
