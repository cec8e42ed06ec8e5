import { tableFromIPC } from "apache-arrow"
import { expect, test } from "vitest"
import { type Column, cellText } from "../../src/data/column.js"
import { readTable } from "../../src/readers/table.js"
import { writeArrow, writeArrowSheet } from "../../src/writers/arrow.js"

const texts = (column: Column, rows: number) => Array.from({ length: rows }, (_, row) => cellText(column, row))

test("columns of doubles come back from our own reader, bit for bit", async () => {
  const odd = Float64Array.of(0.1, -0, Number.MIN_VALUE, Infinity, -1e300)
  const bytes = writeArrow([
    ["age", odd],
    ["名 with, signs", Float64Array.of(1, 2, 3, 4, 5)],
  ])
  const table = await readTable(bytes, { name: "values.arrow" })
  expect(table.rows).toBe(5)
  expect(table.columns.map(({ name, type }) => [name, type])).toEqual([
    ["age", "number"],
    ["名 with, signs", "number"],
  ])
  expect(Array.from((table.columns[0] as { values: Float64Array }).values)).toEqual(Array.from(odd))
})

test("the metadata of the schema is written", () => {
  const metadata = { "leafwise.base_values": "[-0.5,0.25]", "leafwise.space": "raw" }
  const { schema } = tableFromIPC(writeArrow([["age", Float64Array.of(1)]], metadata))
  expect(Object.fromEntries(schema.metadata)).toEqual(metadata)
  expect(schema.fields.map(({ name, type, nullable }) => [name, String(type), nullable])).toEqual([
    ["age", "Float64", false],
  ])
})

test("a file is an Arrow file, with its mark on both ends", () => {
  const bytes = writeArrow([["age", Float64Array.of(1, 2)]])
  const mark = (from: number) => new TextDecoder().decode(bytes.subarray(from, from + 6))
  expect([mark(0), mark(bytes.length - 6)]).toEqual(["ARROW1", "ARROW1"])
})

test("columns without rows, and a file without columns", async () => {
  const empty = await readTable(writeArrow([["age", new Float64Array(0)]]))
  expect([empty.rows, empty.columns.map(({ name }) => name)]).toEqual([0, ["age"]])
  expect(tableFromIPC(writeArrow([], { "leafwise.space": "raw" })).schema.metadata.get("leafwise.space")).toBe("raw")
})

test("two columns of one name are both written", () => {
  const { schema } = tableFromIPC(
    writeArrow([
      ["x", Float64Array.of(1)],
      ["x", Float64Array.of(2)],
    ]),
  )
  expect(schema.fields.map(({ name }) => name)).toEqual(["x", "x"])
})

test("a view into a larger array is written as itself", async () => {
  const all = Float64Array.of(1, 2, 3, 4)
  const table = await readTable(writeArrow([["middle", all.subarray(1, 3)]]))
  expect(Array.from((table.columns[0] as { values: Float64Array }).values)).toEqual([2, 3])
})

test("a sheet keeps numbers, texts, truth values and what is missing", async () => {
  const table = await readTable(
    writeArrowSheet({
      columns: ["feature", "mean", "correlation", "used"],
      rows: [
        ["age", 0.1, null, true],
        ["sex", 0.2, -0.5, false],
        [null, 0.3, 0.5, true],
      ],
    }),
  )
  expect(table.columns.map(({ name, type }) => [name, type])).toEqual([
    ["feature", "category"],
    ["mean", "number"],
    ["correlation", "number"],
    ["used", "category"],
  ])
  expect(table.columns.map((column) => texts(column, 3))).toEqual([
    ["age", "sex", undefined],
    ["0.1", "0.2", "0.3"],
    [undefined, "-0.5", "0.5"],
    ["true", "false", "true"],
  ])
})

test("a sheet without rows keeps its columns", async () => {
  const table = await readTable(writeArrowSheet({ columns: ["a", "b"], rows: [] }))
  expect([table.rows, table.columns.map(({ name }) => name)]).toEqual([0, ["a", "b"]])
})

// Object.fromEntries puts "1" before "a" and keeps the last of two equal names.
test("a sheet's columns keep their order and number, whatever they are called", () => {
  const { schema } = tableFromIPC(writeArrowSheet({ columns: ["a", "1", "a"], rows: [["x", 2, "y"]] }))
  expect(schema.fields.map(({ name }) => name)).toEqual(["a", "1", "a"])
})
