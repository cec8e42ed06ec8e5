import { averagePrecisionAt, averagePrecisionByGroup } from "../../../src/kernels/metrics/average-precision-at.js"
import { hitRate } from "../../../src/kernels/metrics/hit-rate.js"
import { precisionAt } from "../../../src/kernels/metrics/precision-at.js"
import { recallAt } from "../../../src/kernels/metrics/recall-at.js"
import { reciprocalRank } from "../../../src/kernels/metrics/reciprocal-rank.js"
import { topHits } from "../../../src/kernels/metrics/top-hits.js"
import { expect, test } from "../../harness/index.js"
import { pick, random } from "../../naive/random.js"
import { groupsOf, ranked } from "../../naive/ranking.js"

test("hits, places and precisions are those of a walk down each group", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const { labels, scores, groups, k } = draw(seed)
    const found = topHits(labels, scores, { groups, k }, "test")
    groupsOf(groups).forEach(([from, to], group) => {
      const own = labels.slice(from, to)
      const shown = ranked(scores.slice(from, to)).slice(0, k)
      const places = shown.flatMap((row, place) => (own[row]! > 0 ? [place + 1] : []))
      expect(found.relevant[group]).toBe(own.filter((label) => label > 0).length)
      expect(found.hits[group]).toBe(places.length)
      expect(found.first[group]).toBe(places[0] ?? 0)
      const precisions = places.reduce((sum, place, i) => sum + (i + 1) / place, 0)
      expect(found.precisions[group]).toBeCloseTo(precisions, 12)
    })
  }
})

test("a perfect order has MAP, MRR and hit rate 1; recall at all rows is 1", () => {
  const { labels, groups } = draw(3)
  const one = groupsOf(groups).every(([from, to]) => labels.slice(from, to).some((label) => label > 0))
  expect(averagePrecisionAt(labels, labels, { groups, k: 3 })).toBeCloseTo(1, 14)
  expect(recallAt(labels, labels, { groups })).toBe(1)
  if (one) expect(reciprocalRank(labels, labels, { groups })).toBe(1)
  expect(hitRate([0, 1, 0], [3, 2, 1], { k: 1 })).toBe(0)
  expect(hitRate([0, 1, 0], [3, 2, 1], { k: 2 })).toBe(1)
})

test("groups without a relevant row count as documented", () => {
  const options = { groups: [2, 2] }
  const [labels, scores] = [
    [0, 0, 0, 1],
    [1, 2, 1, 2],
  ]
  expect([...averagePrecisionByGroup(labels, scores, options)]).toEqual([Number.NaN, 1])
  expect(averagePrecisionAt(labels, scores, { ...options, irrelevant: "zero" })).toBe(0.5)
  expect(averagePrecisionAt(labels, scores, options)).toBe(1)
  expect(recallAt(labels, scores, options)).toBe(1)
  expect(reciprocalRank(labels, scores, options)).toBe(0.5)
  expect(precisionAt(labels, scores, { ...options, k: 4 })).toBe(0.125)
  expect(precisionAt(labels, scores, { ...options, k: 4, denominator: "available" })).toBe(0.25)
  expect(() => recallAt([0, 0], [1, 2])).toThrow("none of 1 groups has a relevant row")
})

function draw(seed: number) {
  const next = random(seed)
  const groups = Array.from({ length: 1 + pick(next, 9) }, () => pick(next, seed % 3 ? 50 : 3000) + 1)
  const rows = groups.reduce((sum, size) => sum + size, 0)
  const labels = Array.from({ length: rows }, () => Math.max(0, pick(next, 5) - 2))
  const scores = Array.from({ length: rows }, () => (seed % 2 ? pick(next, 9) - 4 : next() - 0.5))
  return { labels, scores, groups, k: 1 + pick(next, 60) }
}
