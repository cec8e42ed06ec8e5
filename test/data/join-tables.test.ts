import { expect, test } from "vitest"
import type { CategoryColumn, Column, NumberColumn } from "../../src/data/column.js"
import { joinTables } from "../../src/data/join-tables.js"
import type { Table } from "../../src/data/table.js"

const numbers = (...values: number[]): NumberColumn => ({
  name: "x",
  type: "number",
  values: Float64Array.from(values),
})
const texts = (categories: string[], ...codes: number[]): CategoryColumn => ({
  name: "x",
  type: "category",
  categories,
  codes: Int32Array.from(codes),
})
const table = (column: Column): Table => ({
  name: "t",
  rows: column.type === "category" ? column.codes.length : column.values.length,
  columns: [column],
  notes: ["once"],
})
const join = (...columns: Column[]) => joinTables(columns.map(table)).columns[0]!

test("rows come one below the other, notes once", () => {
  expect(joinTables([table(numbers(1, 2)), table(numbers(3))])).toEqual({ ...table(numbers(1, 2, 3)), rows: 3 })
})

test("single precision and types are kept where all have them", () => {
  const single: NumberColumn = { name: "x", type: "number", values: Float32Array.of(0.1) }
  expect(join(single, single)).toEqual({ ...single, values: Float32Array.of(0.1, 0.1) })
  expect(join(single, numbers(1))).toEqual(numbers(Math.fround(0.1), 1))
  const time: NumberColumn = { name: "x", type: "time", values: Float64Array.of(5) }
  expect(join(time, numbers(Number.NaN)).type).toBe("time")
  expect(join(time, numbers(1)).type).toBe("number")
})

test("a dictionary that grows keeps its order, other texts are sorted", () => {
  expect(join(texts(["low", "high"], 1, 0, -1), texts(["low", "high", "mid"], 2))).toEqual(
    texts(["low", "high", "mid"], 1, 0, -1, 2),
  )
  expect(join(texts(["b", "c"], 0, 1), texts(["a", "c"], 1, 0))).toEqual(texts(["a", "b", "c"], 1, 2, 2, 0))
})

test("numbers beside text become text, missing values go with anything", () => {
  expect(join(numbers(2, Number.NaN), texts(["a"], 0))).toEqual(texts(["2", "a"], 0, -1, 1))
  expect(join(texts([], -1), numbers(3))).toEqual(numbers(Number.NaN, 3))
})

test("a column that a part lacks is missing there", () => {
  const other: Table = { ...table(numbers(1)), columns: [{ ...numbers(1), name: "y" }] }
  expect(joinTables([table(numbers(7)), other]).columns).toEqual([
    numbers(7, Number.NaN),
    { ...numbers(Number.NaN, 1), name: "y" },
  ])
})
