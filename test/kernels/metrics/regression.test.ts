import { metrics } from "../../../src/kernels/metrics.js"
import { expect, test } from "../../harness/index.js"
import { pick, random } from "../../naive/random.js"
import { ranks } from "../../naive/ranking.js"

test("whole weights are repeated rows", () => {
  for (let seed = 1; seed <= 30; seed++) {
    const { truth, predicted } = draw(seed)
    const weights = truth.map((_, i) => (i * 7 + seed) % 4)
    const repeated = (values: readonly number[]) => values.flatMap((value, i) => Array(weights[i]!).fill(value))
    for (const metric of [
      metrics.rmse,
      metrics.mae,
      metrics.mape,
      metrics.r2,
      metrics.pinball,
      metrics.medianAbsoluteError,
    ]) {
      const expected = metric(repeated(truth), repeated(predicted))
      expect(Math.abs(metric(truth, predicted, { weights }) / expected - 1)).toBeLessThan(1e-12)
    }
  }
})

test("percentile RMSE ranks within each date", () => {
  const { truth, predicted } = draw(3)
  const dates = truth.map((_, i) => i % 3)
  let squares = 0
  for (const date of [0, 1, 2]) {
    const rows = [...dates.keys()].filter((row) => dates[row] === date)
    const [a, b] = [ranks(rows.map((row) => truth[row]!)), ranks(rows.map((row) => predicted[row]!))]
    squares += a.reduce((sum, rank, i) => sum + ((100 * (rank - b[i]!)) / rows.length) ** 2, 0)
  }
  expect(metrics.percentileRmse(truth, predicted, { dates })).toBeCloseTo(Math.sqrt(squares / truth.length), 12)
  expect(metrics.percentileRmse(truth, truth, { dates })).toBe(0)
  const many = Float64Array.from({ length: 1000 }, (_, i) => i)
  expect(metrics.percentileRmse(many, new Float64Array(1000))).toBeCloseTo(100 / Math.sqrt(12), 3)
  expect(
    metrics.percentileRmse(
      many,
      many.map((value) => (value + 0.5) / 10),
      { predictions: "given" },
    ),
  ).toBeCloseTo(0, 12)
})

test("residual quantiles are numpy's", () => {
  const found = metrics.residualQuantiles([1, 2, 3, 10], [0, 0, 0, 0], { quantiles: [0, 0.25, 0.5, 1] })
  expect(found.map(({ value }) => value)).toEqual([1, 1.75, 2.5, 10])
  expect(() => metrics.residualQuantiles([1], [1], { quantiles: [2] })).toThrow("got the quantile 2")
})

test("the median is the pinball loss's best constant, R2 of the mean is 0", () => {
  const { truth } = draw(9)
  const constant = (value: number) => truth.map(() => value)
  const mean = truth.reduce((sum, value) => sum + value, 0) / truth.length
  expect(metrics.r2(truth, constant(mean))).toBeCloseTo(0, 12)
  const median = [...truth].sort((a, b) => a - b)[Math.floor(truth.length / 2)]!
  const best = metrics.pinball(truth, constant(median))
  for (const shift of [-0.3, 0.3]) expect(metrics.pinball(truth, constant(median + shift))).toBeGreaterThanOrEqual(best)
})

test("what cannot be computed is refused with its reason", () => {
  expect(() => metrics.rmse([], [])).toThrow("rmse: got no rows")
  expect(() => metrics.r2([1], [1])).toThrow("at least two")
  expect(() => metrics.mae([1], [1, 2])).toThrow("got 2 predictions, expected 1")
  expect(() => metrics.mae([1, 2], [1, 2], { weights: [0, 0] })).toThrow("weights add up to 0")
  expect(() => metrics.pinball([1], [1], { quantile: 1.5 })).toThrow("quantile is 1.5")
  expect(() => metrics.tweedieDeviance([1], [1], { power: 0.5 })).toThrow("power is 0.5")
  expect(() => metrics.pearson([0.1, 0.1, 0.1], [1, 2, 3])).toThrow("constant side")
})

function draw(seed: number) {
  const next = random(seed)
  const truth = Array.from({ length: 11 + pick(next, 60) }, () => 10 * next() - 3)
  return { truth, predicted: truth.map((value) => value + next() - 0.5) }
}
