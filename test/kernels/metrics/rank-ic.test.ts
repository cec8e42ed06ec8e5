import { rankIc } from "../../../src/kernels/metrics/rank-ic.js"
import { spearman } from "../../../src/kernels/metrics/spearman.js"
import { expect, test } from "../../harness/index.js"
import { pick, random } from "../../naive/random.js"
import { correlation, ranks } from "../../naive/ranking.js"

test("each date has Spearman's correlation of its rows", () => {
  for (let seed = 1; seed <= 30; seed++) {
    const { scores, outcomes, dates } = draw(seed, seed % 15 ? 400 : 9000)
    const { byDate, dropped } = rankIc(scores, outcomes, dates)
    expect(byDate.reduce((sum, { rows }) => sum + rows, 0) + dropped.reduce((sum, { rows }) => sum + rows, 0)).toBe(
      dates.length,
    )
    for (const { date, ic } of byDate.slice(0, 6)) {
      const rows = [...dates.keys()].filter((row) => dates[row] === date)
      const [a, b] = [rows.map((row) => scores[row]!), rows.map((row) => outcomes[row]!)]
      expect(Math.abs(ic - correlation(ranks(a), ranks(b)))).toBeLessThan(1e-12)
      expect(Math.abs(ic - spearman(a, b))).toBeLessThan(1e-12)
    }
    expect(byDate.map(({ date }) => date)).toEqual(byDate.map(({ date }) => date).sort((a, b) => Number(a) - Number(b)))
  }
})

test("over dates: mean, sd with ddof 1, t, information ratio, hit rate", () => {
  const { scores, outcomes, dates } = draw(11, 500)
  const { byDate, mean, sd, t, ir, hitRate } = rankIc(scores, outcomes, dates)
  const values = byDate.map(({ ic }) => ic)
  const middle = values.reduce((sum, value) => sum + value, 0) / values.length
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1))
  expect(mean).toBeCloseTo(middle, 14)
  expect(sd).toBeCloseTo(spread, 14)
  expect(t).toBeCloseTo((middle / spread) * Math.sqrt(values.length), 12)
  expect(ir).toBeCloseTo(middle / spread, 12)
  expect(hitRate).toBe(values.filter((value) => value > 0).length / values.length)
})

test("dates that have no correlation are dropped with their reason", () => {
  const dates = ["d", "a", "a", "b", "b", "c", "c", "c"]
  const { byDate, dropped, sd, t, ir } = rankIc([1, 1, 2, 5, 5, 1, 2, 3], [1, 3, 4, 1, 2, 3, 3, 3], dates)
  expect(byDate).toEqual([{ date: "a", ic: 1, rows: 2 }])
  expect(dropped).toEqual([
    { date: "b", rows: 2, reason: "all scores are equal" },
    { date: "c", rows: 3, reason: "all outcomes are equal" },
    { date: "d", rows: 1, reason: "1 row(s), expected at least 2" },
  ])
  expect([sd, t, ir]).toEqual([null, null, null])
  expect(() => rankIc([1], [1], ["a"])).toThrow("no date could be used")
  expect(() => rankIc([1], [1], [Number.NaN])).toThrow("dates[0] is NaN")
  expect(() => rankIc([], [], [])).toThrow("no date could be used")
})

test("turning the scores round turns every correlation round", () => {
  const { scores, outcomes, dates } = draw(2, 300)
  const turned = rankIc(
    scores.map((score) => -score),
    outcomes,
    dates,
  )
  const given = rankIc(scores, outcomes, dates)
  expect(turned.mean).toBeCloseTo(-given.mean, 14)
  expect(turned.sd).toBeCloseTo(given.sd!, 14)
})

function draw(seed: number, rows: number) {
  const next = random(seed)
  const dates = Array.from({ length: rows }, () => pick(next, seed % 15 ? 20 : 3))
  const scores = Array.from({ length: rows }, () => (seed % 2 ? pick(next, 5) : next()))
  const outcomes = scores.map((score) => score + 3 * next())
  return { scores, outcomes, dates }
}
