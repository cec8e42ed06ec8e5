import type { Column } from "../data/column.js"
import { findColumn, type Table } from "../data/table.js"

/** Rows of one table that occur in another, too. */
export interface SharedRows {
  readonly columns: readonly string[]
  /** Rows of the test table that are in the train table. */
  readonly rows: number
  /** The first of them. */
  readonly first: readonly number[]
  /** Rows of the test table that another of its own rows equals: what chance does where few values are possible. */
  readonly repeated: number
}

/**
 * Rows with the same values in the given columns, which both tables have. Missing equals missing, text is compared as
 * text, 32-bit numbers with 32-bit numbers. Rows are told apart by 64 bits of their hash.
 */
export function sharedRows(train: Table, test: Table, names: readonly string[]): SharedRows {
  const columns = names.filter((name) => comparable(findColumn(train, name), findColumn(test, name)))
  const pairs = columns.map((name) => [findColumn(train, name)!, findColumn(test, name)!] as const)
  const single = pairs.map(([a, b]) =>
    [a, b].some((each) => each.type !== "category" && each.values instanceof Float32Array),
  )
  const known = new Set(
    hashes(
      train.rows,
      pairs.map(([a]) => a),
      single,
    ),
  )
  const own = hashes(
    test.rows,
    pairs.map(([, b]) => b),
    single,
  )
  const rows = columns.length === 0 ? [] : own.flatMap((hash, row) => (known.has(hash) ? [row] : []))
  return { columns, rows: rows.length, first: rows.slice(0, 5), repeated: own.length - new Set(own).size }
}

function comparable(a: Column | undefined, b: Column | undefined): boolean {
  return a !== undefined && b !== undefined && (a.type === "category") === (b.type === "category")
}

/** 64 bits a row: two 32-bit mixes after FNV. */
function hashes(rows: number, columns: readonly Column[], single: readonly boolean[]): bigint[] {
  const high = new Uint32Array(rows).fill(0x811c9dc5)
  const low = new Uint32Array(rows).fill(0x9e3779b9)
  columns.forEach((column, j) => {
    const bits = bitsOf(column, rows, single[j]!)
    for (let row = 0; row < rows; row++) {
      const [a, b] = [bits[2 * row]!, bits[2 * row + 1]!]
      high[row] = mix(mix(high[row]!, a, 0x01000193), b, 0x85ebca6b)
      low[row] = mix(mix(low[row]!, b, 0xc2b2ae35), a, 0x27d4eb2f)
    }
  })
  return Array.from(high, (each, row) => (BigInt(each) << 32n) | BigInt(low[row]!))
}

function mix(hash: number, word: number, factor: number): number {
  const mixed = Math.imul(hash ^ word, factor)
  return (mixed ^ (mixed >>> 15)) >>> 0
}

/** Two words a row: a number's bits, all NaN and both zeros alike, or the hash of a text. */
function bitsOf(column: Column, rows: number, single: boolean): Uint32Array {
  if (column.type === "category") {
    const words = column.categories.map(hashOfText)
    return Uint32Array.from({ length: 2 * rows }, (_, i) => words[column.codes[i >> 1]!]?.[i & 1] ?? 0x7fc00000)
  }
  const values = Float64Array.from(column.values, (value) => (single ? Math.fround(value) : value) + 0)
  for (let row = 0; row < rows; row++) if (Number.isNaN(values[row]!)) values[row] = Number.NaN
  return new Uint32Array(values.buffer)
}

function hashOfText(text: string): readonly [number, number] {
  let [a, b] = [0x811c9dc5, 0x9e3779b9]
  for (let i = 0; i < text.length; i++) {
    a = mix(a, text.charCodeAt(i), 0x01000193)
    b = mix(b, text.charCodeAt(i), 0x85ebca6b)
  }
  return [a, b]
}
