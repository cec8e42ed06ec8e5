import { icDecay } from "../../../src/kernels/metrics/ic-decay.js"
import { longShortSpread } from "../../../src/kernels/metrics/long-short-spread.js"
import { quantileBins } from "../../../src/kernels/metrics/quantile-bins.js"
import { quantileReturns } from "../../../src/kernels/metrics/quantile-returns.js"
import { rankAutocorrelation } from "../../../src/kernels/metrics/rank-autocorrelation.js"
import { rankIc } from "../../../src/kernels/metrics/rank-ic.js"
import { turnover } from "../../../src/kernels/metrics/turnover.js"
import { expect, test } from "../../harness/index.js"
import { random } from "../../naive/random.js"

test("quantiles are those of pandas' qcut", () => {
  // pd.qcut(values, q, labels=False)
  expect([...quantileBins(Float64Array.of(1, 2, 3, 4, 5, 6, 7), 3)]).toEqual([0, 0, 0, 1, 1, 2, 2])
  expect([...quantileBins(Float64Array.of(5, 1, 1, 9, 3, 7, 7, 2), 4)]).toEqual([2, 0, 0, 3, 1, 2, 2, 1])
  expect([...quantileBins(Float64Array.of(0, 10), 2)]).toEqual([0, 1])
})

test("the spread is the top quantile's mean less the bottom's, date by date", () => {
  const scores = [1, 2, 3, 4, 4, 3, 2, 1, 1, 1]
  const returns = [1, 1, 3, 5, 9, 7, 1, 0, 2, 3]
  const dates = [1, 1, 1, 1, 2, 2, 2, 2, 3, 3]
  const { quantiles, byDate, dropped } = quantileReturns(scores, returns, dates, { quantiles: 2 })
  expect(byDate).toEqual([
    { date: 1, means: [1, 4], rows: 4 },
    { date: 2, means: [0.5, 8], rows: 4 },
  ])
  expect(quantiles).toEqual([
    { quantile: 1, mean: 0.75, rows: 4 },
    { quantile: 2, mean: 6, rows: 4 },
  ])
  expect(dropped).toEqual([{ date: 3, rows: 2, reason: "all scores are equal" }])
  const spread = longShortSpread(scores, returns, dates, { quantiles: 2 })
  expect([spread.mean, spread.hitRate, spread.dates]).toEqual([5.25, 1, 2])
  expect(spread.sd).toBeCloseTo(Math.sqrt(2 * 2.25 ** 2), 14)
})

test("an order that stays has no turnover and autocorrelation 1, one that turns round all of it", () => {
  const entities = ["a", "b", "c", "d", "a", "b", "c", "d"]
  const dates = [1, 1, 1, 1, 2, 2, 2, 2]
  const still = [1, 2, 3, 4, 10, 20, 30, 40]
  const turned = [1, 2, 3, 4, 4, 3, 2, 1]
  expect(turnover(still, dates, entities, { quantiles: 2 })).toMatchObject({ top: 0, bottom: 0 })
  expect(turnover(turned, dates, entities, { quantiles: 2 })).toMatchObject({ top: 1, bottom: 1 })
  expect(rankAutocorrelation(still, dates, entities).mean).toBeCloseTo(1, 14)
  expect(rankAutocorrelation(turned, dates, entities).mean).toBeCloseTo(-1, 14)
  expect(() => turnover(still, dates.fill(1), entities)).toThrow("a has two rows on 1")
  expect(() => rankAutocorrelation([1, 2], [1, 1], ["a", "b"])).toThrow("no date could be used")
})

test("lag 0 of the decay is the rank IC, and outcomes of later dates follow the entity", () => {
  const next = random(4)
  const [scores, outcomes, dates, entities]: [number[], number[], number[], number[]] = [[], [], [], []]
  let before = Array.from({ length: 30 }, next)
  for (let date = 0; date < 12; date++) {
    const now = Array.from({ length: 30 }, next)
    // entities come in another order on every date
    for (const i of [...now.keys()].sort((a, b) => now[a]! - now[b]!)) {
      scores.push(now[i]!)
      outcomes.push(before[i]!)
      dates.push(date)
      entities.push(i)
    }
    before = now
  }
  const [now, later] = icDecay(scores, outcomes, dates, entities, { lags: [0, 1] })
  expect(now!.ic!.mean).toBeCloseTo(rankIc(scores, outcomes, dates).mean, 14)
  expect(later!.ic).toMatchObject({ mean: 1, dates: 11 })
  expect(icDecay(scores, outcomes, dates, entities, { lags: [12] })[0]!.ic).toBeNull()
})
