import { count } from "../analysis/describe.js"
import { type DateSplit, noTestRows, splitByDate, splitRows } from "../analysis/split-by-date.js"
import { type Table, takeRows } from "../data/table.js"
import { note } from "./emit.js"
import type { CommonOptions } from "./options.js"
import { type Terminal, UsageError } from "./terminal.js"

/** Which rows are explained. */
export interface RowOptions extends CommonOptions {
  readonly date?: string
  readonly trainStart?: string
  readonly testStart?: string
}

/** The rows to explain: all, or those from the test start on. */
export function selectRows(table: Table, options: RowOptions, terminal: Terminal): Table {
  const { testStart, trainStart } = options
  if (!asksForDates(options)) return table
  const column = dateColumn(table, options)
  const split = splitByDate(table, column, testStart!, trainStart)
  noteSplit(column, split.train.length, split.test.length, split.dropped, options, terminal)
  return takeRows(table, split.test)
}

/** The same of batches. */
export async function* selectBatches(
  batches: AsyncIterable<Table>,
  options: RowOptions,
  terminal: Terminal,
): AsyncGenerator<Table> {
  if (!asksForDates(options)) return yield* batches
  const { testStart, trainStart } = options
  const counts = { train: 0, test: 0, dropped: 0 }
  let column: string | undefined
  let last: Table | undefined
  for await (const table of batches) {
    column ??= dateColumn(table, options)
    const split: DateSplit = splitRows(table, column, testStart!, trainStart)
    counts.train += split.train.length
    counts.test += split.test.length
    counts.dropped += split.dropped
    last = table
    if (split.test.length > 0) yield takeRows(table, split.test)
  }
  if (counts.test === 0) throw noTestRows(last!, column!, testStart!)
  noteSplit(column!, counts.train, counts.test, counts.dropped, options, terminal)
}

function asksForDates({ testStart, trainStart }: RowOptions): boolean {
  if (trainStart && !testStart)
    throw new UsageError("--train-start needs --test-start, from which on rows are explained")
  return testStart !== undefined && testStart !== ""
}

/** The column of dates: the one that is named, or the only one of times. */
export function dateColumn(table: Table, { date }: RowOptions, asking = "--test-start"): string {
  if (date !== undefined) return date
  const times = table.columns.filter((column) => column.type === "time")
  if (times.length === 1) return times[0]!.name
  const found = times.length === 0 ? "has none" : `has ${times.map((column) => column.name).join(", ")}`
  throw new UsageError(`${asking} needs --date: ${table.name} ${found}, expected one column of dates`)
}

function noteSplit(
  column: string,
  train: number,
  test: number,
  dropped: number,
  options: RowOptions,
  terminal: Terminal,
): void {
  const left = dropped > 0 ? `, ${dropped.toLocaleString("en-US")} left out` : ""
  note(`${column}: ${count(train, "row")} on the train side, ${count(test, "row")} explained${left}`, options, terminal)
}
