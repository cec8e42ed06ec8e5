import fc from "fast-check"
import { findColumn, type Table } from "../../src/data/table.js"
import { loadDecoders } from "../../src/readers/parquet-codecs.js"
import { readTable } from "../../src/readers/table.js"
import { expect, golden, test } from "../harness/index.js"
import { ODD_PARQUET } from "./odd-files.js"

const missing = Number.NaN

function contents(table: Table, name: string): unknown {
  const column = findColumn(table, name)
  if (column?.type !== "category") return column && Array.from(column.values)
  return { categories: column.categories, texts: Array.from(column.codes, (code) => column.categories[code] ?? null) }
}

const odd = await readTable(ODD_PARQUET, { name: "odd.parquet.gz" })

test("half floats, unsigned integers and decimals of any width are doubles", () => {
  expect(contents(odd, "f16")).toEqual([1.5, -0, Infinity, 2 ** -24])
  expect(contents(odd, "u32")).toEqual([0, 2 ** 31, 2 ** 32 - 1, missing])
  expect(contents(odd, "dec_small")).toEqual([1.23, -99.99, missing, 0])
  expect(contents(odd, "dec_mid")).toEqual([12345678.901, -1.001, missing, 0])
  expect(contents(odd, "dec_big")).toEqual([
    ...[Number("12345678901234567890123.456"), Number("-98765432109876543210.123"), missing, 1.5],
  ])
  expect(odd.notes).toContain('column "dec_big": 2 values beyond 2^53 rounded to the nearest double')
})

test("dates and timestamps of any unit are milliseconds with fractions", () => {
  expect(findColumn(odd, "d64")?.type).toBe("time")
  expect(contents(odd, "d64")).toEqual([0, 86400000, missing, -86400000])
  expect(contents(odd, "ts_ns")).toEqual([1700000000123 + 456789 / 1e6, -1e-6, missing, 0])
})

test("times of day are numbers of milliseconds, and noted", () => {
  expect(findColumn(odd, "t64ns")?.type).toBe("number")
  expect(contents(odd, "t32ms")).toEqual([1, 2, missing, 86399000])
  expect(contents(odd, "t64us")).toEqual([0.001, 2.5, missing, 0.004])
  expect(odd.notes).toContain('column "t64us": a time of day read as a number of milliseconds')
})

test("bytes are text where they are UTF-8, else hexadecimal", () => {
  expect(contents(odd, "bin")).toEqual({ categories: ["", "0xff00", "abc"], texts: ["abc", "0xff00", null, ""] })
  expect(contents(odd, "fsb")).toEqual({ categories: ["0xfffe", "ab", "zz"], texts: ["ab", "0xfffe", null, "zz"] })
})

test("text is sorted by code point", () => {
  expect(contents(odd, "s")).toMatchObject({ categories: ["b", "\ufffd", "\u{1f600}"] })
})

test("nested columns are left out and noted", () => {
  expect(odd.notes).toContain('column "list" left out: list is not read')
  expect(odd.notes).toContain('column "struct" left out: struct is not read')
})

test("INT96 timestamps are times", async () => {
  const table = await readTable(await golden("formats/table_int96.parquet"))
  expect(findColumn(table, "ts_us_utc")?.type).toBe("time")
})

test("the order of an Arrow dictionary is that of its dictionary page; without one texts are sorted", async () => {
  const categories = async (file: string) => {
    const column = findColumn(await readTable(await golden(`formats/${file}`)), "dict")
    return column?.type === "category" ? column.categories : undefined
  }
  expect(await categories("table_snappy.parquet")).toEqual(["low", "mid", "high", "", "ÄÖ"])
  expect(await categories("table_nodict.parquet")).toEqual(["", "high", "low", "mid", "ÄÖ"])
})

test("every codec gives the same table", async () => {
  const expected = await readTable(await golden("formats/table_none.parquet"))
  for (const codec of ["snappy", "gzip", "zstd", "lz4", "brotli"]) {
    const table = await readTable(await golden(`formats/table_${codec}.parquet`))
    expect(table.columns, codec).toEqual(expected.columns)
  }
})

test("an encrypted file is refused by that name", async () => {
  const bytes = await golden("corrupt/parquet_encrypted_magic.parquet")
  await expect(readTable(bytes, { name: "secret.parquet" })).rejects.toThrow(
    "parquet secret.parquet: the file is encrypted; save it without encryption",
  )
})

const { SNAPPY: unpackSnappy } = await loadDecoders({ row_groups: [] })

test("Snappy blocks that are put together by hand come apart again", () => {
  const literals = fc.uint8Array({ minLength: 1, maxLength: 300 })
  const copy = fc.record({ offset: fc.integer({ min: 1, max: 5000 }), length: fc.integer({ min: 1, max: 64 }) })
  fc.assert(
    fc.property(fc.array(fc.oneof(literals, copy), { minLength: 1, maxLength: 12 }), (pieces) => {
      const { block, output } = assemble(pieces)
      expect(unpackSnappy!(block, output.length)).toEqual(output)
      expect(() => unpackSnappy!(block, output.length + 1)).toThrow(/Snappy/)
    }),
    { numRuns: 200 },
  )
})

test("any bytes are Snappy or are refused", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(200), (bytes, size) => {
      try {
        expect(unpackSnappy!(bytes, size).length).toBe(size)
      } catch (error) {
        expect((error as Error).message).toMatch(/Snappy|snappy|copy|offset|input|marker/)
      }
    }),
    { numRuns: 2000 },
  )
})

test("a Snappy literal that leads back to itself is refused", () => {
  // a literal whose length in 4 bytes is -5 for who takes it for signed
  expect(() => unpackSnappy!(Uint8Array.of(3, 63 << 2, 0xfa, 0xff, 0xff, 0xff, 0, 0), 3)).toThrow("Snappy data hold")
})

/** A Snappy block, written naively, and what it stands for. */
function assemble(pieces: readonly (Uint8Array | { offset: number; length: number })[]) {
  const block: number[] = []
  const output: number[] = []
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) {
      const length = piece.length - 1
      if (length < 60) block.push(length << 2)
      else block.push(...(length < 256 ? [60 << 2, length] : [61 << 2, length & 255, length >> 8]))
      block.push(...piece)
      output.push(...piece)
    } else if (output.length > 0) {
      const offset = Math.min(piece.offset, output.length)
      const short = piece.length >= 4 && piece.length <= 11 && offset < 2048
      if (short) block.push(((offset >> 8) << 5) | ((piece.length - 4) << 2) | 1, offset & 255)
      else block.push(((piece.length - 1) << 2) | 2, offset & 255, offset >> 8)
      for (let i = 0; i < piece.length; i++) output.push(output[output.length - offset]!)
    }
  }
  const size = output.length < 128 ? [output.length] : [(output.length & 127) | 128, output.length >> 7]
  return { block: Uint8Array.from([...size, ...block]), output: Uint8Array.from(output) }
}
