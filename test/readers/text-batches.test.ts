import fc from "fast-check"
import { gzip } from "pako"
import { cellText } from "../../src/data/column.js"
import { joinTables } from "../../src/data/join-tables.js"
import { columnNamed, type Table } from "../../src/data/table.js"
import { readTable } from "../../src/readers/table.js"
import { tableBatches } from "../../src/readers/table-batches.js"
import { expect, golden, test } from "../harness/index.js"
import { collect, inChunks, streamOf } from "./sources.js"

const encoder = new TextEncoder()

/** A text in chunks, its types told from every two rows. */
function batches(
  text: string | Uint8Array,
  options: { rows?: number; chunk?: number; name?: string; typeRows?: number } = {},
) {
  const { rows = 2, chunk = 1, name = "x.csv" } = options
  const bytes = typeof text === "string" ? encoder.encode(text) : text
  return collect(inChunks(bytes, chunk), { rows, name, typeRows: options.typeRows ?? rows })
}

function texts(table: Table, name: string): (string | undefined)[] {
  const column = columnNamed(table, name)
  return Array.from({ length: table.rows }, (_, row) => cellText(column, row))
}

async function refusal(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "was read",
    (error: Error) => error.message,
  )
}

test("any cells in any quotes come in any chunks as they come at once", async () => {
  const cell = fc.array(fc.constantFrom("a", ",", '"', "\n", "\r", "\r\n", " ", "ä"), { maxLength: 4 })
  const quoted = cell.map((parts) => `"${parts.join("").replaceAll('"', '""')}"`)
  const plain = fc.constantFrom("", "b", 'b"c', " ", "1")
  const row = fc.tuple(fc.oneof(quoted, plain), fc.oneof(quoted, plain))
  const newline = fc.constantFrom("\n", "\r\n", "\r")
  const lines = fc.array(fc.tuple(row, newline), { minLength: 1, maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(
      lines,
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 4 }),
      async (all, chunk, rows) => {
        // the first row makes both columns text
        const text = `a,b\nx,y\n${all.map(([cells, end]) => cells.join(",") + end).join("")}`
        const whole = await readTable(encoder.encode(text), { name: "x.csv" })
        const joined = joinTables(await batches(text, { rows, chunk }))
        expect(joined.rows).toBe(whole.rows)
        for (const name of ["a", "b"]) expect(texts(joined, name), text).toEqual(texts(whole, name))
      },
    ),
    { numRuns: 150 },
  )
})

test("a batch has at most so many rows, and the last has the rest", async () => {
  const rows = (tables: Table[]) => tables.map((table) => table.rows)
  const text = "a\r\n1\r\n2\r\n\r\n3\r\n4\r\n5\r\n\r\n"
  expect(rows(await batches(text))).toEqual([2, 2, 1])
  expect(rows(await batches(text, { typeRows: 4 }))).toEqual([2, 2, 1])
  expect(rows(await batches(text, { rows: 100 }))).toEqual([5])
  expect(rows(await batches("a,b\n"))).toEqual([0])
  expect(rows(await batches('{"a":1}\n{"a":2}\n\n{"a":3}\n', { name: "x.jsonl" }))).toEqual([2, 1])
})

test("the line of an error is the line of the file", async () => {
  const text = 'a,b\n1,"x\ny"\n2,x\r\n3,x\n4,x\n5\n'
  expect(await refusal(batches(text))).toBe("csv x.csv: line 7 has 1 field, expected 2 as in the header")
  expect(await refusal(readTable(encoder.encode(text), { name: "x.csv" }))).toBe(await refusal(batches(text)))
  const lines = '{"a":1}\n{"a":2}\n{"a":3}\n{"a":\n'
  expect(await refusal(batches(lines, { name: "x.jsonl" }))).toMatch(/^ndjson x\.jsonl: line 4 is not JSON/)
})

test("the first rows with a value decide what a column holds; another type makes it text from there on", async () => {
  const [first, second, third, fourth] = await batches("a,b\n1,\n2,\nx,true\n4,false\n5,\n6,true\n7,8\n,\n")
  const kinds = (table?: Table) => table!.columns.map((column) => column.type)
  expect([kinds(first), kinds(second), kinds(third), kinds(fourth)]).toEqual([
    ["number", "number"],
    ["category", "boolean"],
    ["category", "boolean"],
    ["category", "category"],
  ])
  expect(texts(second!, "a")).toEqual(["x", "4"])
  expect(texts(third!, "a")).toEqual(["5", "6"])
  expect(texts(fourth!, "a")).toEqual(["7", undefined])
  expect(second!.notes).toEqual(['column "a" held numbers up to line 3 and is text from there on'])
  expect(fourth!.notes).toEqual(['column "b" held booleans up to line 7 and is text from there on'])
})

