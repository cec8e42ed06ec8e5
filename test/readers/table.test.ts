import { findColumn } from "../../src/data/table.js"
import { isTable, readTable } from "../../src/readers/table.js"
import { tableBatches } from "../../src/readers/table-batches.js"
import { expect, golden, test } from "../harness/index.js"
import { compareColumn, type ExpectedColumn, type Source } from "./compare.js"

interface Formats {
  readonly columns: readonly ExpectedColumn[]
  readonly files: Record<string, unknown>
  readonly small: Record<string, Record<string, ExpectedColumn["values"]>>
}

const formats: Formats = JSON.parse(new TextDecoder().decode(await golden("formats/expected.json")))
const REFUSED = /^(table_v1\.feather|ragged\.csv|dup_header\.csv|unclosed_quote\.csv)$/
const OTHER_CONTENT = /^(header_only|table_latin1|table_cr_only|dict_\w+)\./

for (const file of Object.keys(formats.files)) {
  if (REFUSED.test(file) || OTHER_CONTENT.test(file)) continue
  test(`${file} holds the values that pyarrow wrote`, async () => {
    const table = await readTable(await golden(`formats/${file}`), { name: file })
    const columns = expectedColumns(file)
    expect(table.columns.map((column) => column.name)).toEqual(columns.map((column) => column.name))
    expect(table.rows).toBe(columns[0]!.values.length)
    for (const column of columns) compareColumn(findColumn(table, column.name), column, sourceOf(file))
  })
}

function expectedColumns(file: string): ExpectedColumn[] {
  const names: Record<string, string[]> = {
    "table_int96.parquet": ["id", "ts_us_utc", "ts_ms_berlin"],
    "table_required.parquet": ["id", "target"],
  }
  const [from, to] = file.startsWith("zero_rows") ? [0, 0] : file.startsWith("one_row") ? [7, 8] : [0, 500]
  return formats.columns
    .filter((column) => names[file]?.includes(column.name) ?? true)
    .map((column) => ({ ...column, values: column.values.slice(from, to) }))
}

function sourceOf(file: string): Source {
  if (/^table_(nodict|encodings)/.test(file)) return "typed, no order"
  if (/\.(arrows?|feather|parquet)$/.test(file)) return "typed"
  if (/\.jsonl/.test(file)) return "json"
  return file.includes("quote_all") ? "quoted csv" : "csv"
}

const encoder = new TextEncoder()

async function refusal(content: Uint8Array | string, name: string): Promise<string> {
  const bytes = typeof content === "string" ? encoder.encode(content) : content
  return readTable(bytes, { name }).then(
    () => "was read",
    (error: Error) => error.message,
  )
}

test("the small files hold what their writers put in", async () => {
  for (const [file, columns] of Object.entries(formats.small)) {
    const table = await readTable(await golden(`formats/${file}`), { name: file })
    for (const [name, values] of Object.entries(columns)) {
      const arrow_type = typeof values[0] === "string" ? "string" : "double"
      compareColumn(findColumn(table, name), { name, arrow_type, values }, "typed")
    }
  }
})

test("a time is the same double in every format", async () => {
  const times = async (file: string) => findColumn(await readTable(await golden(`formats/${file}`)), "ts_us_utc")
  const expected = await times("table.arrow")
  for (const file of ["table_snappy.parquet", "table_int96.parquet", "table.csv", "table.jsonl"]) {
    expect(await times(file), file).toEqual(expected)
  }
})

test("the content decides, not the name", async () => {
  const table = await readTable(await golden("formats/table_snappy.parquet"), { name: "wrong.csv" })
  expect(table).toMatchObject({ name: "wrong.csv", rows: 500 })
  expect(await readTable(encoder.encode('{"a":1}\n{"a":2}\n'), { name: "x.txt" })).toMatchObject({ rows: 2 })
})

test("a column of which every row is missing is a number column, whatever its type", async () => {
  const table = await readTable(encoder.encode('a,b,c\n,NA,""\n,,""\n'))
  expect(table.columns.map((column) => column.type)).toEqual(["number", "number", "number"])
  expect(table.name).toBe("table")
})

