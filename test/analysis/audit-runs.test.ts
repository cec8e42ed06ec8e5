import { expect, test } from "vitest"
import { auditInSteps } from "../../src/analysis/audit.js"
import { auditRuns } from "../../src/analysis/audit-runs.js"
import type { AuditedRun } from "../../src/analysis/audited-run.js"
import { redundantParams } from "../../src/analysis/redundant-params.js"
import { unpinned } from "../../src/analysis/unpinned.js"
import { readAuditRules } from "../../src/audit-rules.js"
import { atOnce } from "../../src/data/gently.js"
import { auditedRun, factsWith, runWith } from "./audit-runs-of.js"

const rules = readAuditRules()
const found = (audited: AuditedRun, rule: string) =>
  atOnce(auditRuns([audited], rules)).filter((each) => each.rule === `runs.${rule}`)
const missing = (audited: AuditedRun, rule: string) =>
  found(audited, rule).flatMap((each) => each.missing.map(({ key }) => key))

test("metrics have alternatives and aliases", () => {
  const scores = { accuracy: 0.7, precision: 0.6, recall: 0.5 }
  expect(missing(auditedRun({ metrics: scores }), "primary-metrics")).toEqual(["roc_auc", "pr_auc"])
  expect(missing(auditedRun({ metrics: { mean_roc_auc: 0.7, mean_pr_auc: 0.3 } }), "primary-metrics")).toEqual([])
  expect(missing(auditedRun({ metrics: { test_auc: 0.7, average_precision: 0.3 } }), "primary-metrics")).toEqual([])
  expect(missing(auditedRun({ metrics: { ...scores, f1: 0.5 } }), "classification-metrics")).toEqual([])
  expect(missing(auditedRun({ metrics: scores }), "classification-metrics")).toEqual(["f1_score"])
  expect(missing(auditedRun({ metrics: { train_auc: 0.9, ...scores } }), "training-metrics")).toEqual([
    ...["train_pr_auc", "roc_auc_gap"],
  ])
})

test("params have aliases of LightGBM, XGBoost and scikit-learn", () => {
  const params = { num_iterations: "100", max_depth: "5", eta: "0.1", bagging_fraction: "0.8", feature_fraction: "0.8" }
  expect(missing(auditedRun({ params }), "model-params")).toEqual([])
  expect(missing(auditedRun({ params: { max_depth: "5" } }), "model-params")).toEqual([
    ...["n_estimators", "learning_rate", "subsample", "colsample_bytree"],
  ])
  expect(
    missing(auditedRun({ params: { total_features: "5", n_splits: "5", seed: "42" } }), "experiment-params"),
  ).toEqual([])
})

test("of a run that has not finished no metrics and artifacts are asked for", () => {
  const rulesFound = atOnce(auditRuns([auditedRun({ status: "FAILED" })], rules)).map(({ rule }) => rule)
  expect(rulesFound).toContain("runs.model-params")
  expect(rulesFound).not.toContain("runs.model-artifact")
  expect(rulesFound).not.toContain("runs.dataset")
})

test("a gap that was not logged is known from its parts", () => {
  const audited = auditedRun({ metrics: { roc_auc: 0.7, train_roc_auc: 0.75, train_pr_auc: 0.4 } })
  const [gap] = found(audited, "training-metrics")[0]!.missing
  expect(gap).toMatchObject({ kind: "metric", key: "roc_auc_gap" })
  expect(gap!.value).toBeCloseTo(0.05, 12)
})

test("tags have allowed values; random_state is 42", () => {
  const of = (tags: Record<string, string>) =>
    found(auditedRun({ tags }), "tag-values").map(({ severity, evidence }) => `${severity} ${evidence.tag}`)
  expect(
    of({ feature_strategy: "domain", sampling_strategy: "smote", status: "final", purpose: "production" }),
  ).toEqual([])
  expect(of({ feature_strategy: "magic" })).toEqual(["warn feature_strategy"])
  expect(of({ validation: "5-fold CV" })).toEqual([])
  expect(of({ validation: "3-fold CV" })).toEqual(["info validation"])
  expect(of({ validation: "none" })).toEqual(["warn validation"])
  expect(found(auditedRun({ params: { random_state: "42" } }), "random-state")).toEqual([])
  expect(found(auditedRun({ params: { seed: "7" } }), "random-state")).toHaveLength(1)
})

test("the count of features is the model's", () => {
  const params = { n_features: "189" }
  expect(found(auditedRun({ params }, { modelFeatures: 194 }), "feature-count")[0]).toMatchObject({
    severity: "fail",
    evidence: { value: "189", expected: 194 },
  })
  expect(found(auditedRun({ params }, { modelFeatures: 189 }), "feature-count")).toEqual([])
  expect(found(auditedRun({ params: { total_features: "3", feature_names: "a,b" } }), "feature-count")).toHaveLength(1)
})

