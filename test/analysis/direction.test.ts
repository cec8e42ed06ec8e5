import { expect, test } from "vitest"
import { directionOf, valueCorrelation } from "../../src/analysis/direction.js"
import type { Column } from "../../src/data/column.js"

const column = (...values: number[]): Column => ({ name: "x", type: "number", values: Float64Array.from(values) })
const shap = (...values: number[]) => Float64Array.from(values)

test("values and effects that rise together correlate fully, whatever their curve", () => {
  expect(valueCorrelation(column(1, 2, 3, 100), shap(-1, 0, 0.5, 9))).toBeCloseTo(1, 15)
  expect(valueCorrelation(column(1, 2, 3, 100), shap(9, 0.5, 0, -1))).toBeCloseTo(-1, 15)
})

test("rows where the value is missing do not count", () => {
  expect(valueCorrelation(column(1, NaN, 2, NaN, 3), shap(1, -50, 2, 50, 3))).toBeCloseTo(1, 15)
})

test("ties have their average rank", () => {
  // Ranks 1.5 1.5 3 against 1 2 3: 1.5 / sqrt(1.5 * 2).
  expect(valueCorrelation(column(1, 1, 2), shap(1, 2, 3))).toBeCloseTo(1.5 / Math.sqrt(3), 15)
})

// SHAP values of rows with equal decisions differ by rounding: 26 of lgb_binary's Column_8 become 33.
test("effects that are equal but for rounding are ties", () => {
  expect(valueCorrelation(column(1, 2, 3), shap(0.3, 0.1 + 0.2, 0.5))).toBeCloseTo(1.5 / Math.sqrt(3), 15)
})

test("there is no correlation for categories, constants, features without effect and columns without values", () => {
  const category: Column = { name: "x", type: "category", codes: Int32Array.of(0, 1), categories: ["a", "b"] }
  expect(valueCorrelation(category, shap(1, 2))).toBeNull()
  expect(valueCorrelation(column(5, 5, 5), shap(1, 2, 3))).toBeNull()
  expect(valueCorrelation(column(1, 2, 3), shap(0, 0, 0))).toBeNull()
  expect(valueCorrelation(column(NaN, NaN), shap(1, 2))).toBeNull()
  expect(valueCorrelation(column(1, NaN), shap(1, 2))).toBeNull()
  expect(valueCorrelation(column(), shap())).toBeNull()
})

test("times and truth values correlate as the numbers they are", () => {
  const values = Float64Array.of(0, 1, 1, 0)
  for (const type of ["boolean", "time"] as const) {
    expect(valueCorrelation({ name: "x", type, values }, shap(-1, 1, 1, -1))).toBeCloseTo(1, 15)
  }
})

test("single-precision columns are read as they are", () => {
  const values = Float32Array.of(0.1, 0.2, 0.3)
  expect(valueCorrelation({ name: "x", type: "number", values }, shap(3, 2, 1))).toBeCloseTo(-1, 15)
})

test("a direction needs a correlation beyond 0.3", () => {
  expect([0.31, 1, 0.3, 0, -0.3, -0.31, -1, null].map((each) => directionOf(each))).toEqual([
    ...["POSITIVE", "POSITIVE", "MIXED", "MIXED", "MIXED", "NEGATIVE", "NEGATIVE", "MIXED"],
  ])
})
