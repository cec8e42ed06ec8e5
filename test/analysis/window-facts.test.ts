import { expect, test } from "vitest"
import { gapInterval } from "../../src/analysis/gap-interval.js"
import { missingByWindow } from "../../src/analysis/missing-by-window.js"
import { noiseFloor, withShuffledTarget } from "../../src/analysis/noise-floor.js"
import { shapByWindow } from "../../src/analysis/shap-by-window.js"

const windows = [
  { name: "a", rows: Uint32Array.of(0, 1) },
  { name: "b", rows: Uint32Array.of(2, 3, 4) },
  { name: "c", rows: new Uint32Array(0) },
]

test("a feature's effect window by window, with standard errors", () => {
  const [a, b, c] = shapByWindow([1, -3, 2, 2, 2], windows)
  expect(a).toEqual({ window: "a", rows: 2, meanAbs: 2, meanAbsError: 1, mean: -1, meanError: 2 })
  expect([b!.mean, b!.meanError]).toEqual([2, 0])
  expect([c!.rows, c!.meanAbs]).toEqual([0, Number.NaN])
})

test("the share of missing values window by window, and since when there are some", () => {
  const late = { name: "x", type: "number" as const, values: Float64Array.of(NaN, NaN, 1, NaN, 2) }
  expect(missingByWindow(late, windows.slice(0, 2))).toEqual({
    ...{ column: "x", shares: [1, 1 / 3], since: "b", late: true },
  })
  const text = { name: "t", type: "category" as const, codes: Int32Array.of(0, -1, -1, -1, -1), categories: ["u"] }
  expect(missingByWindow(text, windows.slice(0, 2))).toMatchObject({ shares: [0.5, 1], since: "a", late: false })
  const none = { ...late, values: new Float64Array(5).fill(Number.NaN) }
  expect(missingByWindow(none, windows.slice(0, 2))).toMatchObject({ since: null, late: false })
})

test("the interval of a gap is at least as wide as either side's", () => {
  const gap = gapInterval({ value: 0.9, low: 0.87, high: 0.93 }, { value: 0.7, low: 0.66, high: 0.74 })
  expect(gap.value).toBeCloseTo(0.2, 12)
  expect(gap.low).toBeCloseTo(0.15, 12)
  expect(gap.high).toBeCloseTo(0.25, 12)
  expect(gapInterval({ value: 1, low: null, high: null }, gap).low).toBe(null)
})

test("a shuffled target keeps its values and follows its seed", () => {
  const y = { name: "y", type: "number" as const, values: Float64Array.from({ length: 50 }, (_, i) => i) }
  const x = { ...y, name: "x" }
  const table = { name: "t", rows: 50, columns: [x, y], notes: [] }
  const [one, again, other] = [1, 1, 2].map((seed) => withShuffledTarget(table, "y", seed))
  expect(one!.columns[0]).toBe(x)
  expect(one!.columns[1]).toEqual(again!.columns[1])
  expect(one!.columns[1]).not.toEqual(other!.columns[1])
  expect([...(one!.columns[1] as typeof y).values].sort((a, b) => a - b)).toEqual([...y.values])
  expect(() => withShuffledTarget(table, "z", 0)).toThrow("expected a column")
})

test("the noise floor is the 95th percentile of the largest importances", () => {
  expect(
    noiseFloor([
      [0.1, 0.3],
      [0.2, -1],
      [0.1, 0.1],
    ]),
  ).toBeCloseTo(0.29, 12)
  expect(noiseFloor([])).toBeNaN()
})
