import { metrics } from "../../../src/kernels/metrics.js"
import { expect, test } from "../../harness/index.js"
import { pick, random } from "../../naive/random.js"

interface Rows {
  readonly labels: number[]
  readonly scores: number[]
  readonly weights: number[]
}

function* samples(): Generator<Rows> {
  for (let seed = 1; seed <= 30; seed++) {
    const next = random(seed)
    const labels = Array.from({ length: 2 + pick(next, 120) }, (_, i) => (i < 2 ? i : pick(next, 2)))
    const scores = labels.map((label) => Math.min(1, pick(next, 11) / 20 + 0.3 * label * next()))
    yield { labels, scores, weights: labels.map((_, i) => (i < 2 ? 1 : pick(next, 4))) }
  }
}

test("every point of the curves is the confusion matrix at its threshold", () => {
  for (const { labels, scores, weights } of samples()) {
    const roc = metrics.rocCurve(labels, scores, { weights, dropIntermediate: false })
    roc.thresholds.forEach((threshold, i) => {
      const { tn, fp, fn, tp } = metrics.confusionMatrix(labels, scores, { threshold, weights })
      expect(roc.fpr[i]).toBeCloseTo(fp / (fp + tn), 13)
      expect(roc.tpr[i]).toBeCloseTo(tp / (tp + fn), 13)
    })
    const pr = metrics.prCurve(labels, scores, { weights })
    pr.thresholds.forEach((threshold, i) => {
      expect(pr.precision[i]).toBeCloseTo(metrics.precision(labels, scores, { threshold, weights }), 13)
      expect(pr.recall[i]).toBeCloseTo(metrics.recall(labels, scores, { threshold, weights }), 13)
    })
    expect([pr.precision.at(-1), pr.recall.at(-1)]).toEqual([1, 0])
  }
})

test("the area under the ROC curve by trapezoids is rocAuc, with and without points on straight lines", () => {
  for (const { labels, scores } of samples()) {
    for (const dropIntermediate of [true, false]) {
      const { fpr, tpr } = metrics.rocCurve(labels, scores, { dropIntermediate })
      let area = 0
      for (let i = 1; i < fpr.length; i++) area += ((fpr[i]! - fpr[i - 1]!) * (tpr[i]! + tpr[i - 1]!)) / 2
      expect(area).toBeCloseTo(metrics.rocAuc(labels, scores), 13)
    }
    expect(metrics.gini(labels, scores)).toBeCloseTo(2 * metrics.rocAuc(labels, scores) - 1, 14)
  }
})

test("ksStatistic is the largest distance of the two distributions", () => {
  for (const { labels, scores } of samples()) {
    const share = (side: number, score: number) =>
      scores.filter((each, i) => labels[i] === side && each <= score).length /
      labels.filter((each) => each === side).length
    const distances = scores.map((score) => Math.abs(share(1, score) - share(0, score)))
    expect(metrics.ksStatistic(labels, scores)).toBeCloseTo(Math.max(...distances), 13)
  }
  expect(metrics.ksStatistic([0, 1, 1], [2, 2, 2])).toBe(0)
  expect(() => metrics.ksStatistic([1, 1], [2, 3])).toThrow(/expected both/)
})

test("no cut-off costs less than costThreshold's, and strictly above its threshold is the same choice", () => {
  for (const { labels, scores, weights } of samples()) {
    const costs = { falseNegative: 3, falsePositive: 2 }
    const best = metrics.costThreshold(labels, scores, { ...costs, weights })
    const at = (threshold: number) => metrics.businessCost(labels, scores, { ...costs, weights, threshold })
    const all = [...scores, Number.POSITIVE_INFINITY].map(at)
    expect(best.cost).toBe(Math.min(...all))
    expect(at(best.threshold)).toBe(best.cost)
    expect(best.cost).toBe(3 * best.fn + 2 * best.fp)
    const strict = metrics.costThreshold(labels, scores, { ...costs, weights, strict: true })
    expect(strict).toMatchObject({ cost: best.cost, tp: best.tp, rule: "score > threshold" })
    const again = metrics.businessCost(labels, scores, { ...costs, weights, threshold: strict.threshold, strict: true })
    expect(again).toBe(best.cost)
  }
  expect(metrics.costThreshold([0, 0], [0.2, 0.4]).threshold).toBe(Number.POSITIVE_INFINITY)
  expect(metrics.businessCost([0, 0, 1, 1], [0.6, 0.1, 0.4, 0.7])).toBe(11)
  expect(() => metrics.businessCost([0, 1], [0, 1], { falsePositive: Number.NaN })).toThrow(/cost of NaN/)
})
