import { type Column, cellText } from "../data/column.js"
import { finish, type Steps } from "./steps.js"

export type Every = "day" | "week" | "month" | "quarter" | "year"

/** A stretch of time and its rows. */
export interface TimeWindow {
  readonly name: string
  /** The first and the last date that has rows, as text. */
  readonly first: string
  readonly last: string
  /** In the table's order. */
  readonly rows: Uint32Array
}

export interface TimeWindows {
  readonly every: Every | "date" | "part"
  /** In the order of time. */
  readonly windows: readonly TimeWindow[]
  /** Rows without a date. */
  readonly undated: number
}

const DAY = 86_400_000
/** So many windows are wished for at most; so many single dates are shown one by one; parts where there are more. */
const WISHED = 24
const SINGLE = 60
const PARTS = 12
/** Rows that are looked at between two pauses: some milliseconds. */
const BLOCK = 1 << 16

/**
 * Rows by calendar windows in UTC. Dates may be times, ISO text, or numbers like 20240131, 202401 and 2024; anything
 * else (eras, periods) is a window a value, in ascending order, or twelve equal parts where there are many.
 * @param every by default the shortest that makes at most 24 windows.
 */
export function timeWindows(...given: Parameters<typeof timeWindowsInSteps>): TimeWindows {
  return finish(timeWindowsInSteps(...given))
}

/** As `timeWindows`, with a pause after each block of rows. */
export function* timeWindowsInSteps(dates: Column, rows: number, every?: Every): Steps<TimeWindows> {
  const times = timesOf(dates, rows)
  yield 0.1
  if (!times) return yield* byValue(dates, rows)
  const length = every ?? fittingLength(times)
  const windows = new Map<number, number[]>()
  let undated = 0
  yield* overRows(rows, (row) => {
    const time = times[row]!
    if (Number.isNaN(time)) undated++
    else push(windows, windowStart(time, length), row)
  })
  const sorted = [...windows].sort(([a], [b]) => a - b)
  return {
    every: length,
    undated,
    windows: sorted.map(([start, own]) => {
      let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
      for (const row of own) [first, last] = [Math.min(first, times[row]!), Math.max(last, times[row]!)]
      return { name: windowName(start, length), first: isoDay(first), last: isoDay(last), rows: Uint32Array.from(own) }
    }),
  }
}

/** Looks at row after row, with a pause after each block of them. */
function* overRows(rows: number, look: (row: number) => void): Steps<void> {
  for (let from = 0; from < rows; from += BLOCK) {
    const to = Math.min(rows, from + BLOCK)
    for (let row = from; row < to; row++) look(row)
    yield 0.1 + (0.8 * to) / rows
  }
}

/** Milliseconds since 1970 for each row, NaN where missing; undefined when the column holds no dates. */
export function timesOf(column: Column, rows: number): Float64Array | undefined {
  if (column.type === "time") return Float64Array.from(column.values)
  if (column.type === "category") {
    const times = column.categories.map((text) => (/\d{4}/.test(text) ? Date.parse(text) : Number.NaN))
    if (times.some(Number.isNaN) || times.length === 0) return undefined
    return Float64Array.from(column.codes, (code) => times[code] ?? Number.NaN)
  }
  const times = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    const value = column.values[row]!
    times[row] = Number.isNaN(value) ? Number.NaN : timeOfNumber(value)
    if (Number.isNaN(times[row]) && !Number.isNaN(value)) return undefined
  }
  return times
}

/** 20240131, 202401 and 2024 as times; NaN for other numbers. */
function timeOfNumber(value: number): number {
  if (!Number.isInteger(value)) return Number.NaN
  const [year, month, day] =
    value >= 1e7
      ? [Math.floor(value / 1e4), Math.floor(value / 100) % 100, value % 100]
      : value >= 1e5
        ? [Math.floor(value / 100), value % 100, 1]
        : [value, 1, 1]
  const fits = year! >= 1900 && year! <= 2100 && month! >= 1 && month! <= 12 && day! >= 1 && day! <= 31
  return fits ? Date.UTC(year!, month! - 1, day!) : Number.NaN
}

function fittingLength(times: Float64Array): Every {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const time of times) {
    if (time < low) low = time
    if (time > high) high = time
  }
  const days = (high - low) / DAY
  if (days <= WISHED) return "day"
  if (days / 7 <= WISHED) return "week"
  if (days / 30.5 <= WISHED) return "month"
  return days / 91.3 <= WISHED ? "quarter" : "year"
}

function windowStart(time: number, every: Every): number {
  if (every === "day") return Math.floor(time / DAY) * DAY
  // weeks begin on Mondays: 1970-01-05 was one
  if (every === "week") return Math.floor((time - 4 * DAY) / (7 * DAY)) * 7 * DAY + 4 * DAY
  const date = new Date(time)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  if (every === "month") return Date.UTC(year, month)
  return every === "quarter" ? Date.UTC(year, month - (month % 3)) : Date.UTC(year, 0)
}

function windowName(start: number, every: Every): string {
  const text = isoDay(start)
  if (every === "year") return text.slice(0, 4)
  if (every === "month") return text.slice(0, 7)
  return every === "quarter" ? `${text.slice(0, 4)} Q${Math.floor(Number(text.slice(5, 7)) / 3.01) + 1}` : text
}

function* byValue(column: Column, rows: number): Steps<TimeWindows> {
  const found = new Map<number, number[]>()
  const values = column.type === "category" ? column.codes : column.values
  let undated = 0
  yield* overRows(rows, (row) => {
    const value = values[row]!
    if (Number.isNaN(value) || (column.type === "category" && value < 0)) undated++
    else push(found, value, row)
  })
  const text = (own: readonly number[]) => cellText(column, own[0]!)!
  const inOrder = [...found].sort(([a, x], [b, y]) => (column.type === "category" ? compare(text(x), text(y)) : a - b))
  const lists = inOrder.map(([, own]) => own)
  if (lists.length <= SINGLE) return { every: "date", undated, windows: lists.map((own) => windowOf([own], text)) }
  const parts = Array.from({ length: PARTS }, (_, k) => {
    const at = (part: number) => Math.round((part * lists.length) / PARTS)
    return windowOf(lists.slice(at(k), at(k + 1)), text)
  })
  return { every: "part", undated, windows: parts }
}

function windowOf(lists: readonly number[][], text: (own: readonly number[]) => string): TimeWindow {
  const [first, last] = [text(lists[0]!), text(lists.at(-1)!)]
  const rows = Uint32Array.from(lists.flat()).sort()
  return { name: first === last ? first : `${first} to ${last}`, first, last, rows }
}

/** Eras like era9 and era10 in the order of their numbers, else by code point. */
function compare(a: string, b: string): number {
  const [m, n] = [/^(\D*)(\d+)$/.exec(a), /^(\D*)(\d+)$/.exec(b)]
  if (m && n && m[1] === n[1]) return Number(m[2]) - Number(n[2])
  return a < b ? -1 : 1
}

function push(lists: Map<number, number[]>, key: number, row: number): void {
  const own = lists.get(key)
  if (own) own.push(row)
  else lists.set(key, [row])
}

function isoDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}
