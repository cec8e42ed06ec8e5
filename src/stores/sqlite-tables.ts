import type { Problem } from "../data/run.js"
import type { Sql, SqlValue } from "../data/sql.js"

/** Rows that are asked for at once. */
const BATCH = 5000
/** Ids that are asked for at once. */
const IDS = 1000
/** Row numbers that one question spans at most, where many rows were removed. */
const WIDEST = 2 ** 40

/** Some rows of a selection, column by column. */
export interface CellPart {
  readonly rows: number
  /**
   * A list of JSON without its brackets for each column: of texts and null, or for doubles of numbers and null, which is
   * NaN. Each is parsed as a whole, or not at all: several times as fast as rows.
   */
  readonly columns: readonly string[]
}

/** Rows in the order of a table, part by part. */
export type Cells = readonly CellPart[]

export interface Selection {
  readonly table: string
  /** Columns or expressions over the table, which is called `t`. They come as texts. */
  readonly columns: readonly string[]
  /** Expressions of doubles that come as numbers, behind the others; see `jsonDouble`. */
  readonly doubles?: readonly string[]
  /** What stands behind FROM instead of the table alone. */
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

  /** Like `has`, and reports a table that every version of MLflow has. */
  expects(table: string): boolean {
    if (this.has(table)) return true
    this.#report({ path: this.#sql.name, reason: `there is no table ${table}; what it holds is missing` })
    return false
  }

  /** An expression for a column: NULL where the version has none. `otherwise` is SQL. */
  column(table: string, name: string, otherwise = "NULL"): string {
    return this.#columns.get(table)?.has(name) ? `t."${name}"` : otherwise
  }

  /** All rows of a table, in the order of writing. */
  async all(selection: Selection): Promise<Cells> {
    const parts: CellPart[] = []
    const ends = await this.#rowNumbers(selection.table)
    if (!ends) return []
    const [first, last] = ends
    for (let from = first, size = BATCH; from <= last; ) {
      const part = await this.#window(selection, from, from + size).catch(asError)
      if (!(part instanceof Error)) {
        parts.push(part)
        from += size
        size = sizeAfter(size, part.rows)
      } else if (size > 1) {
        size = Math.ceil(size / 8)
      } else {
        this.#lost(selection.table, part)
        from += size
      }
    }
    return parts
  }

  /** The rows whose `key` is one of `ids`. */
  async of(selection: Selection, key: string, ids: readonly string[]): Promise<Cells> {
    const parts: CellPart[] = []
    for (let at = 0; at < ids.length; at += IDS) {
      parts.push(...(await this.#ofSome(selection, key, ids.slice(at, at + IDS))))
    }
    return parts
  }

  /** The rows of a condition. */
  async where(selection: Selection, condition: string, parameters: readonly SqlValue[]): Promise<Cells> {
    const part = await this.#ask(selection, condition, parameters).catch(asError)
    if (!(part instanceof Error)) return [part]
    this.#lost(selection.table, part)
    return []
  }

  /** Whether no row meets a condition; not where they cannot be read. */
  async none(table: string, condition: string): Promise<boolean> {
    const asked = `SELECT NOT EXISTS (SELECT 1 FROM "${table}" t WHERE ${condition})`
    const rows = await this.#sql.query(asked).catch(() => [])
    return rows[0]?.[0] === 1
  }

  /** How many rows there are; 0 where they cannot be counted. */
  async count(table: string): Promise<number> {
    if (!this.has(table)) return 0
    const rows = await this.#sql.query(`SELECT count(*) FROM "${table}"`).catch(() => [])
    return Number(rows[0]?.[0] ?? 0)
  }

  async #ofSome(selection: Selection, key: string, ids: readonly string[]): Promise<Cells> {
    try {
      return [await this.#ask(selection, `${key} IN (SELECT value FROM json_each(?))`, [JSON.stringify(ids)])]
    } catch (error) {
      const half = Math.ceil(ids.length / 2)
      const rest = ids.slice(half)
      if (rest.length > 0) {
        const before = await this.#ofSome(selection, key, ids.slice(0, half))
        return [...before, ...(await this.#ofSome(selection, key, rest))]
      }
      this.#lost(selection.table, asError(error), ids[0])
      return []
    }
  }

  #window(selection: Selection, from: number, to: number): Promise<CellPart> {
    return this.#ask(selection, "t.rowid >= ? AND t.rowid < ?", [from, to])
  }

  /** Aggregates of one statement see its rows in the same order. */
  async #ask(selection: Selection, condition: string, parameters: readonly SqlValue[]): Promise<CellPart> {
    const { table, columns, doubles = [], joined, where } = selection
    const lists = [...columns.map((column) => `json_quote(CAST(${column} AS TEXT))`), ...doubles]
    const asked = ["count(*)", ...lists.map((cell) => `group_concat(${cell})`)].join(", ")
    const from = joined ?? `"${table}" t`
    const statement = `SELECT ${asked} FROM ${from} WHERE ${where ? `${where} AND ` : ""}${condition}`
    const [[rows, ...texts] = []] = await this.#sql.query(statement, parameters)
    return { rows: Number(rows), columns: texts.map((text) => String(text ?? "")) }
  }

  /** The smallest and the largest number of a row; undefined where there is none. */
  async #rowNumbers(table: string): Promise<readonly [number, number] | undefined> {
    // Asked for both at once SQLite reads the whole table.
    const asked = ["min", "max"].map((end) => `(SELECT ${end}(rowid) FROM "${table}")`)
    const ends = await this.#sql.query(`SELECT ${asked.join(", ")}`).catch(asError)
    if (ends instanceof Error) {
      this.#lost(table, ends)
      return [1, BATCH]
    }
    const [first, last] = ends[0]!
    return first === null ? undefined : [Number(first), Number(last)]
  }

  #lost(table: string, error: Error, id?: string): void {
    const of = id === undefined ? "" : ` of ${id}`
    const reason = error.message.replace(`${this.#sql.name}: `, "")
    this.#report({ path: this.#sql.name, reason: `rows of table ${table}${of} cannot be read: ${reason}` })
  }
}

/**
 * A double as a number of JSON that gives it back exactly: SQLite's 17 digits are enough for every double, whereas its
 * functions for JSON give 15 in old versions. MLflow keeps NaN as 0 with a mark, which becomes null. It keeps infinities as
 * the largest doubles and reads them as such: they stay what they are, since nothing tells them from a logged 1.797e308.
 * @param notNumber an SQL expression.
 */
export function jsonDouble(value: string, notNumber: string): string {
  const infinite = `CASE WHEN ${value} > 0 THEN '1e999' ELSE '-1e999' END`
  const isDouble = `typeof(${value}) IN ('real', 'integer')`
  return `CASE WHEN ${notNumber} OR NOT ${isDouble} THEN 'null' WHEN abs(${value}) < 9e999 THEN printf('%!.17g', ${value}) ELSE ${infinite} END`
}

/** Wider where rows are few, since many were removed, and as before after a damaged place. */
function sizeAfter(size: number, found: number): number {
  if (size < BATCH) return Math.min(BATCH, size * 8)
  if (found > BATCH) return Math.max(BATCH, Math.floor(size / 2))
  return found < BATCH / 4 ? Math.min(WIDEST, size * 4) : size
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
