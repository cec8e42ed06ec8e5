import fc from "fast-check"
import { findColumn, type Table } from "../../src/data/table.js"
import { decodeLz4Frame } from "../../src/readers/lz4.js"
import { readTable } from "../../src/readers/table.js"
import { expect, golden, test } from "../harness/index.js"
import { LEGACY_STREAM, ODD_FEATHER } from "./odd-files.js"

const missing = Number.NaN

function contents(table: Table, name: string): unknown {
  const column = findColumn(table, name)
  if (column?.type !== "category") return column && Array.from(column.values)
  return { categories: column.categories, texts: Array.from(column.codes, (code) => column.categories[code] ?? null) }
}

async function refusal(bytes: Uint8Array): Promise<string> {
  return readTable(bytes, { name: "data.arrow" }).then(
    () => "was read",
    (error: Error) => error.message,
  )
}

const odd = await readTable(ODD_FEATHER, { name: "odd.feather.gz" })

test("numbers of any width and scale are doubles", () => {
  expect(contents(odd, "f16")).toEqual([1.5, -0, Infinity, 2 ** -24])
  expect(contents(odd, "u32")).toEqual([0, 2 ** 31, 2 ** 32 - 1, missing])
  expect(contents(odd, "dec_small")).toEqual([1.23, -99.99, missing, 0])
  expect(contents(odd, "dec_mid")).toEqual([12345678.901, -1.001, missing, 0])
  expect(contents(odd, "dec_big")).toEqual([
    Number("12345678901234567890123.456"),
    Number("-98765432109876543210.123"),
    missing,
    1.5,
  ])
  expect(contents(odd, "dec256")).toEqual([Number("1234567890123456789012345678901234567890.12"), -1.25, missing, 0])
  expect(contents(odd, "dec_neg")).toEqual([12300, -500, missing, 0])
  expect(contents(odd, "null")).toEqual([missing, missing, missing, missing])
})

test("dates and timestamps of any unit are milliseconds with fractions", () => {
  expect(contents(odd, "d64")).toEqual([0, 86400000, missing, -86400000])
  expect(contents(odd, "ts_s")).toEqual([0, 1000, missing, -1000])
  expect(contents(odd, "ts_ns")).toEqual([1700000000123 + 456789 / 1e6, -1e-6, missing, 0])
})

test("times of day and durations are numbers of milliseconds, and noted", () => {
  expect(contents(odd, "t32ms")).toEqual([1, 2, missing, 86399000])
  expect(contents(odd, "t64us")).toEqual([0.001, 2.5, missing, 0.004])
  expect(contents(odd, "dur")).toEqual([0.001, 1.5, missing, -0.001])
  expect(odd.notes).toContain('column "dur": Duration<MICROSECOND> read as a number of milliseconds')
})

test("bytes are text where they are UTF-8, else hexadecimal", () => {
  expect(contents(odd, "bin")).toEqual({ categories: ["", "0xff00", "abc"], texts: ["abc", "0xff00", null, ""] })
  expect(contents(odd, "fsb")).toEqual({ categories: ["0xfffe", "ab", "zz"], texts: ["ab", "0xfffe", null, "zz"] })
  expect(contents(odd, "bview")).toMatchObject({ texts: ["short", "a long binary value here", null, ""] })
  expect(contents(odd, "sview")).toMatchObject({ texts: ["short", "a long text value over here", null, ""] })
})

test("dictionaries of numbers become decimal text in their own order, beyond 2^53, too", () => {
  expect(contents(odd, "dict_int")).toEqual({ categories: ["10", "-5"], texts: ["-5", "10", null, "-5"] })
  expect(contents(odd, "dict_float")).toMatchObject({ categories: ["1.5", "2"] })
  expect(contents(odd, "dict_big")).toMatchObject({ categories: ["4611686018427387904", "4611686018427387905"] })
})

test("equal entries of a dictionary are merged, a null entry is missing", () => {
  expect(contents(odd, "dict_dup")).toEqual({ categories: ["x", "y"], texts: ["x", "y", "x", null] })
})

test("nested columns are left out and noted, those after them are not disturbed", () => {
  for (const name of ["list", "struct", "map", "mdn", "lv", "fsl", "un"]) {
    expect(contents(odd, name), name).toBeUndefined()
    expect(odd.notes.some((note) => note.startsWith(`column "${name}" left out: `))).toBe(true)
  }
  expect(contents(odd, "after2")).toEqual([1, 2, 3, 4])
})

test("a dictionary that grows or is replaced between batches is joined", async () => {
  const grown = await readTable(await golden("formats/dict_delta_stream.arrows"))
  expect(contents(grown, "d")).toEqual({ categories: ["a", "b", "c"], texts: ["a", "b", "a", "c", "a", null] })
  const replaced = await readTable(await golden("formats/dict_replacement_stream.arrows"))
  expect(contents(replaced, "d")).toEqual({ categories: ["a", "b", "zz"], texts: ["a", "b", "a", "zz", "a", null] })
})

test("a stream of before version 0.15 is read", async () => {
  const table = await readTable(LEGACY_STREAM)
  expect(contents(table, "n")).toEqual([1.5, missing, 3])
  expect(contents(table, "s")).toMatchObject({ texts: ["a", "b", null] })
})

