import { ndcg, ndcgByGroup } from "../../../src/kernels/metrics/ndcg.js"
import { expect, test } from "../../harness/index.js"
import { pick, random } from "../../naive/random.js"
import { gain, groupsOf, ranked } from "../../naive/ranking.js"

test("ndcg is the discounted gain over the best one, in every definition", () => {
  for (let seed = 1; seed <= 40; seed++) {
    const { labels, scores, groups } = draw(seed, seed % 20 === 0 ? 1500 : 60)
    for (const k of [1, 5, 40, undefined]) {
      for (const kind of ["exponential", "linear"] as const) {
        for (const ties of ["stable", "average"] as const) {
          const options = { groups, gain: kind, ties, ...(k && { k }) }
          const found = ndcgByGroup(labels, scores, options)
          groupsOf(groups).forEach(([from, to], group) => {
            const expected = naive(labels.slice(from, to), scores.slice(from, to), k ?? to, kind, ties)
            if (Number.isNaN(expected)) expect(found[group]).toBeNaN()
            else expect(Math.abs(found[group]! - expected)).toBeLessThan(1e-12)
          })
        }
      }
    }
  }
})

test("only the order counts, the best order is 1, and groups may come in any order", () => {
  const { labels, scores, groups } = draw(7, 300)
  const options = { groups, k: 10 }
  expect(
    ndcg(
      labels,
      scores.map((score) => Math.atan(score)),
      options,
    ),
  ).toBe(ndcg(labels, scores, options))
  expect(ndcg(labels, labels, options)).toBeCloseTo(1, 14)
  const parts = groupsOf(groups).reverse()
  const turned = (values: readonly number[]) => parts.flatMap(([from, to]) => values.slice(from, to))
  expect(ndcg(turned(labels), turned(scores), { k: 10, groups: [...groups].reverse() })).toBeCloseTo(
    ndcg(labels, scores, options),
    13,
  )
})

test("presets differ as the libraries do", () => {
  const [labels, scores] = [
    [0, 1, 2],
    [1, 1 + 1e-9, 1],
  ]
  expect(ndcg(labels, scores, { preset: "lightgbm" })).toBeCloseTo(0.6885288809404666, 14)
  expect(ndcg(labels, scores, { preset: "xgboost" })).toBeCloseTo(0.58688267143572, 14)
  expect(ndcg(labels, scores, { preset: "xgboost", gain: "linear" })).toBeCloseTo(0.61990623328406569, 14)
  const empty = { groups: [1, 0, 1, 2] }
  expect(ndcg([1, 0, 1, 2], [0.3, 0.2, 0.1, 0.5], { ...empty, preset: "lightgbm" })).toBe(1)
  expect(ndcg([1, 0, 1, 2], [0.3, 0.2, 0.1, 0.5], { ...empty, preset: "xgboost", irrelevant: "zero" })).toBe(0.5)
  expect(ndcg([0, 0], [1, 2], { preset: "sklearn" })).toBe(0)
  expect(() => ndcg([31, 0], [1, 2], { preset: "lightgbm" })).toThrow(
    "labels[0] is 31, lightgbm expects whole numbers from 0 to 30",
  )
  expect(ndcg([31, 0], [1, 2], { preset: "xgboost" })).toBeGreaterThan(0)
  expect(() => ndcg([32, 0], [1, 2], { preset: "xgboost" })).toThrow("0 to 31")
  expect(() => ndcg([0.5, 0], [1, 2], { preset: "xgboost" })).toThrow("whole numbers")
  expect(ndcg([0.5, 40], [1, 2], { preset: "xgboost", gain: "linear" })).toBeCloseTo(1, 14)
})

test("what cannot be computed is refused with its reason", () => {
  expect(() => ndcg([], [])).toThrow("ndcg: got no rows")
  expect(() => ndcg([1, 0], [1, Number.NaN])).toThrow("scores[1] is NaN")
  expect(() => ndcg([1, 0], [1, 2], { groups: [1] })).toThrow("group sizes add up to 1, expected 2")
  expect(() => ndcg([1, 0], [1, 2], { k: 0 })).toThrow("k is 0")
  expect(() => ndcg([1, 0], [1, 2], { groups: [1, 1], preset: "sklearn" })).toThrow("group 0 has 1 row(s)")
  expect(() => ndcg([0, 0], [1, 2], { irrelevant: "skip" })).toThrow("none of 1 groups has a relevant row")
})

function naive(y: readonly number[], s: readonly number[], k: number, kind: "exponential" | "linear", ties: string) {
  const gains = y.map((label) => gain(label, kind))
  const tied = new Map<number, number[]>()
  for (const [i, own] of gains.entries()) tied.set(s[i]!, [...(tied.get(s[i]!) ?? []), own])
  const means = new Map([...tied].map(([score, own]) => [score, own.reduce((sum, each) => sum + each, 0) / own.length]))
  const shared = gains.map((own, i) => (ties === "stable" ? own : means.get(s[i]!)!))
  const dcg = (order: readonly number[], from: readonly number[]) =>
    order.slice(0, k).reduce((sum, row, place) => sum + from[row]! / Math.log2(place + 2), 0)
  const best = dcg(ranked(gains), gains)
  return best > 0 ? dcg(ranked(s), shared) / best : Number.NaN
}

function draw(seed: number, most: number) {
  const next = random(seed)
  const groups = Array.from({ length: 1 + pick(next, 12) }, () => pick(next, most))
  const rows = groups.reduce((sum, size) => sum + size, 1)
  const labels = Array.from({ length: rows }, () => (seed % 5 === 0 ? 4 * next() : pick(next, 1 + (seed % 5))))
  const scores = Array.from({ length: rows }, () => (seed % 2 ? pick(next, 9) - 4 : 10 * next() - 5))
  return { labels, scores, groups: [...groups, 1] }
}
