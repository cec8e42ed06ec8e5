import { metrics } from "../../../src/kernels/metrics.js"
import { expect, test } from "../../harness/index.js"
import { pick, random } from "../../naive/random.js"

const [labels, scores] = [
  [0, 1, 0, 1, 0, 1],
  [0.3, 0.3, 0.5, 0.5, 0.7, 0.7],
]

test("a score at the threshold is positive, and negative when the cut-off is strict; the result says which", () => {
  const { rule, threshold, undefinedScores, ...counts } = metrics.confusionMatrix(labels, scores)
  expect({ rule, threshold, undefinedScores }).toEqual({
    rule: "score >= threshold",
    threshold: 0.5,
    undefinedScores: 0,
  })
  expect(counts).toEqual({ tn: 1, fp: 2, fn: 1, tp: 2 })
  expect(metrics.confusionMatrix(labels, scores, { strict: true })).toMatchObject({
    ...{ tn: 2, fp: 1, fn: 2, tp: 1, rule: "score > threshold" },
  })
  expect(metrics.recall(labels, scores, { strict: true })).toBeCloseTo(1 / 3, 15)
  expect(metrics.falsePositiveRate(labels, scores)).toBeCloseTo(2 / 3, 15)
  expect(metrics.falseNegativeRate(labels, scores)).toBeCloseTo(1 / 3, 15)
})

test("thresholdMetrics are the metrics at 0.3, 0.5 and 0.7", () => {
  for (const strict of [false, true]) {
    const rows = metrics.thresholdMetrics(labels, scores, { strict })
    expect(rows.map(({ threshold }) => threshold)).toEqual([0.3, 0.5, 0.7])
    for (const row of rows) {
      const options = { threshold: row.threshold, strict }
      for (const name of ["accuracy", "balancedAccuracy", "precision", "recall", "f1", "matthews"] as const) {
        expect(row[name], name).toBe(metrics[name](labels, scores, options))
      }
      expect(row.falsePositiveRate).toBe(metrics.falsePositiveRate(labels, scores, options))
      expect(row.falseNegativeRate).toBe(metrics.falseNegativeRate(labels, scores, options))
      expect(row.rule).toBe(strict ? "score > threshold" : "score >= threshold")
    }
  }
  expect(metrics.thresholdMetrics(labels, scores, { thresholds: [2] })[0]).toMatchObject({ precision: 0, f1: 0, tp: 0 })
})

test("fBeta is between precision and recall, f1 at 1, precision at 0", () => {
  const next = random(8)
  const y = Array.from({ length: 200 }, () => next() < 0.3)
  const s = y.map((label) => next() * 0.7 + (label ? 0.2 : 0))
  const [precision, recall] = [metrics.precision(y, s), metrics.recall(y, s)]
  expect(metrics.fBeta(y, s)).toBe(metrics.f1(y, s))
  expect(metrics.fBeta(y, s, { beta: 0 })).toBeCloseTo(precision, 14)
  expect(metrics.fBeta(y, s, { beta: 2 })).toBeCloseTo((5 * precision * recall) / (4 * precision + recall), 14)
  expect(metrics.fBeta(y, s, { beta: 1e6 })).toBeCloseTo(recall, 10)
  expect(() => metrics.fBeta(y, s, { beta: -1 })).toThrow(/beta -1/)
})

test("the other class's point of view swaps what it should", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const next = random(seed)
    const y = Array.from({ length: 2 + pick(next, 80) }, () => pick(next, 2))
    const s = y.map(() => pick(next, 11) / 10)
    const [other, turned] = [y.map((label) => 1 - label), s.map((score) => -score)]
    const [here, there] = [{ threshold: 0.5 }, { threshold: -0.5, strict: true }]
    expect(metrics.accuracy(other, turned, there)).toBe(metrics.accuracy(y, s, here))
    expect(metrics.matthews(other, turned, there)).toBeCloseTo(metrics.matthews(y, s, here), 14)
    expect(metrics.balancedAccuracy(other, turned, there)).toBeCloseTo(metrics.balancedAccuracy(y, s, here), 14)
    const { tn, tp, fn, fp } = metrics.confusionMatrix(y, s, here)
    expect(metrics.confusionMatrix(other, turned, there)).toMatchObject({ tn: tp, tp: tn, fn: fp, fp: fn })
  }
})

