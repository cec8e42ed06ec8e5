import { metrics } from "../../../src/kernels/metrics.js"
import { expect, test } from "../../harness/index.js"
import { pick, random } from "../../naive/random.js"

test("averagePrecision is the sum over distinct scores of precision times gained recall", () => {
  for (let seed = 1; seed <= 40; seed++) {
    const next = random(seed)
    const labels = Array.from({ length: 2 + pick(next, 300) }, (_, i) => (i < 2 ? i : pick(next, 2)))
    const scores = labels.map(() => pick(next, 30) + (seed % 2 ? next() : 0))
    const weights = labels.map(() => pick(next, 4))
    weights[1] = 1
    expect(metrics.averagePrecision(labels, scores)).toBeCloseTo(naive(labels, scores), 13)
    expect(metrics.averagePrecision(labels, scores, { weights })).toBeCloseTo(naive(labels, scores, weights), 13)
    // A whole weight is a row so many times.
    const repeated = labels.flatMap((_, i) => Array.from({ length: weights[i]! }, () => i))
    const [y, s] = [repeated.map((i) => labels[i]!), repeated.map((i) => scores[i]!)]
    expect(metrics.averagePrecision(labels, scores, { weights })).toBeCloseTo(metrics.averagePrecision(y, s), 13)
  }
})

test("a constant score has the rate of positives, a perfect one 1, and a rising map changes nothing", () => {
  const next = random(2)
  const labels = Array.from({ length: 500 }, () => next() < 0.2)
  const scores = labels.map((label) => next() + (label ? 0.2 : 0))
  const rate = labels.filter(Boolean).length / 500
  expect(
    metrics.averagePrecision(
      labels,
      labels.map(() => 3),
    ),
  ).toBeCloseTo(rate, 14)
  expect(metrics.averagePrecision(labels, labels.map(Number))).toBe(1)
  expect(metrics.averagePrecision(labels, scores.map(Math.exp))).toBe(metrics.averagePrecision(labels, scores))
})

test("1 is the positive label where it is one of two", () => {
  expect(metrics.averagePrecision([1, 2, 2, 1], [0.1, 0.9, 0.3, 0.4])).toBe(0.5)
  expect(metrics.averagePrecision([3, 5, 5, 3], [0.1, 0.9, 0.3, 0.4])).toBeCloseTo(5 / 6, 14)
  expect(() => metrics.averagePrecision([1, 2, 3], [1, 2, 3])).toThrow(/labels 1, 2, 3, expected any two values/)
})

function naive(labels: readonly number[], scores: readonly number[], weights = labels.map(() => 1)): number {
  const total = (keep: (i: number) => boolean) => weights.reduce((sum, weight, i) => sum + (keep(i) ? weight : 0), 0)
  const positives = total((i) => labels[i] === 1)
  let [sum, before] = [0, 0]
  for (const threshold of [...new Set(scores)].sort((a, b) => b - a)) {
    const hits = total((i) => labels[i] === 1 && scores[i]! >= threshold)
    const all = total((i) => scores[i]! >= threshold)
    if (all > 0) sum += ((hits - before) / positives) * (hits / all)
    before = hits
  }
  return sum
}
