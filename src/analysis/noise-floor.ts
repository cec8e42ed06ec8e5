import type { Column } from "../data/column.js"
import { mulberry32 } from "../data/mulberry32.js"
import type { Table } from "../data/table.js"
import { percentile } from "../kernels/metrics/percentile.js"

/**
 * A table whose target is shuffled among its rows, so that nothing in it has to do with the target.
 * @throws RangeError for a target that is not there.
 */
export function withShuffledTarget(table: Table, target: string, seed: number): Table {
  const at = table.columns.findIndex(({ name }) => name === target)
  if (at < 0) throw new RangeError(`${table.name}: got the target ${target}, expected a column of the table`)
  const rows = Uint32Array.from({ length: table.rows }, (_, row) => row)
  const next = mulberry32(seed)
  for (let i = rows.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1))
    const kept = rows[i]!
    rows[i] = rows[j]!
    rows[j] = kept
  }
  return { ...table, columns: table.columns.map((column, i) => (i === at ? reordered(column, rows) : column)) }
}

function reordered(column: Column, rows: Uint32Array): Column {
  if (column.type === "category") return { ...column, codes: Int32Array.from(rows, (row) => column.codes[row]!) }
  return { ...column, values: Float64Array.from(rows, (row) => column.values[row]!) }
}

/**
 * What shuffling a feature seems to cost where there is nothing to lose: the 95th percentile, over shuffled targets, of
 * the largest importance. A feature below it may be luck.
 * @param importances a list of the features' importances for each shuffled target.
 * @returns NaN without any.
 */
export function noiseFloor(importances: readonly ArrayLike<number>[]): number {
  const largest = Float64Array.from(importances, (list) => Math.max(...Array.from(list))).sort()
  return largest.length === 0 ? Number.NaN : percentile(largest, 0.95)
}
