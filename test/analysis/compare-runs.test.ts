import { expect, test } from "vitest"
import { compareRuns } from "../../src/analysis/compare-runs.js"
import type { Run } from "../../src/data/run.js"
import { runComparisonSchema } from "../../src/results/run-comparison.js"

const run = (runId: string, rest: Partial<Run>): Run => ({
  runId,
  runName: `run ${runId}`,
  experimentId: "0",
  status: "FINISHED",
  startTime: 0,
  endTime: 1500,
  userId: "",
  lifecycleStage: "active",
  artifactUri: "",
  metrics: {},
  params: {},
  tags: {},
  datasets: [],
  ...rest,
})

const runs = [
  run("a", { metrics: { auc: 0.5, nan: Number.NaN }, params: { depth: "5", lr: "0.1" } }),
  run("b", { metrics: { auc: 0.75, nan: Number.NaN }, params: { depth: "5" }, tags: { kind: "x" } }),
]

test("params, metrics and tags stand side by side", () => {
  const comparison = compareRuns(runs)
  expect(runComparisonSchema.parse(comparison)).toEqual(comparison)
  expect(comparison.fields.map(({ kind, key, values, differs }) => [kind, key, ...values, differs])).toEqual([
    ["attribute", "status", "FINISHED", "FINISHED", false],
    ["attribute", "seconds", 1.5, 1.5, false],
    ["param", "depth", "5", "5", false],
    ["param", "lr", "0.1", null, true],
    ["metric", "auc", 0.5, 0.75, true],
    ["metric", "nan", Number.NaN, Number.NaN, false],
    ["tag", "kind", null, "x", true],
  ])
})

test("the baseline comes first, metrics are measured against it", () => {
  const { runs: order, fields } = compareRuns(runs, { baseline: "b", diffOnly: true })
  expect(order.map(({ runId }) => runId)).toEqual(["b", "a"])
  expect(fields.map(({ key }) => key)).toEqual(["lr", "auc", "kind"])
  expect(fields.find(({ key }) => key === "auc")).toMatchObject({ values: [0.75, 0.5], differences: [0, -0.25] })
  expect(() => compareRuns(runs, { baseline: "c" })).toThrow(/got baseline c, expected one of the compared runs/)
})
