import { spearman } from "../../../src/kernels/metrics/spearman.js"
import { expect, test } from "../../harness/index.js"
import { pick, random } from "../../naive/random.js"
import { metricCases } from "./cases.js"

for (const { id, kind, inputs, results } of await metricCases("spearman")) {
  test(`spearman of ${id} is scipy's`, () => {
    const [a, b] = kind === "correlation" ? [inputs.x!, inputs.y!] : [inputs.y_true!, inputs.y_pred!]
    const expected = (results.spearman!.value as { statistic: number } | undefined)?.statistic
    if (expected === undefined || Number.isNaN(expected)) expect(() => spearman(a, b)).toThrow(RangeError)
    else expect(Math.abs(spearman(a, b) - expected)).toBeLessThan(1e-12)
  })
}

test("spearman is the correlation of average ranks", () => {
  for (let seed = 1; seed <= 30; seed++) {
    const next = random(seed)
    const rows = 3 + pick(next, 80)
    const a = Array.from({ length: rows }, (_, i) => (i < 2 ? i : pick(next, 10)))
    const b = Array.from({ length: rows }, (_, i) => (i < 2 ? -i : pick(next, 4) - next() * (seed % 2)))
    expect(Math.abs(spearman(a, b) - correlation(ranks(a), ranks(b)))).toBeLessThan(1e-13)
  }
})

test("a rising map changes nothing, a falling one the sign", () => {
  const next = random(3)
  const values = Float64Array.from({ length: 500 }, () => next() * 20 - 10)
  expect(spearman(values, values.map(Math.exp))).toBeCloseTo(1, 14)
  expect(
    spearman(
      values,
      values.map((value) => -(value ** 3)),
    ),
  ).toBeCloseTo(-1, 14)
})

function ranks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length
    const equal = values.filter((other) => other === value).length
    return below + (equal + 1) / 2
  })
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [meanA, meanB] = [mean(a), mean(b)]
  const product = a.reduce((sum, value, i) => sum + (value - meanA) * (b[i]! - meanB), 0)
  const spread = (values: readonly number[], middle: number) =>
    values.reduce((sum, value) => sum + (value - middle) ** 2, 0)
  return product / Math.sqrt(spread(a, meanA) * spread(b, meanB))
}
