import { columnNamed, type Table } from "../data/table.js"

/** Row numbers on either side of a date. */
export interface DateSplit {
  /** Rows in [trainStart, testStart). */
  readonly train: Uint32Array
  /** Rows from testStart on. */
  readonly test: Uint32Array
  /** Rows before trainStart or without a date. */
  readonly dropped: number
}

/**
 * Divides rows by a date column (times, or ISO 8601 text).
 * @param trainStart ISO 8601, UTC where it names no zone; from the first row on by default.
 * @throws RangeError for dates that are none, an order that is none, or no test rows.
 */
export function splitByDate(table: Table, date: string, testStart: string, trainStart?: string): DateSplit {
  const times = timesOf(table, date)
  const start = trainStart === undefined ? Number.NEGATIVE_INFINITY : parseDate(trainStart, "train start")
  const boundary = parseDate(testStart, "test start")
  if (start >= boundary) throw new RangeError(`train start ${trainStart} is not before test start ${testStart}`)
  const rows = [...times.keys()]
  const train = Uint32Array.from(rows.filter((row) => times[row]! >= start && times[row]! < boundary))
  const test = Uint32Array.from(rows.filter((row) => times[row]! >= boundary))
  if (test.length === 0) throw new RangeError(`${table.name}: no row has ${date} at or after ${testStart}`)
  return { train, test, dropped: rows.length - train.length - test.length }
}

function timesOf(table: Table, date: string): Float64Array {
  const column = columnNamed(table, date)
  if (column.type === "time") return Float64Array.from(column.values)
  if (column.type !== "category") {
    throw new RangeError(`${table.name}: column "${date}" holds numbers, expected dates`)
  }
  const times = column.categories.map((text) => parseDate(text, `${table.name}: column "${date}"`))
  return Float64Array.from(column.codes, (code) => times[code] ?? Number.NaN)
}

function parseDate(text: string, what: string): number {
  const zoned = /(Z|[+-]\d\d:?\d\d)$/i.test(text) || !/[T ]/.test(text) ? text : `${text}Z`
  const time = Date.parse(zoned.replace(" ", "T"))
  if (!Number.isNaN(time)) return time
  throw new RangeError(`${what} is "${text}", expected a date such as 2024-01-31`)
}
