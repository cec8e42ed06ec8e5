import { type Column, sliceColumn, takeColumn } from "./column.js"

/** Columns of one length. Plain data: it can be posted to a worker, its buffers transferred. */
export interface Table {
  readonly name: string
  readonly rows: number
  readonly columns: readonly Column[]
  /** What the reader had to decide or could not keep, e.g. integers beyond 2^53 that were rounded. */
  readonly notes: readonly string[]
}

/** The column of that name, or undefined. */
export function findColumn(table: Table, name: string): Column | undefined {
  return table.columns.find((column) => column.name === name)
}

/**
 * The column of that name.
 * @throws RangeError naming the columns there are.
 */
export function columnNamed(table: Table, name: string): Column {
  const column = findColumn(table, name)
  if (column) return column
  const names = table.columns.map((each) => each.name)
  const listed = names.slice(0, 12).join(", ") + (names.length > 12 ? `, and ${names.length - 12} more` : "")
  throw new RangeError(`${table.name}: no column "${name}"; it has ${listed || "no columns"}`)
}

/**
 * A table of some of its columns, in the order given, each once.
 * @throws RangeError as `columnNamed`.
 */
export function pickColumns(table: Table, names: readonly string[]): Table {
  return { ...table, columns: [...new Set(names)].map((name) => columnNamed(table, name)) }
}

/** The rows [from, to) of a table, as views on the same memory. */
export function sliceTable(table: Table, from: number, to: number): Table {
  const columns = table.columns.map((column) => sliceColumn(column, from, to))
  return { ...table, rows: to - from, columns }
}

/** Chosen rows of a table, copied in the order given. */
export function takeRows(table: Table, rows: ArrayLike<number>): Table {
  return { ...table, rows: rows.length, columns: table.columns.map((column) => takeColumn(column, rows)) }
}
