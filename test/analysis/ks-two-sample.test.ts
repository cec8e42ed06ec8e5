import { expect, test } from "vitest"
import { ksDistance, ksPValue } from "../../src/analysis/ks-two-sample.js"

test("distances and exact p-values as scipy 1.17's ks_2samp", () => {
  const a = Float64Array.of(-0.802, -1.324, -0.248, 0.42, 1.136, 0.11, -0.553).sort()
  const b = Float64Array.of(-0.285, 1.249, 2.135, 0.773, -0.733).sort()
  expect(ksDistance(a, b)).toBeCloseTo(0.45714285714285713, 14)
  expect(ksPValue(0.45714285714285713, 7, 5)).toBeCloseTo(0.43434343434343425, 12)
  expect(ksPValue(0.37333333333333335, 30, 50)).toBeCloseTo(0.008027627804949564, 12)
  expect(ksPValue(0.0675, 400, 300)).toBeCloseTo(0.4002379117176633, 10)
})

test("large samples take the limit, within a hundredth of scipy's exact value", () => {
  expect(ksPValue(0.022333333333333334, 3000, 2000) / 0.5820199184008197).toBeCloseTo(1, 2)
  expect(ksPValue(0.5, 100_000, 100_000)).toBe(0)
})

test("nothing apart, all apart, nothing there", () => {
  const a = Float64Array.of(1, 1, 2)
  expect([ksDistance(a, a), ksPValue(0, 3, 3)]).toEqual([0, 1])
  expect(ksDistance(a, Float64Array.of(5, 6))).toBe(1)
  // Two of the 10 paths keep all of one side before all of the other.
  expect(ksPValue(1, 3, 2)).toBeCloseTo(0.2, 12)
  expect(ksDistance(a, new Float64Array(0))).toBeNaN()
})
