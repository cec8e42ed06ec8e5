import type { Clause } from "./search-filter.js"
import type { SqliteTables } from "./sqlite-tables.js"

const tableOf: Readonly<Record<string, string>> = { metric: "latest_metrics", param: "params", tag: "tags" }
/** What SQLite compares as JavaScript does. Texts are compared for equality only. */
const comparisons: ReadonlySet<string> = new Set(["=", "<", "<=", ">", ">="])

/**
 * The runs that could meet a filter: every condition on a metric, param or tag leaves those that have the key, and where
 * SQLite compares as MLflow does, those with such a value. Undefined where nothing narrows the search. Whether a run does
 * meet the filter is decided elsewhere.
 */
export async function candidateRuns(
  tables: SqliteTables,
  clauses: readonly Clause[],
): Promise<ReadonlySet<string> | undefined> {
  let found: ReadonlySet<string> | undefined
  for (const clause of clauses) {
    const ids = await runsOf(tables, clause)
    if (ids) found = found ? new Set([...found].filter((id) => ids.has(id))) : ids
  }
  return found
}

async function runsOf(tables: SqliteTables, { entity, key, operator, value }: Clause) {
  const table = tableOf[entity]
  if (!table || !tables.has(table) || operator === "IS NULL") return undefined
  const compared = comparisons.has(operator) && (entity === "metric" ? typeof value === "number" : operator === "=")
  const condition = compared ? `t.key = ? AND t.value ${operator} ?` : "t.key = ?"
  const parameters = compared ? [key, value as string | number] : [key]
  return tables.texts(table, "t.run_uuid", condition, parameters)
}
