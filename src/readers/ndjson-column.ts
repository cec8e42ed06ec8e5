import type { Column } from "../data/column.js"
import { noteLeftOut, noteRounded } from "./table-notes.js"
import { countBeyond } from "./table-numbers.js"
import { parseTime } from "./table-time.js"
import { sortedColumn } from "./text-column.js"

const NUMBER_WORDS = new Set(["NaN", "Infinity", "-Infinity"])
const LONG_INTEGER = /^-?\d{16,}$/

type Scalar = number | boolean | string

/**
 * A column of JSON values, typed over all its rows; absent rows are holes. Returns undefined, and says so in `notes`,
 * where a value is an array or an object.
 */
export function ndjsonColumn(name: string, cells: unknown[], rows: number, notes: string[]): Column | undefined {
  const present = cells.filter((cell) => cell !== null && cell !== undefined)
  if (present.some((cell) => typeof cell === "object")) {
    noteLeftOut(notes, name, "an array or an object")
    return undefined
  }
  const values = present as Scalar[]
  if (values.every((value) => typeof value === "boolean")) {
    return { name, type: values.length > 0 ? "boolean" : "number", values: doubles(cells, rows, Number) }
  }
  if (values.some((value) => typeof value === "number") && values.every(isNumber)) {
    return numberColumn(name, cells, rows, notes)
  }
  const times = timeColumn(name, cells, rows)
  return times ?? textColumn(name, cells, rows)
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

function timeColumn(name: string, cells: unknown[], rows: number): Column | undefined {
  const encoder = new TextEncoder()
  const bytes = new Uint8Array(64)
  const values = new Float64Array(rows).fill(Number.NaN)
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row]
    if (cell === null || cell === undefined) continue
    // no ISO 8601 time is longer than 40 characters
    if (typeof cell !== "string" || cell.length > 40) return undefined
    const length = encoder.encodeInto(cell, bytes).written
    if (!parseTime(bytes, 0, length, values, row)) return undefined
  }
  return { name, type: "time", values }
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