test("revenueImpact counts the value of found positives, beside a random choice of as many rows", () => {
  const got = metrics.revenueImpact(labels, scores, [100, 10, 100, 20, 100, 30], { cost: 5 })
  expect(got).toEqual({
    ...{ threshold: 0.5, rule: "score >= threshold", selected: 4, captured: 50, missed: 10, random: 40 },
    ...{ lift: 10, cost: 20, net: 30 },
  })
  const strict = metrics.revenueImpact(labels, scores, [0, 10, 0, 20, 0, 30], { strict: true })
  expect(strict).toMatchObject({ captured: 30, selected: 2, lift: 10 })
  expect(() => metrics.revenueImpact(labels, scores, [1, 2])).toThrow(/2 values, expected 6/)
})

test("calibration: bins that are left out hold no rows, and the error is the mean distance", () => {
  const y = [0, 0, 1, 1]
  const curve = metrics.calibrationCurve(y, [0.1, 0.2, 0.8, 1], { bins: 2 })
  expect(Array.from(curve.counts)).toEqual([2, 2])
  expect(Array.from(curve.probTrue)).toEqual([0, 1])
  expect(metrics.expectedCalibrationError(y, [0.1, 0.2, 0.8, 1], { bins: 2 })).toBeCloseTo(0.125, 14)
  expect(metrics.expectedCalibrationError(y, y)).toBe(0)
  expect(() => metrics.calibrationCurve(y, [0, 1, 2, 3])).toThrow(/scores\[2\] is 2, expected a probability/)
  expect(() => metrics.calibrationCurve(y, y, { bins: 0 })).toThrow(/0 bins/)
})

test("what is not defined is one error that says why", () => {
  const wrong: readonly [() => unknown, RegExp][] = [
    [() => metrics.accuracy([], []), /no rows/],
    [() => metrics.accuracy([1, 2], [0.5, 0.5]), /labels 1, 2, expected 0 and 1/],
    [() => metrics.accuracy([0, 1], [0.5]), /got 1 scores for 2 rows/],
    [() => metrics.accuracy([0, 1], [0, 1], { threshold: Number.NaN }), /threshold NaN/],
    [() => metrics.rocAuc([0, 1, Number.NaN], [1, 2, 3]), /labels\[2\] is NaN/],
    [() => metrics.rocAuc([0, 1], [1, Number.NaN]), /scores\[1\] is NaN/],
    [() => metrics.rocAuc([0, 1, 2], [1, 2, 3]), /labels 0, 1, 2/],
    [() => metrics.rocAuc([1, 1], [1, 2]), /one class/],
    [() => metrics.brierScore([0, 1], [0, 1], { weights: [0, 0] }), /all 0/],
    [() => metrics.logLoss([1, 1], [0.5, 0.5]), /the label 1 only/],
    [
      () =>
        metrics.precision(
          [0, 1],
          [
            [1, 0],
            [0, 1],
          ],
          { average: "binary" },
        ),
      /average "binary"/,
    ],
    [() => metrics.prCurve([3, 4], [1, 2]), /labels 3, 4, expected 0 and 1, or -1 and 1/],
  ]
  for (const [work, message] of wrong) {
    expect(work).toThrow(RangeError)
    expect(work).toThrow(message)
  }
  expect(metrics.logLoss([1, 1], [0.5, 0.5], { labels: [0, 1] })).toBeCloseTo(Math.LN2, 14)
  // A score that is NaN is above no threshold, which is said.
  expect(metrics.confusionMatrix([1, 0], [Number.NaN, 0.1])).toMatchObject({ fn: 1, tn: 1, undefinedScores: 1 })
  expect(metrics.rocAuc([0, 1, 1], [2, 2, 2])).toBe(0.5)
})
