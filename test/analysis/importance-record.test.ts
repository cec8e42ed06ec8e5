import { spawnSync } from "node:child_process"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { importanceRecord } from "../../src/analysis/importance-record.js"
import { metricKeys } from "../../src/analysis/metric-keys.js"
import { retrainScript } from "../../src/analysis/retrain-script.js"
import { trainingParams } from "../../src/analysis/training-params.js"
import { readModel } from "../../src/readers/model.js"
import type { PermutationImportance } from "../../src/results/permutation-importance.js"
import { checkKey, newRules, oldRules } from "../../src/stores/keys.js"
import { goldenFolder } from "../stores/golden-store.js"

function result(means: readonly number[], rows = 500): PermutationImportance {
  const mean = Float64Array.from(means)
  return {
    ...{ model: "m", data: "d", rows, dropped: 0, baseline: 0.8, metric: "rocAuc", mean, sd: mean.map(() => 0.01) },
    ...{ features: means.map((_, j) => `f${j}`), repeats: means.map((each) => Float64Array.of(each)) },
    noise: { source: "repeats", floor: mean },
    standsOut: means.map(() => true),
    dropCandidates: { threshold: 0.001, features: [], score: 0, mean: 0, sd: 0 },
    matching: {} as PermutationImportance["matching"],
  }
}

test("params, metrics and artifacts as the document names them", () => {
  const means = Array.from({ length: 60 }, (_, j) => (j % 7) / 10 + j / 1000)
  const { params, metrics, artifacts } = importanceRecord(
    result(means),
    means.map((_, j) => `f${j}`),
  )
  expect(params).toEqual({
    feature_names: means
      .slice(0, 50)
      .map((_, j) => `f${j}`)
      .join(","),
    total_features: "60",
  })
  expect(Object.keys(metrics)).toHaveLength(20 + 4)
  const sorted = [...means].sort((a, b) => a - b)
  expect(metrics).toMatchObject({
    importance_max: sorted[59],
    importance_median: (sorted[29]! + sorted[30]!) / 2,
    importance_min: sorted[0],
    importance_f55: means[55],
  })
  expect(metrics.importance_mean).toBeCloseTo(means.reduce((a, b) => a + b) / 60, 12)
  const csv = String(artifacts["feature_importance.csv"]).trimEnd().split("\n")
  expect([csv[0], csv[1], csv.length]).toEqual(["rank,feature,importance,std", `1,f55,${means[55]},0.01`, 61])
  const json = JSON.parse(String(artifacts["permutation_importance.json"]))
  expect(json.features[0]).toMatchObject({ rank: 1, feature: "f55" })
  expect(json.metric_keys.importance_f55).toBe("f55")
})

test("fewer than ten rows are refused", () => {
  expect(() => importanceRecord(result([1], 9), ["f0"])).toThrow(/got 9 rows with a target, expected at least 10/)
  expect(importanceRecord(result([1], 10), ["f0"]).metrics.importance_f0).toBe(1)
})

test("any name gets a key of its own that every release takes, and leads back", () => {
  const names = [
    ...["close", "max", "mean", "a:b", "a_u003a_b", "a/b", "a", "../up", "/", "", "x=1", "ñ ü.-_", "<b>", "😀", "a\nb"],
    ...["n".repeat(300), `${"n".repeat(299)}m`],
  ]
  const keys = metricKeys("importance_", names, ["importance_max", "importance_mean"])
  expect([...keys.values()]).toEqual(names)
  expect(keys.get("importance_close")).toBe("close")
  for (const key of keys.keys()) {
    checkKey("metric", key, oldRules)
    checkKey("metric", key, newRules)
  }
  const all = [...keys.keys()]
  for (const key of all) expect(all.some((other) => other.startsWith(`${key}/`))).toBe(false)
})

test("names are data in a script, never code", () => {
  const script = retrainScript({
    ...{ library: "lightgbm", booster: "gbdt", objective: "binary sigmoid:1", outputs: 1, rounds: 20 },
    ...{ params: { max_depth: "4", symbol: "AAPL", seed: "" }, target: '"""\nimport os', data: "a\\b.csv" },
    ...{ kept: ['x"]; print(1)', "\u202e"], dropped: [] },
  })
  expect(script).toContain('KEPT = [\n "x\\"]; print(1)",\n "\\u202e"\n]')
  expect(script).toContain(String.raw`TARGET = "\"\"\"\nimport os"`)
  expect(script).toContain('"objective":"binary"')
  expect(script).toContain('"max_depth":4')
  expect(script).not.toContain("AAPL")
})

test("both libraries' scripts are Python, and what one target cannot train is refused", async () => {
  const common = {
    ...{ rounds: 20, params: {}, target: "y", data: "t.parquet", kept: ["a_b", "c"], dropped: ["d"] },
    ...{ booster: "gbdt" as const, outputs: 1 },
  }
  const scripts = [
    retrainScript({ ...common, library: "lightgbm", objective: "tweedie tweedie_variance_power:1.3", group: "q" }),
    retrainScript({ ...common, library: "xgboost", objective: "multi:softprob", outputs: 3, runId: "r" }),
  ]
  expect(scripts[0]).toContain('"tweedie_variance_power":1.3')
  expect(scripts[1]).toContain('"num_class":3')
  const compile = "import sys; compile(sys.stdin.read(), 'retrain.py', 'exec')"
  for (const script of scripts) {
    const { error, status, stderr } = spawnSync("python3", ["-c", compile], { input: script, encoding: "utf8" })
    // Where there is no Python the scripts are not compiled.
    if (!error) expect([status, stderr]).toEqual([0, ""])
  }
  const quantiles = { ...common, library: "xgboost", objective: "reg:quantileerror", outputs: 2 } as const
  expect(() => retrainScript(quantiles)).toThrow(/2 outputs with objective reg:quantileerror.*--kept/)
})

test("a script trains as the model's file says: its learner, its switches, its objective's numbers, text as classes", async () => {
  const paramsOf = async (model: string, objective?: string) => {
    const { library, booster, training, iterations, outputs, ...ensemble } = readModel(
      await readFile(join(goldenFolder, model)),
    )
    return trainingParams({
      ...{ library, booster, outputs, objective: objective ?? ensemble.objective, rounds: iterations.total },
      ...{
        params: { max_depth: "4" },
        kept: ["a"],
        dropped: [],
        target: "y",
        data: "t.csv",
        ...(training && { training }),
      },
    })
  }
  expect(await paramsOf("lgb_dart/model.txt")).toMatchObject({ boosting: "dart", num_leaves: expect.any(Number) })
  expect(await paramsOf("lgb_rf/model.txt")).toMatchObject({ boosting: "rf", bagging_freq: expect.any(Number) })
  expect(await paramsOf("lgb_zero_as_missing/model.txt")).toMatchObject({ zero_as_missing: "true" })
  // LightGBM's file says it all; what its run logged under other names would be another param.
  expect(await paramsOf("lgb_binary/model.txt")).not.toHaveProperty("max_depth", 4)
  expect(await paramsOf("xgb_reg_tweedie/model.json")).toMatchObject({ max_depth: 4, tweedie_variance_power: 1.5 })
  expect(await paramsOf("xgb_random_forest/model.json")).toMatchObject({
    subsample: 0.8,
    num_parallel_tree: expect.any(Number),
  })
  expect(await paramsOf("xgb_binary/model.json")).not.toHaveProperty("num_parallel_tree")
})
