import { join } from "node:path"
import { expect, test } from "vitest"
import { isLoss } from "../../src/analysis/is-loss.js"
import { rankModels } from "../../src/analysis/rank-models.js"
import { rankTags } from "../../src/analysis/rank-tags.js"
import type { Run } from "../../src/data/run.js"
import { openStore } from "../../src/node.js"
import { modelRankingSchema } from "../../src/results/model-ranking.js"

const name = "wf_xgboost_AAPL_f150_tr3m_te1m"
const folder = join(import.meta.dirname, "../../build/golden/requirements/001/mlruns")

async function trials(): Promise<Run[]> {
  return (await (await openStore(folder)).searchRuns()).runs
}

test("the ten best trials, field by field as the document answers", async () => {
  const ranking = rankModels(name, await trials())
  expect(modelRankingSchema.parse(ranking)).toEqual(ranking)
  expect(Object.keys(ranking)).toEqual(["experiment_name", "metric", "top_n", "total_ranked", "models", "summary"])
  expect(ranking).toMatchObject({ experiment_name: name, metric: "avg_test_r2", top_n: 10, total_ranked: 10 })
  expect(ranking.models.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  expect(Object.keys(ranking.models[0]!)).toEqual(["rank", "run_id", "metric", "value", "run_name"])
  const values = ranking.models.map(({ value }) => value)
  expect(values).toEqual([...values].sort((a, b) => b - a))
  expect(ranking.summary).toEqual({
    best_value: values[0],
    worst_value: values[9],
    best_run_id: ranking.models[0]!.run_id,
  })
})

test("failed, running, NaN and missing are left out; ties go to the one that started later", async () => {
  const all = rankModels(name, await trials(), { topN: 100 })
  expect(all).toMatchObject({ top_n: 100, total_ranked: 50 - 2 - 2 - 2 - 1 })
  const names = all.models.map((model) => model.run_name)
  for (const left of [7, 31, 12, 40, 19, 44, 49]) expect(names).not.toContain(`trial_${left}`)
  expect(names.indexOf("trial_23") + 1).toBe(names.indexOf("trial_22"))
  const least = rankModels(name, await trials(), { metric: "avg_test_rmse", ascending: true })
  expect(least.summary.best_value).toBeLessThan(least.summary.worst_value)
})

test("what cannot be ranked says so", async () => {
  expect(() => rankModels(name, [])).toThrow(/No models found/)
  const runs = await trials()
  expect(() => rankModels(name, runs, { metric: "auc" })).toThrow(/No models found: .* 50 runs, none .* finite auc/)
  expect(() => rankModels(name, runs, { topN: 0 })).toThrow(/got top_n 0/)
})

test("tags of the ranking, and of an earlier one that no longer hold", async () => {
  const runs = await trials()
  const ranking = rankModels(name, runs, { topN: 4 })
  const [first, , , fourth] = ranking.models
  const stale = runs.find(({ runId }) => ranking.models.every((model) => model.run_id !== runId))!
  const tagged = runs.map((run): Run => {
    if (run !== stale && run.runId !== fourth!.run_id) return run
    return { ...run, tags: { ...run.tags, model_rank: "4", top_10: "true", production_candidate: "true", top_x: "1" } }
  })
  const changes = rankTags(ranking, tagged)
  const of = (runId: string) => changes.filter((change) => change.runId === runId).map(({ key, value }) => [key, value])
  expect(of(first!.run_id)).toEqual([
    ["model_rank", "1"],
    ["top_4", "true"],
    ["production_candidate", "true"],
  ])
  expect(of(fourth!.run_id)).toEqual([
    ["top_10", undefined],
    ["production_candidate", undefined],
    ["top_4", "true"],
  ])
  expect(of(stale.runId)).toEqual([
    ["model_rank", undefined],
    ["top_10", undefined],
    ["production_candidate", undefined],
  ])
})

test("losses are told by their names", () => {
  for (const loss of ["avg_test_rmse", "avg_test_mae", "val/loss", "business_cost", "false_positive_rate", "logloss"]) {
    expect(isLoss(loss), loss).toBe(true)
  }
  for (const gain of ["avg_test_r2", "roc_auc", "f1_score", "num_folds", "lift", "terror_index"]) {
    expect(isLoss(gain), gain).toBe(false)
  }
})
