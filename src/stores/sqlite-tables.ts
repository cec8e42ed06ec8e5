import type { Problem } from "../data/run.js"
import type { Sql, SqlValue } from "../data/sql.js"

/** Rows that are asked for at once: as one text in JSON, which is several times faster than cell by cell. */
const BATCH = 5000
/** Ids that are asked for at once. */
const IDS = 1000

/** A row's cells as texts, null where there is none. */
export type TextRow = readonly (string | null)[]

export interface Selection {
  readonly table: string
  /** Columns or expressions over them. A column that this version of MLflow does not have yet is null. */
  readonly columns: readonly string[]
  /** What stands behind FROM instead of the table alone, `t` being the table. */
  readonly joined?: string
  readonly where?: string
}

/**
 * The tables of a database of any version of MLflow. Columns are looked up, so that nothing needs to be migrated. Rows
 * that cannot be read are reported, and all others are read.
 */
export class SqliteTables {
  readonly #sql: Sql
  readonly #report: (problem: Problem) => void
  readonly #columns: ReadonlyMap<string, ReadonlySet<string>>

  private constructor(sql: Sql, columns: ReadonlyMap<string, ReadonlySet<string>>, report: (problem: Problem) => void) {
    this.#sql = sql
    this.#columns = columns
    this.#report = report
  }

  /** @throws Error for a database that is not MLflow's. */
  static async open(sql: Sql, report: (problem: Problem) => void): Promise<SqliteTables> {
    const rows = await sql.query(
      "SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table'",
    )
    const columns = new Map<string, Set<string>>()
    for (const [table, column] of rows) {
      const known = columns.get(String(table)) ?? new Set()
      columns.set(String(table), known.add(String(column)))
    }
    if (columns.has("runs") || columns.has("experiments")) return new SqliteTables(sql, columns, report)
    const names = [...columns.keys()].slice(0, 5).join(", ") || "no tables"
    throw new Error(`${sql.name}: got ${names}, expected MLflow's tables experiments and runs`)
  }

  has(table: string): boolean {
    return this.#columns.has(table)
  }

  hasColumn(table: string, column: string): boolean {
    return this.#columns.get(table)?.has(column) ?? false
  }

  /** Like `has`, and reports a table that every version of MLflow has. */
  expects(table: string): boolean {
    if (this.has(table)) return true
    this.#report({ path: this.#sql.name, reason: `there is no table ${table}; what it holds is missing` })
    return false
  }

  /** An expression for a column: NULL where the version has none. `otherwise` is SQL. */
  column(table: string, name: string, otherwise = "NULL"): string {
    return this.hasColumn(table, name) ? `t."${name}"` : otherwise
  }

  /** All rows of a table, in the order of writing. */
  async all(selection: Selection): Promise<TextRow[]> {
    const rows: TextRow[] = []
    let after = -(2 ** 53)
    let size = BATCH
    let skip = 1
    for (;;) {
      const from = after
      const batch = await this.#after(selection, from, size).catch((error: unknown) => error as Error)
      if (batch instanceof Error && size > 1) {
        size = Math.ceil(size / 8)
      } else if (batch instanceof Error) {
        const end = await this.#lastRow(selection.table)
        this.#lost(selection.table, batch)
        if (from >= end) return rows
        after = Math.max(from, 0) + skip
        skip *= 2
      } else {
        const last = batch.at(-1)
        if (!last) return rows
        for (const row of batch) rows.push(row)
        after = Number(last.at(-1))
        skip = 1
        if (batch.length < size && size === BATCH) return rows
        size = Math.min(BATCH, size * 8)
      }
    }
  }

  /** The rows whose `key` is one of `ids`. */
  async of(selection: Selection, key: string, ids: readonly string[]): Promise<TextRow[]> {
    const rows: TextRow[] = []
    for (let at = 0; at < ids.length; at += IDS) {
      for (const row of await this.#ofSome(selection, key, ids.slice(at, at + IDS))) rows.push(row)
    }
    return rows
  }

  /** The rows of a condition. */
  where(selection: Selection, condition: string, parameters: readonly SqlValue[]): Promise<TextRow[]> {
    return this.#ask(selection, condition, parameters).catch((error: unknown) => {
      this.#lost(selection.table, error as Error)
      return []
    })
  }

  /** The first cells of a condition's rows; undefined where they cannot be read. */
  async ids(
    selection: Selection,
    condition: string,
    parameters: readonly SqlValue[],
  ): Promise<Set<string> | undefined> {
    const rows = await this.#ask(selection, condition, parameters).catch(() => undefined)
    return rows && new Set(rows.map(([id]) => id!))
  }

  async #ofSome(selection: Selection, key: string, ids: readonly string[]): Promise<TextRow[]> {
    try {
      return await this.#ask(selection, `${key} IN (SELECT value FROM json_each(?))`, [JSON.stringify(ids)])
    } catch (error) {
      if (ids.length === 1) {
        this.#lost(selection.table, error as Error, ids[0])
        return []
      }
      const half = Math.ceil(ids.length / 2)
      const parts = [ids.slice(0, half), ids.slice(half)]
      return [await this.#ofSome(selection, key, parts[0]!), await this.#ofSome(selection, key, parts[1]!)].flat()
    }
  }

  /** Rows behind a row's number, with their own numbers as their last cells. */
  #after(selection: Selection, after: number, size: number): Promise<TextRow[]> {
    const numbered = { ...selection, columns: [...selection.columns, "t.rowid"] }
    return this.#ask(numbered, "t.rowid > ? ORDER BY t.rowid LIMIT ?", [after, size])
  }

  async #ask({ table, columns, joined, where }: Selection, condition: string, parameters: readonly SqlValue[]) {
    const cells = columns.map((expression, i) => `CAST(${expression} AS TEXT) AS c${i}`)
    const inner = `SELECT ${cells.join(", ")} FROM ${joined ?? `"${table}" t`} WHERE ${where ? `${where} AND ` : ""}${condition}`
    const names = columns.map((_, i) => `c${i}`).join(", ")
    const [row] = await this.#sql.query(`SELECT json_group_array(json_array(${names})) FROM (${inner})`, parameters)
    return JSON.parse(String(row![0])) as TextRow[]
  }

  async #lastRow(table: string): Promise<number> {
    const asked = await this.#sql.query(`SELECT max(rowid) FROM "${table}"`).catch(() => undefined)
    return Number(asked?.[0]?.[0] ?? 0)
  }

  #lost(table: string, error: Error, id?: string): void {
    const of = id === undefined ? "" : ` of ${id}`
    const reason = error.message.replace(`${this.#sql.name}: `, "")
    this.#report({ path: this.#sql.name, reason: `rows of table ${table}${of} cannot be read: ${reason}` })
  }
}
