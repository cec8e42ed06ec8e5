import type { Column } from "../data/column.js"
import { columnNamed, type Table } from "../data/table.js"
import { eachInSteps, finish, type Steps } from "./steps.js"

/** A row and how far it is from another. */
export interface NearRow {
  readonly row: number
  /** Mean over the columns of the difference: 0 is the same, 1 the most that a column can differ. */
  readonly distance: number
}

/**
 * The rows that are most alike to one, nearest first, ties by row. Numbers differ by their distance over the column's
 * 5th to 95th percentile (at most 1), categories by being others, as in Gower's distance; a missing value differs by 1
 * from any that is present and by 0 from another missing one.
 * @param columns the columns that are compared; those of a constant count for nothing.
 * @throws RangeError for a row that the table does not have, and for unknown columns.
 */
export function nearestRows(...given: Parameters<typeof nearestRowsInSteps>): NearRow[] {
  return finish(nearestRowsInSteps(...given))
}

/** As `nearestRows`, column by column. */
export function* nearestRowsInSteps(
  table: Table,
  row: number,
  columns: readonly string[],
  count: number,
): Steps<NearRow[]> {
  if (!Number.isInteger(row) || row < 0 || row >= table.rows) {
    throw new RangeError(`got row ${row}, expected 0 to ${table.rows - 1}`)
  }
  const distances = new Float64Array(table.rows)
  const compared = columns.map((name) => columnNamed(table, name))
  yield* eachInSteps(compared, (column) => addDifferences(column, row, distances))
  const nearest = smallest(distances, row, count)
  return nearest.map((each) => ({ row: each, distance: distances[each]! / Math.max(1, columns.length) }))
}

/** The places of the `count` smallest numbers but one place, in ascending order, ties by place: only these are sorted. */
function smallest(distances: Float64Array, but: number, count: number): number[] {
  const sorted = distances.slice().sort()
  // The row itself is among the first: at a distance of 0.
  const most = sorted[Math.min(count, sorted.length - 1)]!
  const found: number[] = []
  for (let i = 0; i < distances.length; i++) if (i !== but && distances[i]! <= most) found.push(i)
  return found.sort((a, b) => distances[a]! - distances[b]! || a - b).slice(0, count)
}

function addDifferences(column: Column, row: number, distances: Float64Array): void {
  if (column.type === "category") {
    const own = column.codes[row]!
    for (let i = 0; i < distances.length; i++) if (column.codes[i] !== own) distances[i]! += 1
    return
  }
  const { values } = column
  const own = values[row]!
  const span = spanOf(values)
  for (let i = 0; i < distances.length; i++) {
    const value = values[i]!
    if (Number.isNaN(own) || Number.isNaN(value)) distances[i]! += Number.isNaN(own) === Number.isNaN(value) ? 0 : 1
    // infinite values are alike, too
    else if (value !== own) distances[i]! += span > 0 ? Math.min(1, Math.abs(value - own) / span) : 1
  }
}

/** From the 5th to the 95th percentile of what is present; the whole range where these are one. */
function spanOf(values: Float64Array | Float32Array): number {
  const present = Float64Array.from(values.filter((value) => Number.isFinite(value))).sort()
  const at = (share: number) => present[Math.round(share * (present.length - 1))] ?? 0
  return at(0.95) - at(0.05) || at(1) - at(0)
}
