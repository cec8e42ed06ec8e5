import type { CategoryColumn, Column, NumberColumn } from "../../src/data/column.js"
import type { Ensemble, Feature } from "../../src/data/ensemble.js"
import type { Table } from "../../src/data/table.js"
import { inputsOf, readInput } from "../../src/kernels/inputs.js"
import { expect, test } from "../harness/index.js"
import { ensembleOf, randomTrees } from "../naive/forest.js"

const shape = { trees: 1, leaves: 2, features: 2 }

function model(features: readonly Feature[], more: Partial<Ensemble> = {}): Ensemble {
  return { ...ensembleOf(randomTrees(shape, 1), { ...shape, features: features.length }), features, ...more }
}

function table(...columns: Column[]): Table {
  return { name: "t", rows: 3, columns, notes: [] }
}

const words = (name: string, codes: number[], categories: string[]): CategoryColumn => ({
  name,
  type: "category",
  codes: Int32Array.from(codes),
  categories,
})
const numbers = (name: string, values: number[], type: NumberColumn["type"] = "number"): NumberColumn => ({
  name,
  type,
  values: Float64Array.from(values),
})

/** What the model reads of a feature's three rows. */
function read(ensemble: Ensemble, data: Table, feature = 0): number[] {
  const values = new Float64Array(3)
  readInput(inputsOf(ensemble, data), feature, 0, values)
  return [...values]
}

const carriers = { name: "carrier", categorical: true, categories: ["AA", "B6", "UA"] }

test("categories are matched by their values, whatever their order in the file", () => {
  const data = table(words("carrier", [0, 1, -1], ["UA", "AA"]))
  expect(read(model([carriers]), data)).toEqual([2, 0, Number.NaN])
})

test("a category that training did not have is missing for LightGBM, and said; refused for XGBoost, if a row has it", () => {
  const data = table(words("carrier", [0, 1, 0], ["ZZ", "AA", "unused"]))
  expect(read(model([carriers]), data)).toEqual([Number.NaN, 0, Number.NaN])
  expect(inputsOf(model([carriers]), data).matching.unseen).toEqual([{ feature: "carrier", category: "ZZ", rows: 2 }])
  const xgboost = model([carriers], { library: "xgboost", unseenCategory: "refused" })
  expect(() => inputsOf(xgboost, data)).toThrow('carrier = "ZZ" (2 rows)')
  expect(read(xgboost, table(words("carrier", [1, 1, -1], ["ZZ", "AA"])))).toEqual([0, 0, Number.NaN])
})

test("numbers are matched with categories that are numbers, and booleans", () => {
  const codes = { name: "code", categorical: true, categories: ["10", "20", "35"] }
  expect(read(model([codes]), table(numbers("code", [35, 10, Number.NaN])))).toEqual([2, 0, Number.NaN])
  const flag = { name: "flag", categorical: true, categories: ["false", "true"] }
  expect(read(model([flag]), table(numbers("flag", [1, 0, Number.NaN], "boolean")))).toEqual([1, 0, Number.NaN])
})

test("numbers where training had words are an error for LightGBM; XGBoost takes them for codes and it is said", () => {
  const data = table(numbers("carrier", [0, 2, Number.NaN]))
  expect(() => inputsOf(model([carriers]), data)).toThrow(
    /"carrier" holds numbers such as 0, expected the categories of training: "AA"/,
  )
  const xgboost = model([carriers], { library: "xgboost" })
  expect(read(xgboost, data)).toEqual([0, 2, Number.NaN])
  expect(inputsOf(xgboost, data).matching.notes[0]).toContain("taken as their codes")
})

test("lists of categories without owners go to the columns of text in the model's order", () => {
  const features = ["a", "b", "c"].map((name) => ({ name, categorical: name !== "b" }))
  const ensemble = model(features, {
    frameCategories: [
      ["x", "y"],
      ["p", "q"],
    ],
  })
  const data = table(words("c", [1, 0, 0], ["p", "q"]), numbers("b", [5, 6, 7]), words("a", [0, 0, 1], ["y", "x"]))
  expect(read(ensemble, data, 0)).toEqual([1, 1, 0])
  expect(read(ensemble, data, 1)).toEqual([5, 6, 7])
  expect(read(ensemble, data, 2)).toEqual([1, 0, 0])
})

test("text is read as numbers where the model has numbers, if it is numbers", () => {
  const feature = { name: "x", categorical: false }
  expect(read(model([feature]), table(words("x", [1, 0, -1], ["1.5", "20"])))).toEqual([20, 1.5, Number.NaN])
  expect(() => inputsOf(model([feature]), table(words("x", [0, 0, 0], ["tall"])))).toThrow(
    /"x" holds text such as "tall", expected numbers/,
  )
})

test("an XGBoost model without categories takes the codes of the column's own order, and says so", () => {
  const ensemble = model([{ name: "x", categorical: true }], { library: "xgboost" })
  const data = table(words("x", [1, 0, -1], ["tall", "small"]))
  expect(read(ensemble, data)).toEqual([1, 0, Number.NaN])
  expect(inputsOf(ensemble, data).matching.notes[0]).toContain("the codes of the column's own order are used")
})

test("LightGBM's underscores stand for spaces, but an exact name comes first", () => {
  const feature = { name: "wind_speed", categorical: false }
  const spaced = numbers("wind speed", [1, 2, 3])
  expect(read(model([feature]), table(spaced))).toEqual([1, 2, 3])
  expect(read(model([feature]), table(numbers("wind_speed", [7, 8, 9]), spaced))).toEqual([7, 8, 9])
  expect(() => inputsOf(model([feature], { library: "xgboost" }), table(spaced))).toThrow(/missing: wind_speed/)
})

test("float32 columns and slices are read as they are", () => {
  const column: NumberColumn = { name: "x", type: "number", values: Float32Array.of(0.1, Number.NaN, 3) }
  expect(read(model([{ name: "x", categorical: false }]), table(column))).toEqual([Math.fround(0.1), Number.NaN, 3])
})
