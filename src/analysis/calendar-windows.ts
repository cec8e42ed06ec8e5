import { cellText } from "../data/column.js"
import { columnNamed, type Table } from "../data/table.js"
import { timesOf } from "./split-by-date.js"

/** A part of the calendar that rows are told apart by. */
export type Calendar = "month" | "quarter" | "year"

/** Rows of one window, windows in the order of time (of a column: of its values). */
export interface RowWindow {
  readonly name: string
  readonly rows: Uint32Array
}

/** `2018`, `Q1 2018` or `2018-01` of a time, UTC. */
export function calendarName(time: number, by: Calendar): string {
  const date = new Date(time)
  const year = date.getUTCFullYear()
  if (by === "year") return String(year)
  if (by === "quarter") return `Q${Math.floor(date.getUTCMonth() / 3) + 1} ${year}`
  return date.toISOString().slice(0, 7)
}

/** Rows by a part of the calendar; rows without a date are in no window. */
export function calendarWindows(table: Table, date: string, by: Calendar): RowWindow[] {
  const times = timesOf(table, date)
  return windowsBy(table.rows, (row) =>
    Number.isNaN(times[row]!) ? undefined : { name: calendarName(times[row]!, by), order: times[row]! },
  )
}

/** Rows by the values of a column, e.g. of folds; rows without one are in no window. */
export function columnWindows(table: Table, name: string): RowWindow[] {
  const column = columnNamed(table, name)
  const windows = windowsBy(table.rows, (row) => {
    const text = cellText(column, row)
    return text === undefined ? undefined : { name: text, order: column.type === "category" ? 0 : column.values[row]! }
  })
  if (column.type !== "category") return windows
  const byName = new Intl.Collator("en", { numeric: true })
  return windows.sort((a, b) => byName.compare(a.name, b.name))
}

function windowsBy(count: number, windowOf: (row: number) => { name: string; order: number } | undefined): RowWindow[] {
  const found = new Map<string, { first: number; rows: number[] }>()
  for (let row = 0; row < count; row++) {
    const own = windowOf(row)
    if (!own) continue
    const window = found.get(own.name) ?? { first: own.order, rows: [] }
    window.first = Math.min(window.first, own.order)
    window.rows.push(row)
    found.set(own.name, window)
  }
  return [...found]
    .sort(([, a], [, b]) => a.first - b.first)
    .map(([name, { rows }]) => ({ name, rows: Uint32Array.from(rows) }))
}
