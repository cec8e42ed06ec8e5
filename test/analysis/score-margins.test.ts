import { expect, test } from "vitest"
import { scoreMargins } from "../../src/analysis/score-margins.js"
import type { Column } from "../../src/data/column.js"
import { tableOf } from "./tables.js"

const margins = Float64Array.of(0.1, 0.4, 0.35, 0.8)

test("a target of two values is scored by AUC", () => {
  expect(scoreMargins(margins, tableOf({ y: [0, 0, 1, 1] }), "y")).toEqual({
    ...{ target: "y", metric: "rocAuc", value: 0.75, rows: 4, dropped: 0 },
  })
})

test("any two numbers are classes, the larger positive", () => {
  expect(scoreMargins(margins, tableOf({ y: [-1, -1, 1, 1] }), "y").value).toBe(0.75)
  expect(scoreMargins(margins, tableOf({ y: [2, 2, 1, 1] }), "y").value).toBe(0.25)
})

test("rows without a target are dropped and counted", () => {
  const longer = Float64Array.of(9, 0.1, 0.4, -9, 0.35, 0.8)
  expect(scoreMargins(longer, tableOf({ y: [NaN, 0, 0, NaN, 1, 1] }), "y")).toEqual({
    ...{ target: "y", metric: "rocAuc", value: 0.75, rows: 4, dropped: 2 },
  })
})

test("two classes of text are scored by AUC, a missing one dropped", () => {
  const score = scoreMargins(
    Float64Array.of(0.1, 0.4, 0.35, 0.8, 5),
    tableOf({ y: ["no", "no", "yes", "yes", null] }),
    "y",
  )
  expect(score).toEqual({ target: "y", metric: "rocAuc", value: 0.75, rows: 4, dropped: 1 })
})

test("truth values are classes", () => {
  const column: Column = { name: "y", type: "boolean", values: Float64Array.of(0, 0, 1, 1) }
  const score = scoreMargins(margins, { name: "t", rows: 4, columns: [column], notes: [] }, "y")
  expect(score).toMatchObject({ metric: "rocAuc", value: 0.75 })
})

test("a target of more numbers is scored by rank correlation", () => {
  // Ranks 1 3 2 4 against 1 2 3 4: 1 - 6 * 2 / (4 * 15).
  const score = scoreMargins(margins, tableOf({ y: [10, 20, 30, 40] }), "y")
  expect(score).toMatchObject({ metric: "spearman", rows: 4, dropped: 0 })
  expect(score.value).toBeCloseTo(0.8, 15)
})

test("a target without two values, or with three classes of text, is refused", () => {
  const score = (y: readonly number[] | readonly (string | null)[]) => () => scoreMargins(margins, tableOf({ y }), "y")
  expect(score([1, 1, 1, 1])).toThrow(new RangeError("target y: got one value only, expected at least two"))
  expect(score([1, NaN, 1, NaN])).toThrow("got one value only")
  expect(score(["a", "b", "c", "a"])).toThrow(
    new RangeError("target y: got text with 3 values, expected two classes or numbers"),
  )
  expect(score(["a", "a", "a", "a"])).toThrow("got text with 1 values")
})

// Without a single label there is no value at all.
test("a target that is missing everywhere is not said to have one value", () => {
  expect(() => scoreMargins(margins, tableOf({ y: [NaN, NaN, NaN, NaN] }), "y")).not.toThrow("got one value only")
})

test("a target that the table does not have is refused with the columns it has", () => {
  expect(() => scoreMargins(margins, tableOf({ y: [0, 0, 1, 1] }), "z")).toThrow('table.csv: no column "z"; it has y')
})
