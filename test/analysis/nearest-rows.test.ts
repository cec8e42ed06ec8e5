import { expect, test } from "vitest"
import { nearestRows } from "../../src/analysis/nearest-rows.js"
import type { Table } from "../../src/data/table.js"

const table: Table = {
  name: "t",
  rows: 5,
  notes: [],
  columns: [
    { name: "a", type: "number", values: Float64Array.of(0, 1, 10, Number.NaN, 0) },
    { name: "b", type: "category", codes: Int32Array.of(0, 0, 0, 1, -1), categories: ["x", "y"] },
    { name: "c", type: "number", values: Float64Array.of(3, 3, 3, 3, 3) },
  ],
}

test("numbers differ by their distance over the spread, categories by being others", () => {
  const near = nearestRows(table, 0, ["a", "b"], 4)
  expect(near.map(({ row }) => row)).toEqual([1, 2, 4, 3])
  expect(near[0]!.distance).toBeCloseTo(0.05)
  expect(near[1]!.distance).toBe(0.5)
  expect(near[3]!.distance).toBe(1)
})

test("missing equals missing, a constant counts for nothing, and the row itself is left out", () => {
  expect(nearestRows(table, 3, ["a"], 9).every(({ distance }) => distance === 1)).toBe(true)
  expect(nearestRows(table, 3, ["c"], 9)).toHaveLength(4)
  expect(nearestRows(table, 1, ["c"], 2)).toEqual([
    { row: 0, distance: 0 },
    { row: 2, distance: 0 },
  ])
})

test("what is not there is refused", () => {
  expect(() => nearestRows(table, 5, ["a"], 1)).toThrow("got row 5, expected 0 to 4")
  expect(() => nearestRows(table, 0, ["z"], 1)).toThrow('no column "z"')
})
