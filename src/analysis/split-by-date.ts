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
  const split = splitRows(table, date, testStart, trainStart)
  if (split.test.length === 0) throw noTestRows(table, date, testStart)
  return split
}

/** The error of a table, read at once or in batches, that has no row to test on. */
export function noTestRows(table: Table, date: string, testStart: string): RangeError {
  return new RangeError(`${table.name}: no row has ${date} at or after ${testStart}`)
}

/** As `splitByDate` of one batch of a table, which need not have test rows. */
export function splitRows(table: Table, date: string, testStart: string, trainStart?: string): DateSplit {
  const times = timesOf(table, date)
  const start = trainStart === undefined ? Number.NEGATIVE_INFINITY : parseDate(trainStart, "train start")
  const boundary = parseDate(testStart, "test start")
  if (start >= boundary) throw new RangeError(`train start ${trainStart} is not before test start ${testStart}`)
  const rows = [...times.keys()]
  const train = Uint32Array.from(rows.filter((row) => times[row]! >= start && times[row]! < boundary))
  const test = Uint32Array.from(rows.filter((row) => times[row]! >= boundary))
  return { train, test, dropped: rows.length - train.length - test.length }
}

/** The time of each row in ms, NaN where it is missing. @throws RangeError for a column that holds no dates. */
export function timesOf(table: Table, date: string): Float64Array {
  const column = columnNamed(table, date)
  if (column.type === "time") return Float64Array.from(column.values)
  if (column.type !== "category") {
    throw new RangeError(`${table.name}: column "${date}" holds numbers, expected dates`)
  }
  const times = column.categories.map((text) => parseDate(text, `${table.name}: column "${date}"`))
  return Float64Array.from(column.codes, (code) => times[code] ?? Number.NaN)
}

/** ISO 8601: a year, month or day, or a time with or without a zone. */
const iso = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d(?::?\d\d)?)?)?)?)?$/

/** @throws RangeError for what is no ISO 8601 date. */
export function parseDate(text: string, what: string): number {
  const [, year, month = "01", day = "01", clock = "00:00", zone = "Z"] = iso.exec(text.trim()) ?? []
  const offset = zone.replace(/^([+-]\d\d)(\d\d)?$/, (_, hours, minutes) => `${hours}:${minutes ?? "00"}`)
  const time = Date.parse(`${year}-${month}-${day}T${clock}${offset}`)
  // The 30th of February would become the 2nd of March.
  const exists = new Date(Date.parse(`${year}-${month}-${day}T00:00Z`)).getUTCDate() === Number(day)
  if (!Number.isNaN(time) && exists) return time
  throw new RangeError(`${what} is "${text}", expected a date such as 2024-01-31`)
}
