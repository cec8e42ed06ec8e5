import { columnNamed, type Table } from "./data/table.js"
import type { Cells } from "./engine-calls.js"

/**
 * A value a row: the column of that name, text as its category's number, or the values themselves.
 * @param what they are, for errors.
 */
export function cellsOf(table: Table, cells: Cells, what: string): ArrayLike<unknown> {
  if (typeof cells !== "string") {
    if (cells.length === table.rows) return cells
    throw new RangeError(`got ${cells.length} values of ${what}, expected one a row of ${table.name}: ${table.rows}`)
  }
  const column = columnNamed(table, cells)
  return column.type === "category" ? column.codes : column.values
}
