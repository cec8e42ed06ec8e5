import { recordsByOwner } from "./sqlite-records.js"
import type { Cells } from "./sqlite-tables.js"

export type Text = string | null

/** Rows as lists, for tables that are small. */
export function rowsOf(cells: Cells): Text[][] {
  return cells.flatMap(({ columns, rows }) => {
    const lists = columns.map(listOf) as Text[][]
    return Array.from({ length: rows }, (_, i) => lists.map((list) => list[i]!))
  })
}

/** A column's cells: texts, or numbers, and null. */
export function listOf(column: string): (string | number | null)[] {
  return JSON.parse(`[${column}]`) as (string | number | null)[]
}

/** Texts by key and by owner, from rows of owner, key and text. */
export function textsByOwner(cells: Cells): Map<string, Record<string, string>> {
  return recordsByOwner<string>(cells, "")
}

/** Numbers by key and by owner, from rows of owner, key and number. */
export function numbersByOwner(cells: Cells): Map<string, Record<string, number>> {
  return recordsByOwner<number>(cells, Number.NaN)
}

/** A whole number that may exceed 2^53; 0 for what is none. */
export function bigintOf(text: Text): bigint {
  return text !== null && /^-?\d+$/.test(text) ? BigInt(text) : 0n
}

/** Milliseconds, or null where there are none. */
export function msOf(text: Text): number | null {
  const value = text === null ? Number.NaN : Number(text)
  // The range of JavaScript's dates: 100 million days around 1970.
  return Math.abs(value) <= 8.64e15 ? value : null
}
