import fc from "fast-check"
import { expect, test } from "vitest"
import { parameterEffects } from "../../src/analysis/parameter-effects.js"
import type { Run } from "../../src/data/run.js"

/** A finished run; its place in time is its number. */
function runOf(number: number, params: Record<string, string>, auc: number, more: Partial<Run> = {}): Run {
  return {
    ...{ runId: `run${number}`, runName: `trial_${number}`, experimentId: "1", status: "FINISHED", userId: "" },
    ...{ startTime: 1000 * number, endTime: null, lifecycleStage: "active", artifactUri: "", tags: {}, datasets: [] },
    ...{ params, metrics: { auc } },
    ...more,
  }
}

test("means by value, weighted where asked, numbers in their order", () => {
  const runs = [
    runOf(1, { depth: "10" }, 0.6, { metrics: { auc: 0.6, n: 1 } }),
    runOf(2, { depth: "9" }, 0.7, { metrics: { auc: 0.7, n: 3 } }),
    runOf(3, { depth: "10" }, 0.8, { metrics: { auc: 0.8, n: 3 } }),
  ]
  const weight = { name: "metrics.n", read: (run: Run) => run.metrics.n ?? null }
  const { params } = parameterEffects(runs, { metric: "auc", weight })
  const [{ values, numeric, range }] = params as [(typeof params)[number]]
  expect(numeric).toBe(true)
  expect(values.map(({ value, runs: n }) => [value, n])).toEqual([
    ["9", 1],
    ["10", 2],
  ])
  expect(values[1]).toMatchObject({ min: 0.6, max: 0.8 })
  expect(values[1]!.sd).toBeCloseTo(0.1 * Math.SQRT2, 12)
  expect(values[1]!.weightedMean).toBeCloseTo(0.75, 12)
  expect(range).toBeCloseTo(0, 12)
})

test("pairs differ in exactly one param, an absent one included", () => {
  const runs = [
    runOf(1, { depth: "3", rate: "0.1" }, 0.5),
    runOf(2, { depth: "5", rate: "0.1" }, 0.7),
    runOf(3, { depth: "5", rate: "0.3" }, 0.6),
    runOf(4, { depth: "5", rate: "0.1", extra: "yes" }, 0.75),
  ]
  const { pairs, steps, totalPairs } = parameterEffects(runs, { metric: "auc" })
  const found = pairs.map(({ param, from, to, better }) => [param, from.value, to.value, better])
  expect(totalPairs).toBe(3)
  expect(found).toContainEqual(["depth", "3", "5", true])
  expect(found).toContainEqual(["rate", "0.1", "0.3", false])
  expect(found).toContainEqual(["extra", "yes", null, false])
  const first = steps.find(({ param }) => param === "depth")!
  expect([first.pairs, first.wins]).toEqual([1, 1])
  expect(first.meanDifference).toBeCloseTo(0.2, 12)
})

test("the same pairs as looking at every two runs", () => {
  const params = fc.record({
    a: fc.constantFrom("1", "2", "3"),
    b: fc.constantFrom("x", "y"),
    c: fc.constantFrom("0", "1"),
  })
  fc.assert(
    fc.property(fc.array(params, { minLength: 1, maxLength: 25 }), (rows) => {
      const runs = rows.map((row, i) => runOf(i, row, i / 10))
      const naive = runs.flatMap((x, i) =>
        runs
          .slice(i + 1)
          .filter((y) => Object.keys(x.params).filter((key) => x.params[key] !== y.params[key]).length === 1),
      )
      expect(parameterEffects(runs, { metric: "auc" }).totalPairs).toBe(naive.length)
    }),
    { numRuns: 50, seed: 1 },
  )
})

test("the best so far follows start times and the metric's direction", () => {
  const losses = [3, 1, 2, 0.5].map((rmse, i) => runOf(4 - i, { i: String(i) }, 0, { metrics: { rmse } }))
  const { curve, trend, lowerIsBetter } = parameterEffects(losses, { metric: "rmse" })
  expect(lowerIsBetter).toBe(true)
  expect(curve.map(({ best, improved }) => [best, improved])).toEqual([
    [0.5, true],
    [0.5, false],
    [0.5, false],
    [0.5, false],
  ])
  expect(trend).toBeCloseTo(0.8, 12)
})

test("unfinished runs and those without a finite value are counted", () => {
  const runs = [
    runOf(1, {}, 0.5),
    runOf(2, {}, 0.5, { status: "FAILED" }),
    runOf(3, {}, Number.NaN),
    runOf(4, {}, 0, { metrics: {} }),
  ]
  expect(parameterEffects(runs, { metric: "auc" }).dropped.map(({ reason }) => reason)).toEqual([
    "status is FAILED",
    "auc is NaN",
    "auc is missing",
  ])
  expect(() => parameterEffects(runs, { metric: "f1" })).toThrow("no finished run has a finite f1")
  expect(() => parameterEffects(runs, { metric: "auc", params: ["depth"] })).toThrow("no run has a param depth")
})

test("a sweep of ten thousand values of one param compares neighbours, and says so", () => {
  const runs = Array.from({ length: 10_000 }, (_, i) => runOf(i, { rate: String(i) }, i / 10_000))
  const { totalPairs, notes, params } = parameterEffects(runs, { metric: "auc" })
  expect([totalPairs, params[0]!.correlation!.value]).toEqual([9999, 1])
  expect(notes).toEqual(["rate: 49,995,000 pairs in equal surroundings, of which neighbouring values were compared"])
})
