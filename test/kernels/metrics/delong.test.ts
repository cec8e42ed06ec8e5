import { normalTail } from "../../../src/kernels/metrics/normal.js"
import { metrics } from "../../../src/kernels/metrics.js"
import { expect, golden, test } from "../../harness/index.js"
import { pick, random } from "../../naive/random.js"

test("the difference of two areas on the same rows is that of the O(n^2) formula", async () => {
  const { cases } = JSON.parse(new TextDecoder().decode(await golden("metrics/metrics.json")))
  const pairs = cases.filter(({ kind }: { kind: string }) => kind === "delong_pair")
  expect(pairs.length).toBe(2)
  for (const { inputs, results } of pairs) {
    const got = metrics.rocAucDifference(inputs.y_true, inputs.score_a, inputs.score_b)
    const deviation = (got.interval.high - got.interval.low) / 2 / 1.959963984540054
    expect(got.first).toBeCloseTo(results.auc_a, 13)
    expect(got.second).toBeCloseTo(results.auc_b, 13)
    expect(deviation ** 2).toBeCloseTo(results.var_a + results.var_b - 2 * results.cov, 14)
    expect(got.z).toBeCloseTo(results.z, 9)
    expect(got.p).toBeCloseTo(results.p_two_sided, 12)
  }
})

test("the variance is that of the placements, counted pair by pair", () => {
  for (let seed = 1; seed <= 30; seed++) {
    const next = random(seed)
    const labels = Array.from({ length: 4 + pick(next, 60) }, (_, i) => (i < 4 ? i % 2 : pick(next, 2)))
    const scores = labels.map((label) => pick(next, 6) + label * next() + (seed % 2 ? next() : 0))
    const level = 0.5 + 0.49 * next()
    const { value, low, high } = metrics.rocAucInterval(labels, scores, { level })
    const [area, variance] = naive(labels, scores)
    expect(value).toBeCloseTo(area, 13)
    const deviations = (high - low) / 2 / Math.sqrt(variance)
    if (variance > 0) expect(1 - 2 * normalTail(deviations)).toBeCloseTo(level, 12)
    // Turned round, the interval turns round.
    const turned = metrics.rocAucInterval(
      labels,
      scores.map((score) => -score),
      { level },
    )
    expect(turned.low).toBeCloseTo(1 - high, 12)
  }
})

test("a difference is antisymmetric, nothing beside itself, and has no say where a class has one row", () => {
  const next = random(4)
  const labels = Array.from({ length: 300 }, () => next() < 0.4)
  const a = labels.map((label) => next() + (label ? 0.3 : 0))
  const b = a.map((score) => score + 0.3 * next())
  const [there, back] = [metrics.rocAucDifference(labels, a, b), metrics.rocAucDifference(labels, b, a)]
  expect(there.z).toBeCloseTo(-back.z, 12)
  expect(there.p).toBeCloseTo(back.p, 12)
  expect(metrics.rocAucDifference(labels, a, a.map(Math.exp))).toMatchObject({ difference: 0, z: 0, p: 1 })
  expect(() => metrics.rocAucDifference([1, 0, 0], [1, 2, 3], [3, 2, 1])).toThrow(/1 positives and 2 negatives/)
  expect(() => metrics.rocAucInterval([1, 0, 0], [1, 2, 3])).toThrow(/at least two of each/)
})

test("tails and deviations of the normal distribution are scipy's", () => {
  const tails = {
    0: 0.5,
    0.5: 0.3085375387259869,
    1.959963984540054: 0.025,
    2.6: 0.004661188023718732,
    6: 9.865876450377018e-10,
  }
  for (const [z, tail] of Object.entries(tails)) expect(normalTail(Number(z)) / tail).toBeCloseTo(1, 12)
  const { low, high } = metrics.wilsonInterval(1, 2, { level: 0.99 })
  const square = 2.5758293035489004 ** 2
  expect(high - low).toBeCloseTo((2 * Math.sqrt(square * (0.5 + square / 4))) / (2 + square), 13)
})

test("Wilson's interval is statsmodels', and stays within 0 and 1", () => {
  const cases = [
    [8, 10, 0.4901625, 0.9433178],
    [1, 50, 0.0035392, 0.1049544],
  ] as const
  for (const [successes, trials, low, high] of cases) {
    const got = metrics.wilsonInterval(successes, trials)
    expect(got.value).toBe(successes / trials)
    expect(got.low).toBeCloseTo(low, 4)
    expect(got.high).toBeCloseTo(high, 4)
  }
  expect(metrics.wilsonInterval(0, 20).low).toBe(0)
  expect(metrics.wilsonInterval(20, 20).high).toBe(1)
  for (const [successes, trials] of [
    [3, 2],
    [-1, 2],
    [0, 0],
    [Number.NaN, 3],
  ] as const) {
    expect(() => metrics.wilsonInterval(successes, trials)).toThrow(RangeError)
  }
})

function naive(labels: readonly number[], scores: readonly number[]): [number, number] {
  const [positives, negatives] = [1, 0].map((side) => scores.filter((_, i) => labels[i] === side))
  const wins = (a: number, b: number) => (a > b ? 1 : a === b ? 0.5 : 0)
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const ofMean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1) / values.length
  const above = positives!.map((a) => mean(negatives!.map((b) => wins(a, b))))
  const below = negatives!.map((b) => mean(positives!.map((a) => wins(a, b))))
  return [mean(above), ofMean(above) + ofMean(below)]
}
