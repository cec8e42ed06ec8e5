import { byCodePoint } from "./by-code-point.js"
import { type CategoryColumn, type Column, cellText, missingCount, type NumberColumn } from "./column.js"
import type { Table } from "./table.js"

/**
 * Tables of the same columns one below the other, each note once.
 * @param parts at least one. Their columns are found by name; where one lacks a column its rows are missing there.
 */
export function joinTables(parts: readonly Table[]): Table {
  const names = new Set(parts.flatMap((part) => part.columns.map((column) => column.name)))
  const columns = Array.from(names, (name) => {
    const found = parts.map(
      ({ columns, rows }) => columns.find((column) => column.name === name) ?? missingColumn(name, rows),
    )
    return joinColumns(found)
  })
  const rows = parts.reduce((sum, part) => sum + part.rows, 0)
  return { name: parts[0]!.name, rows, columns, notes: [...new Set(parts.flatMap((part) => part.notes))] }
}

/**
 * Columns of one name as one. A part without a value goes with any other; where some hold text and others numbers, all
 * become text.
 */
function joinColumns(parts: readonly Column[]): Column {
  const valued = parts.filter((part) => missingCount(part) < lengthOf(part))
  const told = valued.length > 0 ? valued : parts
  if (told.some((part) => part.type === "category")) return joinTexts(parts)
  const [first] = told as readonly NumberColumn[]
  const type = told.every((part) => part.type === first!.type) ? first!.type : "number"
  const single = (told as readonly NumberColumn[]).every(({ values }) => values instanceof Float32Array)
  const length = parts.reduce((sum, part) => sum + lengthOf(part), 0)
  const values = single ? new Float32Array(length) : new Float64Array(length)
  let at = 0
  for (const part of parts) {
    if (part.type === "category") values.fill(Number.NaN, at, at + lengthOf(part))
    else values.set(part.values, at)
    at += lengthOf(part)
  }
  return { name: first!.name, type, values }
}

/** A dictionary that only grows keeps its order; other texts are sorted. */
function joinTexts(columns: readonly Column[]): CategoryColumn {
  const parts = columns.map(asTexts)
  const { categories: longest } = parts.reduce((a, b) => (b.categories.length > a.categories.length ? b : a))
  const grows = parts.every(({ categories }) => categories.every((text, code) => longest[code] === text))
  const categories = grows ? longest : [...new Set(parts.flatMap((part) => part.categories))].sort(byCodePoint)
  const codeOf = new Map(categories.map((text, code) => [text, code]))
  const codes = new Int32Array(parts.reduce((sum, part) => sum + part.codes.length, 0))
  let at = 0
  for (const part of parts) {
    const renumber = part.categories.map((text) => codeOf.get(text)!)
    for (const code of part.codes) codes[at++] = code < 0 ? -1 : renumber[code]!
  }
  return { name: columns[0]!.name, type: "category", codes, categories }
}

function asTexts(column: Column): CategoryColumn {
  if (column.type === "category") return column
  const numbers = new Map<string, number>()
  const codes = Int32Array.from(column.values.keys(), (row) => {
    const text = cellText(column, row)
    if (text === undefined) return -1
    if (!numbers.has(text)) numbers.set(text, numbers.size)
    return numbers.get(text)!
  })
  return { name: column.name, type: "category", codes, categories: [...numbers.keys()] }
}

function missingColumn(name: string, rows: number): NumberColumn {
  return { name, type: "number", values: new Float64Array(rows).fill(Number.NaN) }
}

function lengthOf(column: Column): number {
  return column.type === "category" ? column.codes.length : column.values.length
}
