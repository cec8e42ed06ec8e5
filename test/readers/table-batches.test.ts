import type { Column } from "../../src/data/column.js"
import { joinTables } from "../../src/data/join-tables.js"
import type { Table } from "../../src/data/table.js"
import type { ByteSource } from "../../src/readers/byte-source.js"
import { readTable } from "../../src/readers/table.js"
import { expect, golden, test } from "../harness/index.js"
import { collect, inChunks, streamOf } from "./sources.js"

const { files }: { files: Record<string, unknown> } = JSON.parse(
  new TextDecoder().decode(await golden("formats/expected.json")),
)
const REFUSED = /^(table_v1\.feather|ragged\.csv|dup_header\.csv|unclosed_quote\.csv)$/
/** Every way in which the bytes of a file can come. */
const ways: Record<string, (bytes: Uint8Array) => ByteSource> = {
  "an array": (bytes) => bytes,
  "a Blob": (bytes) => new Blob([bytes as Uint8Array<ArrayBuffer>]),
  "chunks of 3 bytes": (bytes) => inChunks(bytes, 3),
  "chunks of 64 KiB": (bytes) => inChunks(bytes, 1 << 16),
  "a stream": (bytes) => streamOf(inChunks(bytes, 1000)),
}

for (const file of Object.keys(files)) {
  if (REFUSED.test(file)) continue
  test(`${file} in batches holds what it holds as a whole, however its bytes come`, async () => {
    const bytes = await golden(`formats/${file}`)
    const whole = await readTable(bytes, { name: file })
    for (const [way, source] of Object.entries(ways)) {
      for (const rows of way === "an array" ? [1, 7, 1000] : [7]) {
        const batches = await collect(source(bytes), { rows, typeRows: 60, name: file })
        expect(Math.max(...batches.map((batch) => batch.rows)), way).toBeLessThanOrEqual(rows)
        compareTables(joinTables(batches), whole, `${way}, ${rows} rows`)
      }
    }
  })
}

function compareTables(joined: Table, whole: Table, how: string): void {
  expect([joined.rows, joined.columns.map(({ name }) => name)], how).toEqual([
    whole.rows,
    whole.columns.map(({ name }) => name),
  ])
  joined.columns.forEach((column, i) => {
    const expected = whole.columns[i]!
    const [values, wholeValues] = [valuesOf(column), valuesOf(expected)]
    expect(firstDifference(values, wholeValues), `${how}: row of ${column.name} that differs`).toBe(-1)
    // a column without a value keeps its type in batches
    if (!wholeValues.some((value) => value !== undefined && !Number.isNaN(value))) return
    const { cells, ...rest } = inParts(column)
    const { cells: wholeCells, ...wholeRest } = inParts(expected)
    expect({ ...rest, cells: cells.constructor }).toEqual({ ...wholeRest, cells: wholeCells.constructor })
    expect(firstDifference(cells, wholeCells), `${how}: row of ${column.name} that differs`).toBe(-1)
  })
}

function inParts(column: Column) {
  if (column.type !== "category") return { ...column, values: 0, cells: column.values }
  return { ...column, codes: 0, cells: column.codes }
}

/** The first row that differs, or -1. The test library's comparison of whole columns takes ten times as long. */
function firstDifference(a: ArrayLike<unknown>, b: ArrayLike<unknown>): number {
  if (a.length !== b.length) return Math.min(a.length, b.length)
  for (let row = 0; row < a.length; row++) if (!Object.is(a[row], b[row])) return row
  return -1
}

function valuesOf(column: Column): (string | number | undefined)[] {
  if (column.type !== "category") return Array.from(column.values)
  return Array.from(column.codes, (code) => (code < 0 ? Number.NaN : column.categories[code]))
}
