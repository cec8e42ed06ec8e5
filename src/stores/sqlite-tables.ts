import type { Problem } from "../data/run.js"
import type { Sql, SqlValue } from "../data/sql.js"

/** Rows that are asked for at once. */
const BATCH = 5000
/** Ids that are asked for at once. */
const IDS = 1000
/** Row numbers that one question spans at most, where many rows were removed. */
const WIDEST = 2 ** 40

/** A cell: a text, null, or for a column of doubles a number (NaN is null). */
export type Cell = string | number | null

/** The cells of rows one after the other, `width` a row: several times as fast to read as a list a row. */
export interface Cells {
  readonly width: number
  readonly cells: readonly Cell[]
}

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
    const width = widthOf(selection)
    const parts: Cells[] = []
    const ends = await this.#rowNumbers(selection.table)
    if (!ends) return { width, cells: [] }
    const [first, last] = ends
    for (let from = first, size = BATCH; from <= last; ) {
      const part = await this.#window(selection, from, from + size).catch(asError)
      if (!(part instanceof Error)) {
        parts.push(part)
        from += size
        size = sizeAfter(size, part.cells.length / width)
      } else if (size > 1) {
        size = Math.ceil(size / 8)
      } else {
        this.#lost(selection.table, part)
        from += size
      }
    }
    return joined(parts, width)
  }

  /** The rows whose `key` is one of `ids`. */
  async of(selection: Selection, key: string, ids: readonly string[]): Promise<Cells> {
    const parts: Cells[] = []
    for (let at = 0; at < ids.length; at += IDS) parts.push(await this.#ofSome(selection, key, ids.slice(at, at + IDS)))
    return joined(parts, widthOf(selection))
  }

  /** The rows of a condition. */
  where(selection: Selection, condition: string, parameters: readonly SqlValue[]): Promise<Cells> {
    return this.#ask(selection, condition, parameters).catch((error: unknown) => {
      this.#lost(selection.table, asError(error))
      return { width: widthOf(selection), cells: [] }
    })
  }

  async #ofSome(selection: Selection, key: string, ids: readonly string[]): Promise<Cells> {
    try {
      return await this.#ask(selection, `${key} IN (SELECT value FROM json_each(?))`, [JSON.stringify(ids)])
    } catch (error) {
      const half = Math.ceil(ids.length / 2)
      const rest = ids.slice(half)
      if (rest.length > 0) {
        const parts = [await this.#ofSome(selection, key, ids.slice(0, half)), await this.#ofSome(selection, key, rest)]
        return joined(parts, widthOf(selection))
      }
      this.#lost(selection.table, asError(error), ids[0])
      return { width: widthOf(selection), cells: [] }
    }
  }

  #window(selection: Selection, from: number, to: number): Promise<Cells> {
    return this.#ask(selection, "t.rowid >= ? AND t.rowid < ?", [from, to])
  }

  /** One text of JSON for all cells. */
  async #ask(selection: Selection, condition: string, parameters: readonly SqlValue[]): Promise<Cells> {
    const { table, columns, doubles = [], joined, where } = selection
    const texts = columns.map((column) => `json_quote(CAST(${column} AS TEXT))`)
    const row = [...texts, ...doubles].join(" || ',' || ")
    const from = joined ?? `"${table}" t`
    const statement = `SELECT group_concat(${row}) FROM ${from} WHERE ${where ? `${where} AND ` : ""}${condition}`
    const [answer] = await this.#sql.query(statement, parameters)
    return { width: widthOf(selection), cells: JSON.parse(`[${answer?.[0] ?? ""}]`) as Cell[] }
  }

  /** The smallest and the largest number of a row; undefined where there is none. */
  async #rowNumbers(table: string): Promise<readonly [number, number] | undefined> {
    const ends = await this.#sql.query(`SELECT min(rowid), max(rowid) FROM "${table}"`).catch(asError)
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

function widthOf({ columns, doubles = [] }: Selection): number {
  return columns.length + doubles.length
}

function joined(parts: readonly Cells[], width: number): Cells {
  if (parts.length === 1) return parts[0]!
  const all: Cell[] = []
  for (const { cells } of parts) for (const cell of cells) all.push(cell)
  return { width, cells: all }
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
