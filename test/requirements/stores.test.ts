import { readdir } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { openStore } from "../../src/node.js"
import { copiedRequirement } from "../cli/requirement-store.js"
import { leafwise, type Outcome } from "../cli/run.js"
import { goldenFolder } from "../stores/golden-store.js"

const folder = (document: string): string => join(goldenFolder, "requirements", document)
const json = async (...args: string[]) => {
  const outcome: Outcome = await leafwise([...args, "--json"])
  expect([outcome.code, outcome.stderr]).toEqual([0, expect.not.stringMatching(/^leafwise:/m)])
  return JSON.parse(outcome.stdout)
}
const wf = "wf_xgboost_AAPL_f150_tr3m_te1m"

test("001: each of the document's metrics is ranked in its direction", async () => {
  const best = async (metric: string, ...more: string[]) => {
    const asked = ["runs", "rank", "--store", join(folder("001"), "mlruns"), "-x", wf, "--dry-run", "--top-n", "50"]
    const { models } = await json(...asked, "--metric", metric, ...more)
    return models.map(({ value }: { value: number }) => value) as number[]
  }
  const falling = (values: readonly number[]) => [...values].sort((a, b) => b - a)
  for (const metric of ["avg_test_r2", "num_folds"]) expect(await best(metric)).toEqual(falling(await best(metric)))
  for (const metric of ["avg_test_rmse", "avg_test_mae", "avg_train_rmse"]) {
    const values = await best(metric)
    expect(values.length).toBeGreaterThan(30)
    expect(values).toEqual(falling(values).reverse())
  }
})

test("001: what the document looks for in the UI is found: run, params, importance, comparison", async () => {
  const cwd = await copiedRequirement("001")
  const store = join(cwd, "mlruns")
  const listed = await json("runs", "list", "--store", store, "-x", wf, "--limit", "1")
  const { runs } = await (await openStore(store)).searchRuns({ maxResults: 1 })
  const newest = runs[0]!
  expect(listed.runs.map(({ runId }: { runId: string }) => runId)).toEqual([newest.runId])
  const model = join(goldenFolder, "permutation/lgb_binary_roc_auc")
  const from = ["-m", join(model, "model.txt"), "-d", join(model, "features.arrow"), "--target", "__target"]
  await json("importance", ...from, "--repeats", "2", "--store", store, "--log-to", newest.runId)
  const shown = await json("runs", "show", newest.runId, "--store", store)
  const { params, metrics } = shown
  expect(params.feature_names.split(",")).toHaveLength(Number(params.total_features))
  const scores = Object.keys(metrics).filter((key) => key.startsWith("importance_"))
  expect(scores).toEqual(expect.arrayContaining(["importance_max", "importance_mean", "importance_median"]))
  const [, other] = (await json("runs", "list", "--store", store, "-x", wf, "--limit", "2")).runs
  const { stdout } = await leafwise(["runs", "compare", newest.runId, other.runId, "--store", store])
  for (const key of scores) expect(stdout).toContain(key)
})

test("002: two experiments and six runs, from the folder, the database and its address, as the document's script counts", async () => {
  const database = join(folder("002"), "mlruns/mlflow.db")
  for (const store of [join(folder("002"), "mlruns"), database, `sqlite:///${database}`]) {
    const { experiments } = await json("experiments", "--store", store, "--sort", "name")
    const named = experiments.filter(({ name }: { name: string }) => name !== "Default")
    expect(named.map(({ name, runCount }: { name: string; runCount: number }) => [name, runCount])).toEqual([
      ["credit_scoring_feature_engineering_cv", 4],
      ["credit_scoring_hyperparameter_optimization", 2],
    ])
  }
  const { stdout } = await leafwise(["stores", "find", folder("002")])
  expect(stdout).toMatch(/notebooks/)
})

test("002: the legacy store is archived only when the main one has all of its runs, which stay visible", async () => {
  const cwd = await copiedRequirement("002")
  const archive = () => leafwise(["stores", "archive", "notebooks/mlruns", "--copy", "mlruns/mlflow.db"], { cwd })
  const { runId } = (await (await openStore(join(cwd, "notebooks/mlruns"))).searchRuns({ maxResults: 1 })).runs[0]!
  const tag = (...change: string[]) =>
    leafwise(["runs", "tag", runId, ...change, "--store", "notebooks/mlruns"], { cwd })
  expect((await tag("only=here")).code).toBe(0)
  expect(await archive()).toMatchObject({ code: 1, stderr: expect.stringContaining("not archived") })
  expect(await readdir(join(cwd, "notebooks"))).toEqual(["mlruns"])
  expect((await tag("--delete", "only")).code).toBe(0)
  expect((await archive()).code).toBe(0)
  expect(await readdir(join(cwd, "notebooks"))).toEqual([expect.stringMatching(/^mlruns_archived_\d{4}-\d\d-\d\d$/)])
  expect((await (await openStore(join(cwd, "mlruns"))).searchRuns()).runs).toHaveLength(6)
})

