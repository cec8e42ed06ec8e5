import { join } from "node:path"
import { expect, test } from "vitest"
import { parameterEffectsSchema } from "../../src/results/parameter-effects.js"
import { goldenFolder } from "../stores/golden-store.js"
import { leafwise, linesOf } from "./run.js"

const anomaly = join(goldenFolder, "requirements/004/mlruns")
const effects = (store: string, ...args: string[]) => leafwise(["effects", "--store", store, ...args])
const cells = (stdout: string) => linesOf(stdout).map((line) => line.split("\t"))

test("004: one variable at a time, the metric trends upward", async () => {
  const { stdout, code } = await effects(anomaly, "-x", "isolation_forest", "--metric", "f1_score", "--json")
  const result = JSON.parse(stdout)
  parameterEffectsSchema.parse(result)
  expect(code).toBe(0)
  expect([result.totalPairs, result.trend]).toEqual([3, 1])
  expect(result.constant).toEqual(["max_samples", "n_estimators", "random_state"])
  expect(result.params[0]).toMatchObject({ param: "contamination", numeric: true, correlation: { value: 1, runs: 3 } })
  expect(result.curve.map(({ improved }: { improved: boolean }) => improved)).toEqual([true, true, true])
  const steps = result.steps.map(({ from, to }: { from: string; to: string }) => `${from} -> ${to}`)
  expect(steps).toEqual(["0.03 -> 0.05", "0.03 -> 0.1", "0.05 -> 0.1"])
  expect(result.steps[0].meanDifference).toBeCloseTo(0.01, 12)
})

test("001: means of fifty trials by learning rate, weighted by their folds", async () => {
  const store = join(goldenFolder, "requirements/001/mlruns")
  const asked = ["--metric", "avg_test_r2", "--param", "learning_rate", "--weight", "metrics.num_folds"]
  const { stdout, stderr } = await effects(store, ...asked)
  const [head, ...rows] = cells(stdout)
  expect(head!.slice(0, 8)).toEqual(["param", "value", "runs", "mean", "sd", "min", "max", "weighted mean"])
  expect(rows.map(([, value]) => value)).toEqual(["0.01", "0.03", "0.1", "0.3"])
  expect(rows.reduce((sum, row) => sum + Number(row[2]), 0)).toBe(43)
  expect(stderr).toContain("2 avg_test_r2 is NaN")
  const curve = cells((await effects(store, "--metric", "avg_test_rmse", "--show", "curve")).stdout).slice(1)
  const best = curve.map((row) => Number(row[4]))
  expect(best).toEqual([...best].sort((a, b) => b - a))
})

test("what is wrong says what there is", async () => {
  const unknown = await effects(anomaly, "-x", "isolation_forest", "--metric", "auc")
  expect([unknown.code, unknown.stderr]).toEqual([
    1,
    expect.stringContaining("no finished run has a finite auc (3 auc is missing)"),
  ])
  expect((await effects(anomaly)).code).toBe(2)
})
