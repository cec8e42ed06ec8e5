import { expect, test } from "vitest"
import { embargoOf, months, windowFacts } from "../../src/analysis/audit-embargo.js"
import { auditScores } from "../../src/analysis/audit-scores.js"
import type { AuditedRun } from "../../src/analysis/audited-run.js"
import { readAuditRules } from "../../src/audit-rules.js"
import { atOnce } from "../../src/data/gently.js"
import type { Run } from "../../src/data/run.js"
import { auditedRun, runWith } from "./audit-runs-of.js"

const rules = readAuditRules()
const found = (runs: readonly AuditedRun[], rule: string) =>
  atOnce(auditScores(runs, rules)).filter((each) => each.rule === `metrics.${rule}`)
const of = (metrics: Record<string, number>, rule: string, more: Partial<Run> = {}) =>
  found([auditedRun({ metrics, ...more })], rule)

test("an AUC above 0.90 and perfect metrics are leakage", () => {
  expect(of({ roc_auc: 0.91 }, "leakage")).toMatchObject([
    { severity: "fail", evidence: { roc_auc: 0.91, limit: 0.9 } },
  ])
  expect(of({ mean_test_auc: 0.95 }, "leakage")).toHaveLength(1)
  expect(of({ roc_auc: 0.9 }, "leakage")).toEqual([])
  expect(of({ train_roc_auc: 0.99, roc_auc: 0.7 }, "leakage")).toEqual([])
  expect(of({ accuracy: 1 }, "leakage")).toHaveLength(1)
  expect(of({ test_rmse: 0 }, "leakage")).toHaveLength(1)
  expect(of({ precision: 1, recall: 0.1 }, "leakage")).toEqual([])
  expect(of({ roc_auc: Number.NaN }, "leakage")).toEqual([])
  expect(of({ roc_auc: 0.99 }, "leakage", { status: "RUNNING" })).toEqual([])
})

test("train far better than test is overfitting", () => {
  expect(of({ train_auc: 0.8, test_auc: 0.7 }, "overfitting")).toMatchObject([
    { severity: "warn", evidence: { metric: "auc", train: 0.8, test: 0.7 } },
  ])
  expect(of({ train_roc_auc: 0.95, roc_auc: 0.7 }, "overfitting")).toMatchObject([{ severity: "fail" }])
  expect(of({ train_auc: 0.72, test_auc: 0.7 }, "overfitting")).toEqual([])
  expect(of({ roc_auc_gap: 0.08, roc_auc: 0.7 }, "overfitting")).toMatchObject([{ evidence: { gap: 0.08 } }])
  expect(of({ avg_train_rmse: 0.5, avg_test_rmse: 1 }, "overfitting")).toMatchObject([{ evidence: { ratio: 2 } }])
  expect(of({ avg_train_rmse: 0.9, avg_test_rmse: 1 }, "overfitting")).toEqual([])
})

test("scores that vary over windows are a shift", () => {
  const steady = { histories: { test_auc: [0.6, 0.61, 0.62, 0.6] } }
  const wild = { histories: { test_auc: [0.5, 0.7, 0.55, 0.75] } }
  expect(found([auditedRun({}, steady)], "shift")).toEqual([])
  expect(found([auditedRun({}, wild)], "shift")).toMatchObject([
    { evidence: { windows: 4, lowest: 0.5, highest: 0.75 } },
  ])
  expect(found([auditedRun({}, { histories: { test_auc: [0.5, 0.9] } })], "shift")).toEqual([])
  expect(of({ mean_roc_auc: 0.77, std_roc_auc: 0.0064 }, "shift")).toEqual([])
  expect(of({ mean_roc_auc: 0.77, std_roc_auc: 0.12 }, "shift")).toHaveLength(1)
  const children = [0.5, 0.7, 0.9].map((f1) => runWith({ metrics: { f1 } }))
  expect(found([auditedRun({}, { children })], "shift")).toMatchObject([{ evidence: { metric: "f1", windows: 3 } }])
})

test("runs that are the windows of a walk-forward are judged together", () => {
  const windows = [0.5, 0.7, 0.55].map((auc, i) => auditedRun({ metrics: { auc }, tags: { window: String(i) } }))
  expect(found(windows, "shift")).toMatchObject([{ subject: { kind: "experiment", name: "scoring" } }])
  const length = [0.5, 0.7, 0.55].map((auc) => auditedRun({ metrics: { auc }, params: { window: "30" } }))
  expect(found(length, "shift")).toEqual([])
})

test("high precision with low recall is imbalance", () => {
  expect(of({ precision: 0.97, recall: 0.26 }, "imbalance")).toHaveLength(1)
  expect(of({ precision: 0.97, recall: 0.6 }, "imbalance")).toEqual([])
  expect(of({ precision: 0.4, recall: 0.26 }, "imbalance")).toEqual([])
})

test("metrics follow the objective", () => {
  const objective = (objective: string, metrics: Record<string, number>) =>
    of(metrics, "headline", { params: { objective } })
  expect(objective("lambdarank", { rmse: 1 })).toMatchObject([{ evidence: { expected: ["ndcg@10", "spearman"] } }])
  expect(objective("lambdarank", { "ndcg@10": 0.8 })).toEqual([])
  expect(objective("regression", { accuracy: 0.8 })).toHaveLength(1)
  expect(objective("reg:squarederror", { test_rmse: 0.8 })).toEqual([])
  expect(objective("binary", { test_auc: 0.6 })).toEqual([])
})

const subject = { kind: "run" as const, id: "a", name: "a" }
const embargo = (horizon: number, embargo: number | null, train: number | null = null) =>
  embargoOf(subject, { horizon, embargo, train }, 1, rules).map(({ rule, severity, evidence }) => [
    ...[rule, severity, evidence.overlap_months ?? null],
  ])

test("an embargo below horizon // 2 fails, below the horizon it warns with the overlap", () => {
  expect(embargo(12, 5)).toEqual([["metrics.embargo", "fail", 7]])
  expect(embargo(12, 6)).toEqual([["metrics.embargo", "warn", 6]])
  expect(embargo(3, 1)).toEqual([["metrics.embargo", "warn", 2]])
  expect(embargo(3, 0)).toEqual([["metrics.embargo", "fail", 3]])
  expect(embargo(6, 6)).toEqual([])
  expect(embargo(6, null)).toEqual([["metrics.embargo", "warn", null]])
  expect(embargo(6, 6, 36)).toEqual([["metrics.train-window", "warn", null]])
  expect(embargo(6, 6, 48)).toEqual([])
})

test("horizon, embargo and train are read from params, tags and names", () => {
  const facts = (params: Record<string, string>, tags = {}, experiment = "") =>
    windowFacts({ params, tags, runName: "" }, experiment)
  expect(facts({ horizon: "3m", embargo_months: "1", train_months: "36" })).toEqual({
    horizon: 3,
    embargo: 1,
    train: 36,
  })
  expect(facts({ target_col: "raw_return_12m", train_window_years: "5" })).toEqual({
    horizon: 12,
    embargo: null,
    train: 60,
  })
  expect(facts({}, { horizon: "1y" }, "wf_x_AAPL_f1_tr3m_te1m")).toEqual({ horizon: 12, embargo: null, train: 3 })
  expect([months("2 years"), months("6"), months("soon"), months(undefined)]).toEqual([24, 6, null, null])
  expect(months("365.25d")).toBeCloseTo(12)
})
