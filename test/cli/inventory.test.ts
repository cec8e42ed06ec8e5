import { join } from "node:path"
import { expect, test } from "vitest"
import { storeInventorySchema } from "../../src/results/store-inventory.js"
import { goldenFolder } from "../stores/golden-store.js"
import { leafwise, linesOf } from "./run.js"

const organization = join(goldenFolder, "requirements/002/mlruns/mlflow.db")
const anomaly = join(goldenFolder, "requirements/004/mlruns")
const take = (store: string, ...args: string[]) => leafwise(["inventory", "--store", store, ...args])

test("002: the document's table of runs, best run, metrics and tags", async () => {
  const { stdout, stderr, code } = await take(organization, "--markdown")
  expect([code, stderr]).toEqual([0, ""])
  const lines = linesOf(stdout).map((line) => line.trim())
  const document = `
| Run Name | Features | Sampling | Mean ROC-AUC | Std ROC-AUC |
|----------|----------|----------|--------------|-------------|
| exp03_cv_domain_balanced | domain (194) | balanced | 0.7761 | 0.0064 |
| exp01_cv_baseline_balanced | baseline (189) | balanced | 0.7754 | 0.0074 |
| exp04_cv_domain_undersample | domain (194) | undersample | 0.7717 | 0.0068 |
| exp02_cv_baseline_undersample | baseline (189) | undersample | 0.7715 | 0.0076 |

**Best Run**: \`exp03_cv_domain_balanced\` (0.7761 ± 0.0064)`
  expect(stdout).toContain(document)
  for (const line of [
    "### Experiment 1: credit_scoring_feature_engineering_cv ✅",
    "**Name**: `credit_scoring_feature_engineering_cv`",
    "**ID**: 1",
    "**Runs**: 4",
    "**Method**: 5-fold CV",
    "- ✅ `mean_roc_auc` - Primary metric",
    "- ✅ `std_roc_auc` - Stability measure",
    "- ✅ `mean_pr_auc` - Precision-Recall AUC",
    "- ✅ `std_pr_auc` - PR-AUC stability",
    "- ❌ `train_roc_auc` - NOT logged (can't detect overfitting)",
    "- `feature_strategy`: baseline|domain",
    "- `sampling_strategy`: balanced|undersample",
    '- `validation`: "5-fold CV"',
    "**Spread over runs** (not over folds): 0.7737 ± 0.0024, 0.7715 to 0.7761, 4 runs",
  ])
    expect(lines).toContain(line)
})

test("002: the experiment that was not finished", async () => {
  const { stdout } = await take(organization, "--markdown", "-x", "credit_scoring_hyperparameter_optimization")
  expect(stdout).toContain(`
| Run Name | Status | ROC-AUC |
|----------|--------|---------|
| hyperparam_opt_domain_balanced | Incomplete | N/A |
| hyperparam_opt_domain_balanced | Incomplete | N/A |
`)
  const lines = linesOf(stdout).map((line) => line.trim())
  for (const line of ["**Runs**: 2 (incomplete)", "**Status**: INCOMPLETE", "**Method**: 3-fold CV, 50 iterations"]) {
    expect(lines).toContain(line)
  }
  expect(stdout).toMatch(/- `[0-9a-f]{32}`: RUNNING\n- `[0-9a-f]{32}`: FAILED|FAILED\n- `[0-9a-f]{32}`: RUNNING/)
})

test("--json has the schema, and says what is required and missing", async () => {
  const { stdout } = await take(organization, "--json", "--required", "roc_auc|mean_roc_auc,train_roc_auc")
  const result = JSON.parse(stdout)
  storeInventorySchema.parse(result)
  expect(result.project).toBe("002")
  const [first, second] = result.experiments
  expect([first.purpose, first.purposeFrom, second.purpose]).toEqual([
    "feature engineering cv",
    "name",
    "hyperparameter optimization",
  ])
  expect(first.runs[0]).toMatchObject({ number: 3, missing: ["train_roc_auc"], incomplete: null })
  expect(first.runs[0].score).toEqual({
    ...{ key: "mean_roc_auc", metric: "roc_auc", mean: 0.7761, std: 0.0064, source: "logged", folds: null },
  })
  expect([second.headline, second.bestRunId, second.incompleteRuns]).toEqual([null, null, 2])
})

test("003: without mean and std the nested folds make them", async () => {
  const { stdout } = await take(join(goldenFolder, "requirements/003/mlruns"), "--json", "--metric", "accuracy")
  const [{ runs, nestedRuns }] = JSON.parse(stdout).experiments
  expect([runs.length, nestedRuns, runs[0].nested.length]).toEqual([2, 10, 5])
  expect(runs[0].score).toMatchObject({ mean: 0.99, source: "nested runs", folds: 5 })
  expect(runs[0].score.std).toBeGreaterThan(0)
})

test("004: project, experiments and runs as a tree", async () => {
  const { stdout } = await take(anomaly, "--tree", "--project", "market-anomaly-detection")
  expect(stdout).toContain(`market-anomaly-detection/
├── statistical_methods/
│   ├── zscore_threshold_3.0_window_30 (Run 1)
│   ├── volatility_detector (Run 2)
│   └── correlation_window_60 (Run 3)
├── isolation_forest/
│   ├── contamination_0.03 (Run 1)
│   ├── contamination_0.05 (Run 2)
│   └── contamination_0.10 (Run 3)
`)
  expect(stdout).toContain("├── ensemble/\n│   └── ensemble_2024-12-27_final (Run 1)\n")
  expect(linesOf((await take(anomaly, "--tree")).stdout)[0]).toBe("004/")
})

test("001: lost runs are told from ranked ones", async () => {
  const { stdout } = await take(join(goldenFolder, "requirements/001/mlruns"), "--json", "--metric", "test_r2")
  const [{ runs, incompleteRuns, headline }] = JSON.parse(stdout).experiments
  expect([headline, runs.length, incompleteRuns]).toEqual(["avg_test_r2", 50, 7])
  const reasons = runs.flatMap(({ incomplete }: { incomplete: string | null }) => incomplete ?? [])
  expect(reasons.sort()).toEqual([
    ...["FAILED", "FAILED", "RUNNING", "avg_test_r2 is NaN", "avg_test_r2 is NaN"],
    ...["avg_test_r2 is missing", "avg_test_r2 is missing"],
  ])
})
