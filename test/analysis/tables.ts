import type { Column } from "../../src/data/column.js"
import type { Table } from "../../src/data/table.js"

/** A table from columns: numbers, or texts with null where they are missing. */
export function tableOf(columns: Record<string, readonly number[] | readonly (string | null)[]>): Table {
  const built = Object.entries(columns).map(([name, values]) => columnOf(name, values))
  return { name: "table.csv", rows: Object.values(columns)[0]?.length ?? 0, columns: built, notes: [] }
}

/** Times of day at UTC; null where there is none. */
export function timeColumn(name: string, dates: readonly (string | null)[]): Column {
  return { name, type: "time", values: Float64Array.from(dates, (date) => (date === null ? NaN : Date.parse(date))) }
}

/** A table with one more column. */
export function withColumn(table: Table, column: Column): Table {
  return { ...table, columns: [...table.columns, column] }
}

/** A table without the columns of these names. */
export function withoutColumns(table: Table, ...names: string[]): Table {
  return { ...table, columns: table.columns.filter((column) => !names.includes(column.name)) }
}

function columnOf(name: string, values: readonly number[] | readonly (string | null)[]): Column {
  if (values.every((value) => typeof value === "number"))
    return { name, type: "number", values: Float64Array.from(values) }
  const categories = [...new Set(values)].filter((value) => typeof value === "string").sort()
  return { name, type: "category", codes: Int32Array.from(values, (v) => categories.indexOf(String(v))), categories }
}