test("JSON lines keep the types and columns of the lines before", async () => {
  const text = '{"a":1}\n{"a":2,"b":"2024-01-01"}\n{"a":null}\n{"a":"NaN","c":[1]}\n{"a":"x","b":3,"c":1}\n'
  const [first, second, third] = await batches(text, { name: "x.jsonl" })
  const kinds = (table?: Table) => table!.columns.map(({ name, type }) => `${name} ${type}`)
  expect(kinds(first)).toEqual(["a number", "b time"])
  expect(kinds(second)).toEqual(["a number", "b time"])
  expect(kinds(third)).toEqual(["a category", "b category"])
  expect(second!.notes).toEqual(['column "c" left out: an array or an object is not read'])
  expect(third!.notes[0]).toBe('column "a" held numbers up to line 4 and is text from there on')
})

test("a byte order mark, UTF-16 and Windows-1252 are read in parts, too", async () => {
  const values = async (bytes: Uint8Array) => texts(joinTables(await batches(bytes)), "é")
  const text = "é\nx\ny\nz\nü\n"
  const utf16 = Uint8Array.from([0xff, 0xfe, ...[...text].flatMap((char) => [char.charCodeAt(0), 0])])
  const latin = Uint8Array.from(text, (char) => char.charCodeAt(0))
  for (const bytes of [encoder.encode(`\ufeff${text}`), utf16, latin]) {
    expect(await values(bytes)).toEqual(["x", "y", "z", "ü"])
  }
  const later = Uint8Array.from("a\nx\ny\nz\nü\n", (char) => char.charCodeAt(0))
  const tables = await batches(later)
  expect(texts(joinTables(tables), "a")).toEqual(["x", "y", "z", "ü"])
  expect(tables.map((table) => table.notes)).toEqual([[], ["not UTF-8: read as Windows-1252"]])
  const mixed = Uint8Array.from([...encoder.encode("a\nü\nü\n"), ...latin.subarray(2)])
  expect(await refusal(batches(mixed))).toBe(
    "csv x.csv: it begins as UTF-8 and goes on as something else; save it as UTF-8",
  )
})

test("damaged gzip is refused where it ends or breaks", async () => {
  const packed = gzip(encoder.encode(`a\n${"1\n".repeat(5000)}`))
  expect(joinTables(await batches(packed, { rows: 999 })).rows).toBe(5000)
  const padded = Uint8Array.from([...packed, 0, 0, 0])
  expect(joinTables(await batches(padded, { rows: 999 })).rows).toBe(5000)
  expect(await refusal(batches(packed.subarray(0, -9)))).toMatch(/^gzip x\.csv: the compressed data end too early/)
  const wrong = packed.slice()
  wrong[wrong.length - 6]! ^= 1
  expect(await refusal(batches(wrong))).toMatch(/^gzip x\.csv: the compressed data are damaged/)
  expect(await refusal(batches(gzip(packed)))).toBe("gzip x.csv: it holds another gzip file; unpack it first")
})

test("a file that is cut short or no table is refused as at once", async () => {
  for (const file of ["table_file_lz4.arrow", "table_stream.arrows", "table_snappy.parquet"]) {
    const whole = await golden(`formats/${file}`)
    for (const bytes of [whole.subarray(0, -40), whole.subarray(0, whole.length >> 1)]) {
      const expected = await refusal(readTable(bytes, { name: file }))
      expect(await refusal(collect(bytes, { name: file })), file).toBe(expected)
      expect(await refusal(collect(inChunks(bytes, 999), { name: file })), file).not.toBe("was read")
    }
  }
  expect(await refusal(collect(new Uint8Array(0), { name: "x" }))).toBe("table x: the file is empty")
  expect(await refusal(collect(encoder.encode("a\n1\n"), { rows: 0 }))).toMatch(/^got rows: 0, expected a whole number/)
})

test("what a source says goes through as it is", async () => {
  const trouble = new Error("the line is cut")
  const ranges = {
    size: 1 << 22,
    read: async (from: number, to: number) => {
      if (from > 0) throw trouble
      return encoder.encode(`a\n${"1\n".repeat(1 << 20)}`).subarray(from, to)
    },
  }
  await expect(collect(ranges, { rows: 10, typeRows: 10 })).rejects.toBe(trouble)
  const chunks = (async function* () {
    yield encoder.encode("a\n1\n")
    throw trouble
  })()
  await expect(collect(chunks)).rejects.toBe(trouble)
})

test("leaving the loop cancels a stream and ends an iterable", async () => {
  let cancelled = 0
  const bytes = encoder.encode(`a\n${"1\n".repeat(3 << 20)}`)
  const stream = streamOf(inChunks(bytes, 1 << 20), () => cancelled++)
  for await (const table of tableBatches(stream, { rows: 10, typeRows: 10 })) {
    expect(table.rows).toBe(10)
    break
  }
  expect(cancelled).toBe(1)
  const chunks = inChunks(bytes, 1 << 20)
  for await (const _ of tableBatches(chunks, { rows: 10, typeRows: 10 })) break
  expect(await chunks.next()).toEqual({ done: true, value: undefined })
})
