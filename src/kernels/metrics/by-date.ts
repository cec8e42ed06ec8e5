/** What names the date (or another block) of a row: times, numbers or text. */
export type Keys = ArrayLike<number> | ArrayLike<string>
export type Key = number | string

/** The rows of one date, in their order. */
export interface DateRows {
  readonly date: Key
  readonly rows: Uint32Array
}

/** A date that could not be used, and why. */
export interface DroppedDate {
  readonly date: Key
  readonly rows: number
  readonly reason: string
}

/**
 * Rows by date, dates ascending: numbers by size, text by code point.
 * @throws RangeError where lengths differ, or a date is missing.
 */
export function rowsByDate(dates: Keys, count: number, metric: string): DateRows[] {
  if (dates.length !== count) throw new RangeError(`${metric}: got ${dates.length} dates, expected ${count}`)
  const rows = new Map<Key, number[]>()
  for (let row = 0; row < count; row++) {
    const date = dates[row]!
    if (date === null || date === undefined || Number.isNaN(date)) {
      throw new RangeError(`${metric}: dates[${row}] is ${date}, expected a date: drop such rows first`)
    }
    const own = rows.get(date)
    if (own) own.push(row)
    else rows.set(date, [row])
  }
  return [...rows].sort(([a], [b]) => compareKeys(a, b)).map(([date, own]) => ({ date, rows: Uint32Array.from(own) }))
}

function compareKeys(a: Key, b: Key): number {
  return a < b ? -1 : Number(a > b)
}

/** Chosen values, in the order of the rows. */
export function taken(values: ArrayLike<number>, rows: Uint32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row]!)
}