test("003: the standard pattern's params, metrics and artifacts are read, and nested folds below their parent", async () => {
  const store = join(folder("003"), "mlruns")
  const { runs } = await (await openStore(store)).searchRuns({ filter: "attributes.run_name = 'cv_xgboost_v1'" })
  const shown = await json("runs", "show", runs[0]!.runId, "--store", store)
  const params = {
    model_type: "xgboost",
    max_depth: "5",
    learning_rate: "0.1",
    n_estimators: "100",
    random_state: "42",
  }
  expect(shown.params).toMatchObject(params)
  expect(Object.keys(shown.metrics).sort()).toEqual(["accuracy", "f1", "precision", "recall", "roc_auc"])
  const { stdout } = await leafwise(["artifacts", "list", runs[0]!.runId, "--store", store])
  for (const name of ["confusion_matrix.png", "feature_importance.png", "model"]) expect(stdout).toContain(name)
  const nested = `tags.mlflow.parentRunId = '${runs[0]!.runId}'`
  const folds = (await json("runs", "list", "--store", store, "--filter", nested)).runs
  expect(folds.map((run: { params: { fold: string } }) => run.params.fold).sort()).toEqual(["0", "1", "2", "3", "4"])
})

const anomalies = join(folder("004"), "mlruns")

test("004: params, metrics, tags and artifacts that the document tracks are read", async () => {
  const { runs } = await (await openStore(anomalies)).searchRuns()
  const keys = (kind: "params" | "metrics" | "tags") => new Set(runs.flatMap((run) => Object.keys(run[kind])))
  const params = ["window_size", "method", "contamination", "n_estimators", "max_samples", "random_state"]
  const neural = ["encoding_dim", "learning_rate", "batch_size", "epochs", "units", "seq_length", "dropout"]
  for (const key of [...params, ...neural, "test_stocks", "date_range", "models"]) expect(keys("params")).toContain(key)
  const scores = ["precision", "recall", "f1_score", "false_positive_rate", "detection_latency_ms"]
  const backtest = ["detection_rate", "avg_early_warning_days", "backtest_accuracy"]
  for (const key of [...scores, ...backtest]) expect(keys("metrics")).toContain(key)
  const tags = ["developer", "model_type", "dataset", "status", "purpose"]
  for (const key of tags) expect(keys("tags")).toContain(key)
  const final = runs.find(({ runName }) => runName === "ensemble_2024-12-27_final")!
  const { stdout } = await leafwise(["artifacts", "list", final.runId, "--store", anomalies])
  expect(stdout).toContain("sample_detections.csv")
})

test("004: the registry has the document's versions and stages, and a version is loaded by its address", async () => {
  const { stdout } = await leafwise(["models", "list", "--store", anomalies, "--csv"])
  for (const [name, stages] of [
    ["IsolationForestDetector", ["Production", "Staging"]],
    ["AutoencoderDetector", ["Staging"]],
    ["EnsembleDetector", []],
  ] as const) {
    const lines = stdout.split("\n").filter((line) => line.startsWith(name))
    expect(lines.length).toBeGreaterThan(0)
    for (const stage of stages) expect(lines.join("\n")).toContain(stage)
  }
  // the address leads to the run's files; what lies there is a pickle, which is never opened
  const asked = ["predict", "-d", "rows.csv", "--store", anomalies, "-m"]
  expect((await leafwise([...asked, "models:/IsolationForestDetector/1"])).stderr).toMatch(/\/model: .*pickled/)
  const none = (await leafwise([...asked, "models:/IsolationForestDetector/9"])).stderr
  expect(none).toMatch(/no version or stage 9; there are 2 \(Staging\), 1 \(Production\)/)
})

test("004: the document's commands: runs of an experiment, experiments, a run deleted and restored", async () => {
  const cwd = await copiedRequirement("004")
  const store = join(cwd, "mlruns")
  const { experiments } = await json("experiments", "--store", store)
  const isolation = experiments.find(({ name }: { name: string }) => name === "isolation_forest")
  const runs = async () => (await json("runs", "list", "--store", store, "-x", isolation.experimentId)).runs
  const [first] = await runs()
  expect(await runs()).toHaveLength(3)
  expect((await leafwise(["runs", "delete", first.runId, "--store", store])).code).toBe(0)
  expect(await runs()).toHaveLength(2)
  expect((await leafwise(["runs", "restore", first.runId, "--store", store])).code).toBe(0)
  expect(await runs()).toHaveLength(3)
})
