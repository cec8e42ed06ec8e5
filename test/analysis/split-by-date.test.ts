import { expect, test, vi } from "vitest"
import { splitByDate } from "../../src/analysis/split-by-date.js"
import { tableOf, timeColumn, withColumn } from "./tables.js"

// Where the machine stands must not matter: in UTC a forgotten zone would not be noticed.
vi.stubEnv("TZ", "America/New_York")

const dates = ["2013-01-01", "2013-03-01", null, "2013-02-01", "2013-04-01T12:00:00Z"]
const table = withColumn(tableOf({ x: [0, 1, 2, 3, 4] }), timeColumn("date", dates))
const rows = (split: { train: Uint32Array; test: Uint32Array; dropped: number }) => ({
  train: [...split.train],
  test: [...split.test],
  dropped: split.dropped,
})

test("rows before the date are the train side, rows from it on the test side, in the table's order", () => {
  expect(rows(splitByDate(table, "date", "2013-02-15"))).toEqual({ train: [0, 3], test: [1, 4], dropped: 1 })
})

test("a row on the test start is tested, and one on the train start is trained on", () => {
  expect(rows(splitByDate(table, "date", "2013-03-01", "2013-02-01"))).toEqual({ train: [3], test: [1, 4], dropped: 2 })
})

test("a time of day counts, in UTC where no zone is named", () => {
  expect(new Date(2013, 0, 1).getTimezoneOffset()).toBe(300)
  const from = (start: string) => [...splitByDate(table, "date", start).test]
  expect(from("2013-04-01T12:00")).toEqual([4])
  expect(from("2013-04-01 12:00:00")).toEqual([4])
  expect(from("2013-04-01T14:00+02:00")).toEqual([4])
  expect(() => from("2013-04-01T12:00:01")).toThrow("no row has date")
  expect(() => from("2013-04-01T11:00-02:00")).toThrow("no row has date")
})

test("dates may be ISO 8601 text", () => {
  const text = tableOf({ day: ["2013-01-31", null, "2013-02-01", "2013-02-01 00:00:00"] })
  expect(rows(splitByDate(text, "day", "2013-02-01"))).toEqual({ train: [0], test: [2, 3], dropped: 1 })
})

test("no train row is no error, no test row is", () => {
  expect(rows(splitByDate(table, "date", "2013-01-01"))).toEqual({ train: [], test: [0, 1, 3, 4], dropped: 1 })
  expect(() => splitByDate(table, "date", "2014-01-01")).toThrow(
    new RangeError("table.csv: no row has date at or after 2014-01-01"),
  )
})

test("a train start that is not before the test start is refused", () => {
  for (const start of ["2013-02-01", "2013-03-01"]) {
    expect(() => splitByDate(table, "date", "2013-02-01", start)).toThrow(
      `train start ${start} is not before test start 2013-02-01`,
    )
  }
})

test("what is no date is refused by name", () => {
  expect(() => splitByDate(table, "date", "soon")).toThrow('test start is "soon", expected a date such as 2024-01-31')
  expect(() => splitByDate(table, "date", "2013-13-01")).toThrow('test start is "2013-13-01"')
  expect(() => splitByDate(table, "date", "2013-02-01", "")).toThrow('train start is ""')
  expect(() => splitByDate(table, "x", "2013-02-01")).toThrow('column "x" holds numbers, expected dates')
  expect(() => splitByDate(table, "day", "2013-02-01")).toThrow('no column "day"; it has x, date')
  const words = tableOf({ day: ["2013-01-31", "yesterday"] })
  expect(() => splitByDate(words, "day", "2013-01-01")).toThrow('table.csv: column "day" is "yesterday"')
})

// Date.parse falls back on guesses that depend on the engine and the machine's time zone.
for (const guess of ["12", "01/31/2013", "2013-2-30", "2013-02-30"]) {
  test(`${guess} is refused: it is no ISO 8601 date`, () => {
    expect(() => splitByDate(table, "date", guess)).toThrow(`test start is "${guess}"`)
  })
}
