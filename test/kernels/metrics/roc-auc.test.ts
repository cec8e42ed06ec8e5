import { rocAuc } from "../../../src/kernels/metrics/roc-auc.js"
import { expect, test } from "../../harness/index.js"
import { pick, random } from "../../naive/random.js"
import { metricCases } from "./cases.js"

for (const { id, inputs, results } of await metricCases("roc_auc")) {
  test(`rocAuc of ${id} is scikit-learn's`, () => {
    const { y_true: labels, y_score: scores, sample_weight: weights } = inputs
    const expected = results.roc_auc!.value as number | undefined
    const compute = () => rocAuc(labels!, scores!, weights ? { weights } : {})
    if (expected === undefined || Number.isNaN(expected)) expect(compute).toThrow(RangeError)
    else expect(Math.abs(compute() - expected)).toBeLessThan(1e-12)
  })
}

test("rocAuc counts the pairs that are in order, ties as one half", () => {
  for (let seed = 1; seed <= 30; seed++) {
    const next = random(seed)
    const rows = 2 + pick(next, 60)
    const labels = Array.from({ length: rows }, (_, i) => (i < 2 ? i : pick(next, 2)))
    const scores = Array.from({ length: rows }, () => pick(next, 8) - 4 + (seed % 2 ? next() : 0))
    const weights = Array.from({ length: rows }, () => next())
    expect(Math.abs(rocAuc(labels, scores) - pairs(labels, scores))).toBeLessThan(1e-14)
    expect(Math.abs(rocAuc(labels, scores, { weights }) - pairs(labels, scores, weights))).toBeLessThan(1e-13)
  }
})

test("turning the scores round turns the area round", () => {
  const next = random(5)
  const labels = Array.from({ length: 1000 }, () => next() < 0.3)
  const scores = Float64Array.from({ length: 1000 }, () => next() ** 3 - next())
  expect(
    rocAuc(labels, scores) +
      rocAuc(
        labels,
        scores.map((score) => -score),
      ),
  ).toBeCloseTo(1, 14)
  expect(rocAuc(labels, scores.map(Math.exp))).toBe(rocAuc(labels, scores))
})

function pairs(labels: readonly number[], scores: readonly number[], weights = labels.map(() => 1)): number {
  let wins = 0
  let all = 0
  labels.forEach((positive, i) => {
    labels.forEach((negative, j) => {
      if (positive !== 1 || negative !== 0) return
      all += weights[i]! * weights[j]!
      wins += weights[i]! * weights[j]! * (scores[i]! > scores[j]! ? 1 : scores[i] === scores[j] ? 0.5 : 0)
    })
  })
  return wins / all
}
