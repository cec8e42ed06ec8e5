import {
  audit,
  compareRuns,
  defaultAuditRules,
  groupRuns,
  inventory,
  parameterEffects,
  rankModels,
  readAuditRules,
  walkForwardRun,
} from "../../dist/index.js"

const FOLDS = 12

/** The analyses of a store that is loaded: 10,000 runs of ten experiments, a fifth of them folds of others. */
export function runAnalyses() {
  const runs = Array.from({ length: 10_000 }, (_, i) => makeRun(i))
  const experiments = Array.from({ length: 10 }, (_, i) => makeExperiment(i))
  const sweep = runs.map((run, i) => ({ ...run, params: { rate: String(i) } }))
  const walks = Array.from({ length: Math.ceil(runs.length / (FOLDS + 1)) }, (_, i) => makeWalkForward(i))
  const audited = makeAudited(runs, experiments)
  const effects = () => parameterEffects(runs, { metric: "mean_roc_auc" })
  return {
    name: "analyses of 10,000 runs",
    check: () =>
      naivePairs(runs.slice(0, 500)) - parameterEffects(runs.slice(0, 500), { metric: "mean_roc_auc" }).totalPairs,
    tolerance: 0,
    ours: {
      inventory: () => inventory("mlruns", experiments, runs),
      effects,
      rank: () => rankModels("credit", runs, { metric: "mean_roc_auc" }),
      compare: () => compareRuns(runs),
      aggregate: () => groupRuns(runs, { by: [{ name: "max_depth", read: ({ params }) => params.max_depth ?? null }] }),
      "walk-forward of nested folds": () => walks.map((walk) => walkForwardRun(walk)),
      audit: () => audit(audited),
      "effects of a sweep": () => parameterEffects(sweep, { metric: "mean_roc_auc" }),
    },
    rivals: { "every two runs of 2,000": () => naivePairs(runs.slice(0, 2000)) },
    scale: 25,
  }
}

function makeRun(i) {
  const quality = ((i * 7919) % 1000) / 1000
  return {
    ...{ runId: String(i).padStart(32, "0"), runName: `trial_${i}`, experimentId: String(i % 10), status: "FINISHED" },
    ...{ startTime: 1.7e12 + i * 60_000, endTime: 1.7e12 + i * 60_000 + 30_000, userId: "analyst", datasets: [] },
    ...{ lifecycleStage: "active", artifactUri: "" },
    metrics: { mean_roc_auc: 0.6 + quality / 5, std_roc_auc: 0.01, accuracy: quality, n_test: 100 + (i % 7) },
    params: {
      ...{
        max_depth: String(3 + (i % 6)),
        learning_rate: String(0.01 * (1 + (i % 11))),
        n_estimators: String(100 * (i % 13)),
      },
      ...{ subsample: String(0.5 + (i % 5) / 10), random_state: "42", max_bin: String(63 + 64 * (i % 3)) },
    },
    tags: {
      ...{ feature_strategy: i % 2 === 0 ? "baseline" : "domain", sampling_strategy: "balanced" },
      ...(i % 5 === 4 && i >= 50 && { "mlflow.parentRunId": String(i - 10).padStart(32, "0") }),
    },
  }
}

/** A run with a nested run a month. */
function makeWalkForward(i) {
  const children = Array.from({ length: FOLDS }, (_, fold) => {
    const run = makeRun(i * (FOLDS + 1) + fold)
    const day = (month) => new Date(Date.UTC(2020, month, 1)).toISOString().slice(0, 10)
    const params = { fold: String(fold), train_start: day(fold), train_end: day(fold + 36), test_start: day(fold + 38) }
    return { ...run, params: { ...run.params, ...params, test_end: day(fold + 39) } }
  })
  return { run: makeRun(i), experimentName: "wf_lightgbm_tr36m_te1m", children }
}

function makeAudited(runs, experiments) {
  const names = new Map(experiments.map(({ experimentId, name }) => [experimentId, name]))
  const facts = {
    ...{ name: "mlruns", place: "mlruns", others: [], experiments, runs, registered: new Set() },
    ...{ now: 1.8e12, project: null, option: "--store mlruns" },
  }
  const judged = runs.map((run) => ({
    ...{
      run,
      experiment: names.get(run.experimentId),
      artifacts: [],
      requirements: {},
      children: [],
      registered: false,
    },
  }))
  const families = ["metrics", "runs", "names", "store"]
  return { families, rules: readAuditRules(defaultAuditRules), store: { facts, runs: judged } }
}

function makeExperiment(i) {
  const times = { creationTime: 1.7e12 + i, lastUpdateTime: 1.7e12 + i }
  return { experimentId: String(i), name: `credit_${i}`, lifecycleStage: "active", ...times, tags: {}, runCount: 1000 }
}

function naivePairs(runs) {
  let pairs = 0
  for (let i = 0; i < runs.length; i++) {
    for (let j = i + 1; j < runs.length; j++) {
      let different = 0
      for (const key in runs[i].params) if (runs[i].params[key] !== runs[j].params[key]) different++
      if (different === 1) pairs++
    }
  }
  return pairs
}