test("a file that is something else is refused by the name of its format, with the cure", async () => {
  const latin1 = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0))
  const cases: [Uint8Array | string, RegExp][] = [
    ["", /^table x: the file is empty$/],
    [latin1("\x89PNG\r\n\x1a\n\0\0"), /looks like a PNG image, expected Arrow, Feather, Parquet, CSV/],
    [latin1("PK\x03\x04\0\0 mimetype"), /looks like a zip archive, unpack it first/],
    [latin1("PK\x03\x04\0\0 [Content_Types].xml"), /looks like an Excel workbook, save the sheet as CSV/],
    [latin1("\x80\x04\x95\0\0"), /looks like a Python pickle, open it as a model/],
    [latin1("{L\0\0\0\0\0\0\0\x07learner"), /looks like an XGBoost model, open it as a model/],
    ['{"learner":{"attributes":{}}}', /looks like an XGBoost model, open it as a model/],
    ["tree\nversion=v4\n", /looks like a LightGBM model, open it as a model/],
    ['[{"a":1}]', /looks like a JSON array, save it as JSON lines/],
    ['{\n  "a": 1\n}\n', /looks like a JSON object, save it as JSON lines/],
    ['{"a":{"0":1}}', /looks like a JSON object, save it as JSON lines/],
    ["<!doctype html><html></html>", /looks like an HTML page/],
    [latin1("\x01\x02\0\0garbage"), /binary data of an unknown format/],
  ]
  for (const [content, pattern] of cases) expect(await refusal(content, "x")).toMatch(pattern)
  expect(await refusal(await golden("formats/table_v1.feather"), "old.feather")).toBe(
    "table old.feather: looks like Feather version 1, save it again with to_feather of a current pandas",
  )
})

test("one JSON object is a table of one row when its values are plain or its name says so", async () => {
  expect(await readTable(encoder.encode('{"a":1,"b":"x"}'))).toMatchObject({ rows: 1 })
  expect(await readTable(encoder.encode('{"a":1,"b":[2]}'), { name: "x.jsonl" })).toMatchObject({ rows: 1 })
})

test("an error keeps what a library threw as its cause", async () => {
  const error = await readTable(await golden("corrupt/bitflip_3.arrow"), { name: "x" }).catch((thrown: Error) => thrown)
  expect(error).toMatchObject({ cause: expect.any(Error) })
})

test("gzip in gzip is refused, and a table in it is known by its own content", async () => {
  const { gzip } = await import("pako")
  const packed = gzip(await golden("formats/table.arrow"))
  expect(await readTable(packed, { name: "table.arrow.gz" })).toMatchObject({ name: "table.arrow.gz", rows: 500 })
  expect(await refusal(gzip(packed), "x.gz")).toBe("gzip x.gz: it holds another gzip file; unpack it first")
  expect(await refusal(gzip(new Uint8Array(0)), "x.gz")).toBe("gzip x.gz: the file is empty")
})

test("tables are told from other files by their content", async () => {
  for (const file of ["table.arrow", "table_stream.arrows", "table_none.parquet", "table.jsonl", "table.csv.gz"]) {
    expect(isTable(await golden(`formats/${file}`)), file).toBe(true)
  }
  expect(isTable(encoder.encode("a,b\n1,2\n"))).toBe(true)
  expect(isTable(encoder.encode("a\n1\n"), "one.csv")).toBe(true)
  for (const text of ["", "artifact_path: model\nrun_id: 1, 2\n", "mlflow==2.9,<3\npandas\n", '{"a": [1]}', "tree\n"]) {
    expect(isTable(encoder.encode(text)), text).toBe(false)
  }
  expect(isTable(await golden("lgb_binary/model.txt"))).toBe(false)
  expect(isTable(await golden("xgb_binary/model.json"))).toBe(false)
  expect(isTable(await golden("xgb_binary/model.ubj"))).toBe(false)
})

/** As Node's Buffer, whose `slice` does not copy, and which may lie anywhere in a larger array. */
class SharedBytes extends Uint8Array {
  override slice(from?: number, to?: number): Uint8Array<ArrayBuffer> {
    return this.subarray(from, to) as Uint8Array<ArrayBuffer>
  }
}

function inLarger(bytes: Uint8Array): Uint8Array {
  const shared = new SharedBytes(new ArrayBuffer(bytes.length + 16), 8, bytes.length)
  shared.set(bytes)
  return shared
}

test("bytes may be a Buffer or an ArrayBuffer", async () => {
  const files = ["table_snappy.parquet", "table_none.parquet", "table_zstd.feather", "table_stream.arrows"]
  for (const name of [...files, "table.csv", "table.csv.gz", "table.jsonl"]) {
    const bytes = new Uint8Array(await golden(`formats/${name}`))
    const expected = await readTable(bytes, { name })
    expect(await readTable(inLarger(bytes), { name }), name).toEqual(expected)
    expect(await readTable(bytes.buffer, { name }), name).toEqual(expected)
    const batches = tableBatches({ size: bytes.length, read: async (a, b) => inLarger(bytes).subarray(a, b) }, { name })
    expect((await batches.next()).value.columns.length).toBe(expected.columns.length)
  }
})

test("what is no bytes is refused", async () => {
  for (const [got, said] of [
    ["a,b", "string"],
    [null, "null"],
    [[1, 2], "an array"],
  ]) {
    await expect(readTable(got as never, { name: "x" })).rejects.toThrow(
      `table x: got ${said}, expected the file's bytes as a Uint8Array or ArrayBuffer`,
    )
  }
})
