import { array, assert, constantFrom, double, option, property, record } from "fast-check"
import { expect, test } from "vitest"
import { groupRuns } from "../../src/analysis/group-runs.js"
import type { Run } from "../../src/data/run.js"
import { runGroupsSchema } from "../../src/results/run-groups.js"

const run = (metrics: Run["metrics"], params: Run["params"] = {}): Run => ({
  runId: "r",
  runName: "",
  experimentId: "0",
  status: "FINISHED",
  startTime: 0,
  endTime: 1,
  userId: "",
  lifecycleStage: "active",
  artifactUri: "",
  metrics,
  params,
  tags: {},
  datasets: [],
})
const param = (key: string) => ({ name: `params.${key}`, read: ({ params }: Run) => params[key] ?? null })
const weight = { name: "metrics.n", read: ({ metrics }: Run) => metrics.n ?? null }

// numpy: np.mean, np.std(ddof=1), np.average(auc, weights=n)
test("a walk-forward's folds as numpy has them", () => {
  const runs = [run({ auc: 0.61, n: 100 }), run({ auc: 0.55, n: 300 }), run({ auc: 0.7, n: 50 })]
  const { groups, weight: name } = groupRuns(runs, { weight, metrics: ["auc"] })
  expect(name).toBe("metrics.n")
  expect(groups).toEqual([
    {
      values: [],
      runs: 3,
      metrics: [
        {
          metric: "auc",
          count: 3,
          mean: expect.closeTo(0.62, 12),
          sd: expect.closeTo(0.07549834435270748, 12),
          min: 0.55,
          max: 0.7,
          weightedMean: expect.closeTo(0.58, 12),
        },
      ],
    },
  ])
})

test("groups are in the order of their values, numbers as numbers, absent ones last", () => {
  const runs = ["10", "9", "auto", undefined, "9"].map((depth) => run({ auc: 1 }, depth === undefined ? {} : { depth }))
  const { groups } = groupRuns(runs, { by: [param("depth")] })
  expect(groups.map(({ values, runs: n }) => [...values, n])).toEqual([
    ["9", 2],
    ["10", 1],
    ["auto", 1],
    [null, 1],
  ])
})

test("NaN and absent values are not counted, one value has no sd, no weight is no weighted mean", () => {
  const runs = [run({ auc: Number.NaN, n: 3 }), run({ auc: 0.5 }), run({ loss: 1, n: 0 })]
  const { groups } = groupRuns(runs, { weight })
  const [group] = groups
  expect(group!.metrics.find(({ metric }) => metric === "auc")).toMatchObject({
    count: 1,
    sd: null,
    weightedMean: null,
  })
  expect(group!.metrics.find(({ metric }) => metric === "loss")).toMatchObject({ count: 1, weightedMean: null })
  expect(() => groupRuns([run({ auc: 1, n: -1 })], { weight })).toThrow(/run r: got weight -1 in metrics.n/)
  expect(groupRuns([])).toEqual({ by: [], weight: null, runs: 0, groups: [] })
})

test("every run is in one group, means lie between min and max, and the result is what its schema says", () => {
  const value = double({ min: -1e6, max: 1e6 })
  // the product of a weight near 0 and a value is 0, with numpy as well: such weights say nothing
  const rows = double({ min: 0, max: 100, noNaN: true }).filter((n) => n === 0 || n > 1e-200)
  const runs = array(record({ m: option(value), n: rows, p: option(constantFrom("a", "2", "10")) }))
  assert(
    property(runs, (drawn) => {
      const all = drawn.map(({ m, n, p }) => run({ ...(m !== null && { m }), n }, p === null ? {} : { p }))
      const result = groupRuns(all, { by: [param("p")], weight })
      expect(runGroupsSchema.parse(result)).toEqual(result)
      expect(result.groups.reduce((sum, group) => sum + group.runs, 0)).toBe(all.length)
      for (const { min, max, mean, weightedMean } of result.groups.flatMap((group) => group.metrics)) {
        const slack = 1e-9 * Math.max(1, Math.abs(min), Math.abs(max))
        for (const each of [mean, weightedMean ?? mean]) {
          expect(each).toBeGreaterThanOrEqual(min - slack)
          expect(each).toBeLessThanOrEqual(max + slack)
        }
      }
    }),
  )
})
