import type { Table } from "../../src/data/table.js"

/** One row of a table of numbers. */
export function rowOf(table: Table, i: number): number[] {
  return table.columns.map((column) => (column as { values: Float64Array }).values[i]!)
}
