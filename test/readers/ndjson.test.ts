import type { Column } from "../../src/data/column.js"
import { columnNamed } from "../../src/data/table.js"
import { readNdjson } from "../../src/readers/ndjson.js"
import { readTable } from "../../src/readers/table.js"
import { expect, test } from "../harness/index.js"

const encoder = new TextEncoder()
const missing = Number.NaN

/** The column "a" of a file with these values, one a line. */
function column(...values: string[]): { type: Column["type"]; values: unknown[] } {
  const table = read(values.map((value) => `{"a":${value}}`).join("\n"))
  const found = columnNamed(table, "a")
  if (found.type !== "category") return { type: found.type, values: Array.from(found.values) }
  return { type: found.type, values: Array.from(found.codes, (code) => found.categories[code] ?? null) }
}

function read(text: string) {
  return readNdjson(encoder.encode(text), "data.jsonl")
}

async function refusal(text: string): Promise<string> {
  return readTable(encoder.encode(text), { name: "data.jsonl" }).then(
    () => "was read",
    (error: Error) => error.message,
  )
}

test("JSON numbers are numbers, null and absent values are missing", () => {
  expect(column("1", "-2.5e3", "null")).toEqual({ type: "number", values: [1, -2500, missing] })
  expect(read('{"a":1}\n{"b":2}\n').columns).toMatchObject([
    { name: "a", values: Float64Array.of(1, missing) },
    { name: "b", values: Float64Array.of(missing, 2) },
  ])
})

test("next to numbers, the words for what JSON cannot say and long integers are numbers", () => {
  expect(column("1", '"NaN"', '"-Infinity"', '"3769433000230980889"')).toEqual({
    type: "number",
    values: [1, missing, -Infinity, Number("3769433000230980889")],
  })
  expect(column("1", '"12"')).toEqual({ type: "category", values: ["1", "12"] })
})

test("strings alone are text, whatever they look like", () => {
  expect(column('"01234"', '"5"', '""', "null")).toEqual({ type: "category", values: ["01234", "5", "", null] })
  expect(column('"true"', "null")).toEqual({ type: "category", values: ["true", null] })
})

test("booleans are booleans, mixed values are text", () => {
  expect(column("true", "false", "null")).toEqual({ type: "boolean", values: [1, 0, missing] })
  expect(column("true", "1")).toEqual({ type: "category", values: ["true", "1"] })
})

test("strings that are all ISO 8601 are times", () => {
  expect(column('"2024-02-29"', '"2024-02-29T12:30:00.5+01:00"', "null")).toEqual({
    type: "time",
    values: [1709164800000, 1709206200500, missing],
  })
  expect(column('"2024-02-29"', '"tomorrow"').type).toBe("category")
})

test("columns of arrays and objects are left out and noted", () => {
  const table = read('{"a":[1],"b":1}\n{"a":null,"b":2}\n')
  expect(table.columns.map((each) => each.name)).toEqual(["b"])
  expect(table.notes).toEqual(['column "a" left out: an array or an object is not read'])
})

test("the bare NaN and Infinity of Python are taken for numbers, in text they stay", () => {
  expect(column("NaN", "-Infinity", "1")).toEqual({ type: "number", values: [missing, -Infinity, 1] })
  expect(read('{"a":NaN,"b":"NaN \\" NaN"}\n').columns[1]).toMatchObject({ categories: ['NaN " NaN'] })
})

test("numbers beyond 2^53 are noted", () => {
  expect(read('{"a":9007199254740993}\n{"a":1.5}\n').notes).toEqual([
    'column "a": 1 value beyond 2^53 rounded to the nearest double',
  ])
})

test("keys that objects inherit are columns like others", () => {
  const table = read('{"__proto__":1,"constructor":2}\n')
  expect(table.columns.map((each) => each.name)).toEqual(["__proto__", "constructor"])
})

test("a byte order mark, CRLF and blank lines do no harm", () => {
  expect(read('\ufeff{"a":1}\r\n\r\n{"a":2}\r\n').columns[0]).toMatchObject({
    name: "a",
    values: Float64Array.of(1, 2),
  })
})

test("a line that is no object is refused with its number", async () => {
  expect(await refusal('{"a":1}\n\n[1]\n')).toBe("ndjson data.jsonl: line 3 is an array, expected an object")
  expect(await refusal('{"a":1}\nnull\n')).toBe("ndjson data.jsonl: line 2 is null, expected an object")
  expect(await refusal('{"a":1}\n{"a":\n')).toMatch(/^ndjson data\.jsonl: line 2 is not JSON: /)
})
