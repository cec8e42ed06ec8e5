import type { Column } from "../data/column.js"
import { noteLeftOut, noteRounded } from "./table-notes.js"
import { countBeyond } from "./table-numbers.js"
import { parseTime } from "./table-time.js"
import { sortedColumn } from "./text-column.js"

const NUMBER_WORDS = new Set(["NaN", "Infinity", "-Infinity"])
const LONG_INTEGER = /^-?\d{16,}$/

type Scalar = number | boolean | string

/** What the values of a column are; a column with an array or an object in it is left out. */
export type JsonKind = "number" | "boolean" | "time" | "text" | "left out"

/**
 * What all values of a column are, undefined where there is none; absent rows are holes.
 * @param before what earlier values of the column were: others beside them make it text.
 */
export function jsonKind(cells: readonly unknown[], before?: JsonKind): JsonKind | undefined {
  const present = cells.filter((cell) => cell !== null && cell !== undefined)
  if (before === "left out" || present.some((cell) => typeof cell === "object")) return "left out"
  const values = present as Scalar[]
  if (values.length === 0 || before === "text") return before
  // words such as "NaN" are numbers only next to numbers
  if (before === "number") return values.every(isNumber) ? "number" : "text"
  const kind = kindOf(values)
  return before === undefined || kind === before ? kind : "text"
}

function kindOf(values: readonly Scalar[]): JsonKind {
  if (values.every((value) => typeof value === "boolean")) return "boolean"
  if (values.some((value) => typeof value === "number") && values.every(isNumber)) return "number"
  return areTimes(values) ? "time" : "text"
}

/** A column of JSON values of a kind. Returns undefined, and says so in `notes`, where it is left out. */
export function ndjsonColumn(
  name: string,
  cells: unknown[],
  rows: number,
  kind: JsonKind | undefined,
  notes: string[],
): Column | undefined {
  if (kind === "left out") noteLeftOut(notes, name, "an array or an object")
  if (kind === "left out") return undefined
  if (kind === "text") return textColumn(name, cells, rows)
  if (kind === "number") return numberColumn(name, cells, rows, notes)
  if (kind === "time") return timeColumn(name, cells, rows)
  return { name, type: kind ?? "number", values: doubles(cells, rows, Number) }
}

function isNumber(value: Scalar): boolean {
  if (typeof value === "string") return NUMBER_WORDS.has(value) || LONG_INTEGER.test(value)
  return typeof value === "number"
}

function doubles(cells: unknown[], rows: number, convert: (cell: unknown) => number): Float64Array {
  const values = new Float64Array(rows).fill(Number.NaN)
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row]
    if (cell !== null && cell !== undefined) values[row] = convert(cell)
  }
  return values
}

function numberColumn(name: string, cells: unknown[], rows: number, notes: string[]): Column {
  const values = doubles(cells, rows, Number)
  noteRounded(notes, name, countBeyond(values.filter(Number.isInteger)))
  return { name, type: "number", values }
}

function areTimes(values: readonly Scalar[]): boolean {
  const parse = timeParser()
  return values.every((value) => typeof value === "string" && !Number.isNaN(parse(value)))
}

function timeColumn(name: string, cells: unknown[], rows: number): Column {
  const parse = timeParser()
  return { name, type: "time", values: doubles(cells, rows, (cell) => parse(cell as string)) }
}

/** Milliseconds since 1970 of a text; NaN where it is no time. */
function timeParser(): (text: string) => number {
  const encoder = new TextEncoder()
  const bytes = new Uint8Array(128)
  const parsed = new Float64Array(1)
  return (text) => {
    // no ISO 8601 time is longer than 40 characters
    if (text.length > 40) return Number.NaN
    const { written } = encoder.encodeInto(text, bytes)
    return parseTime(bytes, 0, written, parsed, 0) ? parsed[0]! : Number.NaN
  }
}

function textColumn(name: string, cells: unknown[], rows: number): Column {
  const codes = new Int32Array(rows).fill(-1)
  const numbers = new Map<string, number>()
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row]
    if (cell === null || cell === undefined) continue
    const text = String(cell)
    const code = numbers.get(text) ?? numbers.size
    numbers.set(text, code)
    codes[row] = code
  }
  return sortedColumn(name, codes, [...numbers.keys()])
}