test("columns do not share memory with the file", async () => {
  const bytes = await golden("formats/table_uncompressed.feather")
  const table = await readTable(bytes)
  for (const column of table.columns) {
    expect((column.type === "category" ? column.codes : column.values).buffer).not.toBe(bytes.buffer)
  }
})

test("a file that does not begin at a multiple of 8 bytes in its buffer is read", async () => {
  const bytes = await golden("formats/table.arrow")
  const shifted = new Uint8Array(bytes.length + 3)
  shifted.set(bytes, 3)
  expect(await readTable(shifted.subarray(3))).toEqual(await readTable(bytes))
})

test("a stream cut anywhere but between two messages is refused", async () => {
  const bytes = await golden("corrupt/base_valid.arrows")
  const read = new Set<number>()
  for (let end = 16; end < bytes.length; end += 5) {
    await readTable(bytes.subarray(0, end), { name: "cut" }).then(
      (table) => read.add(table.rows),
      (error: Error) => expect(error.message).toMatch(/^arrow cut: the file is cut short/),
    )
  }
  // the cuts that happen to lie in the end mark or between batches
  for (const rows of read) expect([0, 25, 50, 60]).toContain(rows)
})

test("duplicate names are refused with both places", async () => {
  const bytes = (await golden("formats/dict_delta_stream.arrows")).slice()
  // the only "d" that follows the length of a one-letter text is the first column's name
  const at = bytes.findIndex((byte, i) => byte === 0x64 && bytes[i - 4] === 1 && bytes[i + 1] === 0)
  bytes[at] = "x".charCodeAt(0)
  expect(await refusal(bytes)).toBe(
    'arrow data.arrow: column name "x" occurs twice, as columns 1 and 2; rename one of them',
  )
})

test("LZ4 blocks that are put together by hand come apart again", () => {
  const piece = fc.record({
    literals: fc.uint8Array({ maxLength: 300 }),
    offset: fc.integer({ min: 1, max: 70000 }),
    matched: fc.integer({ min: 4, max: 600 }),
  })
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 8 }), fc.uint8Array({ maxLength: 20 }), (pieces, rest) => {
      const { block, output } = assemble(pieces, rest)
      expect(decodeLz4Frame(frame([block]), output.length)).toEqual(output)
    }),
    { numRuns: 200 },
  )
})

test("LZ4 data that are cut or of another size are refused", () => {
  const { block, output } = assemble(
    [{ literals: Uint8Array.of(1, 2, 3), offset: 2, matched: 40 }],
    Uint8Array.of(9, 8),
  )
  const whole = frame([block])
  // without its end mark a frame still holds everything
  for (let end = 0; end < whole.length - 4; end++) {
    expect(() => decodeLz4Frame(whole.subarray(0, end), output.length), `${end} bytes`).toThrow(/LZ4/)
  }
  expect(() => decodeLz4Frame(whole, output.length - 1)).toThrow(/LZ4/)
  expect(() => decodeLz4Frame(whole, output.length + 1)).toThrow("LZ4 data hold 45 bytes, expected 46")
  expect(() => decodeLz4Frame(whole, 2 ** 40)).toThrow("cannot hold the 1099511627776 bytes that are declared")
})

test("any bytes are LZ4 or are refused", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(200), (bytes, size) => {
      try {
        expect(decodeLz4Frame(frame([bytes]), size).length).toBe(size)
      } catch (error) {
        expect((error as Error).message).toMatch(/LZ4/)
      }
    }),
    { numRuns: 2000 },
  )
})

interface Piece {
  readonly literals: Uint8Array
  readonly offset: number
  readonly matched: number
}

/** An LZ4 block, written naively, and what it stands for. */
function assemble(pieces: readonly Piece[], rest: Uint8Array): { block: Uint8Array; output: Uint8Array<ArrayBuffer> } {
  const block: number[] = []
  const output: number[] = []
  for (const { literals, offset, matched } of pieces) {
    output.push(...literals)
    const back = Math.min(offset, output.length, 65535)
    // a match needs something to repeat
    if (back === 0) continue
    const lengths = [Math.min(15, literals.length), Math.min(15, matched - 4)] as const
    block.push((lengths[0] << 4) | lengths[1], ...extraLength(literals.length), ...literals)
    block.push(back & 255, back >> 8, ...extraLength(matched - 4))
    for (let i = 0; i < matched; i++) output.push(output[output.length - back]!)
  }
  block.push(Math.min(15, rest.length) << 4, ...extraLength(rest.length), ...rest)
  return { block: Uint8Array.from(block), output: Uint8Array.from([...output, ...rest]) }
}

function extraLength(length: number): number[] {
  if (length < 15) return []
  return [...Array.from({ length: Math.floor((length - 15) / 255) }, () => 255), (length - 15) % 255]
}

function frame(blocks: readonly Uint8Array[]): Uint8Array {
  const size = (length: number) => [length & 255, (length >> 8) & 255, (length >> 16) & 255, length >>> 24]
  const body = blocks.flatMap((block) => [...size(block.length), ...block])
  return Uint8Array.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x70, 0x73, ...body, 0, 0, 0, 0])
}
