import type { Column } from "../data/column.js"
import type { TimeWindow } from "./time-windows.js"

/** Where a column has no values. */
export interface WindowMissing {
  readonly column: string
  /** The share of rows without a value in each window. */
  readonly shares: readonly number[]
  /** The first window that has a value; null where none has. */
  readonly since: string | null
  /** Nothing in the first window, values later: the column may not have been known then. */
  readonly late: boolean
}

/** The share of a column's missing values in each window of time. */
export function missingByWindow(column: Column, windows: readonly Pick<TimeWindow, "name" | "rows">[]): WindowMissing {
  const missing: (row: number) => boolean =
    column.type === "category" ? (row) => column.codes[row]! < 0 : (row) => Number.isNaN(column.values[row]!)
  const shares = windows.map(({ rows }) => {
    let count = 0
    for (const row of rows) if (missing(row)) count++
    return count / rows.length
  })
  const since = shares.findIndex((share) => share < 1)
  return { column: column.name, shares, since: windows[since]?.name ?? null, late: since > 0 }
}
