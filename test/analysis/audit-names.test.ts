import { describe, expect, test } from "vitest"
import { auditNames, nameFault } from "../../src/analysis/audit-names.js"
import { readAuditRules } from "../../src/audit-rules.js"
import { atOnce } from "../../src/data/gently.js"
import { auditedRun, experimentWith } from "./audit-runs-of.js"

const rules = readAuditRules()

describe("names of runs that the documents give", () => {
  test.each([
    ...["exp01_cv_baseline_balanced", "exp02_cv_baseline_undersample", "exp03_cv_domain_balanced"],
    ...["exp04_cv_domain_undersample", "hyperparam_opt_domain_balanced", "trial_42", "descriptive_name"],
    ...["zscore_threshold_3.0_window_30", "ensemble_2024-12-27_final", "zscore_detector", "volatility_detector"],
    ...["correlation_detector", "contamination_0.03", "contamination_0.05", "contamination_0.10", "final_model"],
  ])("%s is good", (name) => expect(nameFault(name, "run", rules.names)).toBeUndefined())

  test.each(["run_1", "test", "Run 12", "exp", "model", "untitled", "bustling-shrike-123", "", " "])(
    "%j is bad",
    (name) => expect(nameFault(name, "run", rules.names)).toBeDefined(),
  )

  test.each(["exp1_cv_domain_balanced", "exp03_domain_balanced", "exp03_cv_domain_sometimes", "hyperparam_opt_domain"])(
    "%s begins as the format does, but has another form",
    (name) => expect(nameFault(name, "run", rules.names)).toMatch(/has another form/),
  )
})

describe("names of experiments that the documents give", () => {
  test.each([
    ...["credit_scoring_feature_engineering_cv", "credit_scoring_hyperparameter_optimization"],
    ...["credit_scoring_ensemble_models", "credit_scoring_feature_selection", "credit_scoring_threshold_optimization"],
    ...["credit_scoring_final_evaluation", "credit_scoring_new_experiment", "wf_xgboost_AAPL_f150_tr3m_te1m"],
    ...["statistical_baseline", "isolation_forest_tuning", "statistical_methods", "isolation_forest", "autoencoder"],
    ...["lstm_detector", "ensemble", "historical_backtesting", "market-anomaly-detection"],
  ])("%s is good", (name) => expect(nameFault(name, "experiment", rules.names)).toBeUndefined())

  test.each(["test", "scratch", "run_1", "wf_xgboost_AAPL", "x"])("%s is bad", (name) =>
    expect(nameFault(name, "experiment", rules.names)).toBeDefined(),
  )
})

const valuesOf = (runName: string, params: Record<string, string>, tags: Record<string, string> = {}) =>
  atOnce(auditNames([], [auditedRun({ runName, params, tags })], rules))
    .filter(({ rule }) => rule === "names.values")
    .map(({ severity, message }) => `${severity}: ${message}`)

test("values in a name have to be those of the params", () => {
  expect(valuesOf("zscore_threshold_3.0_window_30", { threshold: "3", window: "30" })).toEqual([])
  expect(valuesOf("zscore_threshold_3.0_window_30", { threshold: "3.0", window_size: "30" })).toEqual([])
  expect(valuesOf("zscore_threshold_3.0_window_30", { threshold: "2.5", window: "60" })).toEqual([
    "warn: the name says threshold_3.0, but threshold is 2.5",
    "warn: the name says window_30, but window is 60",
  ])
  expect(valuesOf("contamination_0.05", { contamination: "0.1" })).toHaveLength(1)
  expect(valuesOf("contamination_0.10", { contamination: "0.1" })).toEqual([])
  expect(valuesOf("units_64_seq_length_30", { units: "64", seq_length: "25" })).toEqual([
    "warn: the name says seq_length_30, but seq_length is 25",
  ])
  expect(valuesOf("correlation_window_60", {})).toEqual([
    "info: the name says window_60, but no param or tag window or window_size is logged",
  ])
})

test("numbers that are no values are left alone", () => {
  expect(valuesOf("trial_42", { max_depth: "5" })).toEqual([])
  expect(valuesOf("ensemble_2024-12-27_final", { models: "a" })).toEqual([])
  expect(valuesOf("cv_xgboost_v1", { model_type: "xgboost" })).toEqual([])
})

test("words of the format have to be those of the tags", () => {
  const tags = { feature_strategy: "domain", sampling_strategy: "balanced" }
  expect(valuesOf("exp03_cv_domain_balanced", {}, tags)).toEqual([])
  expect(valuesOf("exp03_cv_baseline_balanced", {}, tags)).toEqual([
    "warn: the name says baseline, but feature_strategy is domain",
  ])
  expect(valuesOf("exp03_cv_domain_balanced", {})).toEqual([])
})

test("what an experiment's name says holds for its runs, in months", () => {
  const experiment = experimentWith({ name: "wf_xgboost_AAPL_f150_tr3m_te1m" })
  const own = {
    runName: "trial_1",
    params: { train_months: "3", test_months: "1", total_features: "150", symbol: "AAPL" },
  }
  const found = (params: Record<string, string>) =>
    atOnce(auditNames([experiment], [auditedRun({ ...own, params: { ...own.params, ...params } })], rules)).map(
      ({ message, severity }) => `${severity}: ${message}`,
    )
  expect(found({})).toEqual([])
  expect(found({ train_months: "6" })).toEqual([
    "warn: the name says tr3m, but 1 of 1 runs differ: trial_1 (train_months 6)",
  ])
  expect(found({ symbol: "MSFT" })).toHaveLength(1)
  const years = experimentWith({ name: "wf_lgbm_AAPL_f10_tr2y_te3m" })
  const inYears = auditedRun({ ...own, params: { train_years: "2", test_months: "3", n_features: "10" } })
  expect(atOnce(auditNames([years], [inYears], rules))).toEqual([])
})

test("patterns are the user's to set", () => {
  const mine = { ...rules.names, run: { ...rules.names.run, vague: [], patterns: ["^job-\\d+$"] } }
  expect(nameFault("job-7", "run", mine)).toBeUndefined()
  expect(nameFault("zscore_detector", "run", mine)).toMatch(/none of the forms/)
})