test("classifiers have ROC and PR curves, regressions residuals", () => {
  const files = (...paths: string[]) => ({ artifacts: paths.map((path) => ({ path, bytes: 10 })) })
  const classifier = { metrics: { roc_auc: 0.7 } }
  const regression = { metrics: { rmse: 0.7 } }
  expect(missing(auditedRun(classifier), "roc-pr-curves")).toEqual(["roc_curve.png", "pr_curve.png"])
  expect(
    missing(auditedRun(classifier, files("plots/roc.png", "plots/precision_recall_curve.svg")), "roc-pr-curves"),
  ).toEqual([])
  expect(missing(auditedRun(regression), "roc-pr-curves")).toEqual([])
  expect(missing(auditedRun(regression), "residual-plots")).toEqual(["residuals.png"])
  expect(missing(auditedRun(regression, files("residual_plot.png")), "residual-plots")).toEqual([])
  expect(missing(auditedRun(classifier), "residual-plots")).toEqual([])
  expect(missing(auditedRun(classifier, files("model/model.pkl")), "model-artifact")).toEqual([])
  expect(missing(auditedRun(classifier, files("model.h5")), "model-artifact")).toEqual([])
  expect(missing(auditedRun(classifier, files("data.csv")), "model-artifact")).toEqual(["model"])
})

test("data, code and environment are told by params, tags or what MLflow keeps", () => {
  const dataset = { name: "d", digest: "abc", context: "train" }
  const params = { dataset_rows: "10", data_version: "v2" }
  expect(missing(auditedRun({ params, datasets: [dataset] }), "dataset")).toEqual([])
  expect(missing(auditedRun({ params }), "dataset")).toEqual(["dataset_hash"])
  expect(missing(auditedRun({}, { python: "3.11.9" }), "environment")).toEqual(["os"])
  expect(missing(auditedRun({ tags: { "mlflow.source.git.commit": "9f4c" } }), "git-commit")).toEqual([])
})

test("a line of requirements.txt without == is named", () => {
  const text =
    "# tools\nnumpy==1.26.0\npandas>=2\nscikit-learn\n-r more.txt\nxgboost[gpu] == 2.0.3 ; python_version > '3.8'\ntorch==2.*\nown @ https://example.org/own.whl\n"
  expect(unpinned(text)).toEqual(["pandas>=2", "scikit-learn", "torch==2.*"])
  const [finding] = found(auditedRun({}, { requirements: { "requirements.txt": text } }), "pinned")
  expect(finding!.evidence.lines).toEqual(["pandas>=2", "scikit-learn", "torch==2.*"])
  expect(unpinned("a==1 \\\n  --hash=sha256:00\r\nb===2\n\n")).toEqual([])
})

test("cross-validation has nested runs; these are not judged by themselves", () => {
  const parent = runWith({ params: { cv_folds: "5" }, metrics: { roc_auc: 0.7 } })
  const folds = Array.from({ length: 5 }, (_, fold) =>
    runWith({ params: { fold: String(fold) }, tags: { "mlflow.parentRunId": parent.runId } }),
  )
  const whole = auditedRun(parent, { children: folds })
  expect(found(whole, "nested-folds")).toEqual([])
  expect(found(auditedRun(parent), "nested-folds")[0]!.evidence).toEqual({ folds: 5, nested: 0 })
  expect(atOnce(auditRuns([auditedRun(folds[0])], rules))).toEqual([])
})

test("what is better not logged", () => {
  const audited = auditedRun(
    { params: { eta: "0.1", learning_rate: "0.1", debug_level: "3", max_depth: "5" } },
    {
      artifacts: [
        { path: "raw/train.csv", bytes: 80e6 },
        { path: "small.csv", bytes: 10 },
        { path: "model/model.pkl", bytes: 9e7 },
      ],
    },
  )
  expect(found(audited, "large-artifacts").map(({ evidence }) => evidence.path)).toEqual(["raw/train.csv"])
  expect(found(audited, "redundant").map(({ evidence }) => evidence.params)).toEqual([["eta", "learning_rate"]])
  expect(found(audited, "debug").map(({ evidence }) => evidence.names)).toEqual([["debug_level"]])
  expect(redundantParams({ maxDepth: "3", max_depth: "3", seed: "1" })).toEqual([["maxDepth", "max_depth"]])
})

test("epochs have metrics of each; some run of an experiment is registered", () => {
  const neural = { params: { epochs: "100" }, metrics: { loss: 0.3, accuracy: 0.8 } }
  expect(found(auditedRun(neural), "intermediate")).toHaveLength(1)
  expect(found(auditedRun(neural, { histories: { loss: [0.9, 0.3] } }), "intermediate")).toEqual([])
  expect(found(auditedRun(neural), "registered")).toHaveLength(1)
  expect(found(auditedRun(neural, { registered: true }), "registered")).toEqual([])
})

test("a rule that is off finds nothing", () => {
  const quiet = readAuditRules()
  quiet.runs.random_state.severity = "off"
  expect(atOnce(auditRuns([auditedRun({ params: { seed: "7" } })], quiet)).map(({ rule }) => rule)).not.toContain(
    "runs.random-state",
  )
})

test("an audit pauses after every few runs, whichever family they are looked at for", () => {
  const runs = Array.from({ length: 400 }, () => auditedRun({ params: { cv_folds: "5" } }))
  for (const family of ["metrics", "runs", "names"] as const) {
    const steps = auditInSteps({ families: [family], rules, store: { facts: factsWith({}), runs } })
    let pauses = 0
    for (; !steps.next().done; pauses++);
    expect(pauses, family).toBeGreaterThan(400 / 20)
  }
})
