import type { MeasuredMetric } from "../../src/index.js"
import type { RunRow } from "../plots/run-columns.js"
import { random } from "./data.js"

const next = random(11)
const around = (count: number, of: (i: number) => number, noise: number) =>
  Array.from({ length: count }, (_, i) => of(i) + (next() - 0.5) * noise)
const day = 86_400_000
const start = Date.UTC(2021, 0, 4)
export const rows = { in: 27_020, used: 26_000, dropped: [["without a target", 1020]] } as const

/** Scores of positives lie higher: counts at a hundred thresholds. */
const positives = 6200
const negatives = 19_800
const grid = Array.from({ length: 101 }, (_, i) => 1 - i / 100)
const tpr = grid.map((value) => 1 - value ** 2.2)
const fpr = grid.map((value) => (1 - value) ** 2.1)

export const exampleRoc = {
  rows,
  curves: [
    {
      name: "window 10",
      falsePositiveRate: fpr,
      truePositiveRate: tpr,
      auc: 0.789,
      interval: [0.778, 0.8] as const,
      low: tpr.map((v) => Math.max(0, v - 0.03)),
      high: tpr.map((v) => Math.min(1, v + 0.03)),
    },
    { name: "window 9", falsePositiveRate: fpr, truePositiveRate: fpr.map((v) => v ** 0.55), auc: 0.645 },
  ],
}
export const examplePrecisionRecall = {
  rows,
  prevalence: 0.238,
  curves: [
    {
      name: "window 10",
      recall: tpr,
      precision: tpr.map((v, i) => (v * positives) / (v * positives + fpr[i]! * negatives + 1)),
      averagePrecision: 0.531,
      interval: [0.51, 0.55] as const,
    },
  ],
}
const bins = [0.06, 0.14, 0.25, 0.34, 0.46, 0.55, 0.64, 0.76, 0.84]
const observed = around(9, (i) => bins[i]! * 0.86 + 0.04, 0.04)
export const exampleCalibration = {
  rows,
  curves: [
    {
      name: "window 10",
      predicted: bins,
      observed,
      low: observed.map((v) => v - 0.03),
      high: observed.map((v) => v + 0.04),
      counts: [9100, 6200, 4100, 2600, 1700, 1100, 700, 350, 150],
      ece: 0.031,
      brier: 0.162,
    },
  ],
}
export const exampleGains = {
  rows,
  prevalence: 0.238,
  curves: [{ name: "window 10", selected: grid.map((v) => 1 - v), found: grid.map((v) => 1 - v ** 1.9) }],
}
export const exampleLift = {
  rows,
  kind: "per part" as const,
  parts: [2.6, 1.8, 1.4, 1.1, 0.9, 0.7, 0.55, 0.45, 0.3, 0.2].map((lift) => ({
    rows: 2600,
    positives: Math.round(620 * lift),
    lift,
  })),
}
export const exampleConfusion = {
  rows,
  labels: ["cheap", "fair", "<b>dear</b>"],
  counts: [
    [812, 120, 14],
    [95, 640, 88],
    [9, 101, 421],
  ],
}
export const exampleThreshold = {
  rows,
  thresholds: grid,
  truePositives: tpr.map((v) => Math.round(v * positives)),
  falsePositives: fpr.map((v) => Math.round(v * negatives)),
  positives,
  negatives,
}
const at = [1, 3, 5, 10, 20, 50, 100]
export const exampleNdcg = {
  rows,
  at,
  metric: "NDCG",
  curves: [
    {
      name: "ranker",
      values: [0.42, 0.47, 0.51, 0.56, 0.61, 0.68, 0.73],
      low: [0.38, 0.44, 0.48, 0.54, 0.59, 0.66, 0.71],
      high: [0.46, 0.5, 0.54, 0.58, 0.63, 0.7, 0.75],
    },
    { name: "regressor", values: [0.37, 0.43, 0.47, 0.53, 0.58, 0.66, 0.71] },
  ],
  references: [{ name: "random", values: [0.2, 0.24, 0.27, 0.33, 0.4, 0.5, 0.58] }],
  rules:
    "gain 2^rel \u2212 1, discount 1/log2(1 + rank), ties share their mean gain, groups without a relevant row are left out",
}
const actual = Float64Array.from(around(3000, () => next() * 10, 4))
export const exampleScored = {
  rows: { in: 3000, used: 3000 },
  target: "return",
  actual,
  predicted: actual.map((v) => 0.8 * v + 1 + (next() - 0.5) * 3),
}
const month = (k: number) => Date.UTC(2020, k, 1)
export const exampleWalk = {
  scheme: "anchored" as const,
  windows: Array.from({ length: 8 }, (_, k) => ({
    name: `window ${k + 1}`,
    train: [month(0), month(6 + k * 3)] as const,
    embargo: [month(6 + k * 3), month(7 + k * 3)] as const,
    test: [month(7 + k * 3), month(10 + k * 3)] as const,
  })),
}
const windows = exampleWalk.windows.map(({ name }) => name)
const auc = around(8, (i) => 0.72 - i * 0.008, 0.05)
export const exampleWindowMetric = {
  rows,
  metric: "AUC",
  windows,
  series: [
    { name: "test", values: auc, low: auc.map((v) => v - 0.02), high: auc.map((v) => v + 0.018) },
    { name: "train", values: around(8, () => 0.8, 0.02) },
  ],
  pooled: 0.695,
  interval: "95 % intervals from blocks of dates",
}
export const exampleDrift = {
  from: "train",
  to: "test",
  rows,
  features: ["pressure", "momentum_12m", "volatility", "a very long name of a feature indeed", "noise"].map(
    (name, i) => ({ name, psi: 0.41 / (i + 1) ** 1.3, ks: 0.22 / (i + 1) }),
  ),
}
const dates = Array.from({ length: 250 }, (_, i) => start + i * day * 1.4)
export const exampleRankIc = {
  rows,
  dates,
  ic: around(250, (i) => 0.03 + 0.03 * Math.sin(i / 40), 0.22),
  kind: "Spearman" as const,
}
export const exampleQuantiles = {
  rows,
  quantiles: [-0.0031, -0.0012, 0.0002, 0.0014, 0.0038].map((mean) => ({
    mean,
    low: mean - 0.0009,
    high: mean + 0.0009,
    rows: 5200,
  })),
  spread: 0.0069,
  spreadInterval: [0.0051, 0.0086] as const,
}
export const exampleTurnover = {
  rows,
  dates: dates.slice(0, 48),
  series: [
    { name: "highest", values: around(48, () => 0.32, 0.2) },
    { name: "lowest", values: around(48, () => 0.27, 0.2) },
  ],
}
export const examplePermutation = {
  rows,
  metric: "AUC",
  sets: ["test", "train"],
  features: ["sched_hour", "humid", "carrier", "dest", "temp", "noise"].map((name, i) => ({
    name,
    sets: [around(10, () => 0.06 / (i + 1) ** 1.4 - 0.001, 0.008), around(10, () => 0.07 / (i + 1) ** 0.9, 0.008)],
  })),
}
export const exampleGain = {
  measure: "total gain of the splits on a feature",
  features: ["sched_hour", "humid", "carrier", "dest", "temp", "noise"].map((feature, i) => ({
    feature,
    importance: 41_000 / (i + 1) ** 1.3,
  })),
}
const measured = {
  ...{ reason: null, samples: null, blocks: null, weighted: false, rows: 26_000, unit: "rows" as const, dropped: [] },
}
export const exampleMetrics: readonly MeasuredMetric[] = [
  {
    ...{ ...measured, name: "auc", definition: "area under the ROC curve, ties count half", standing: "excellent" },
    ...{ value: 0.789, low: 0.778, high: 0.8, method: "DeLong", random: 0.5, constant: 0.5, shuffled: 0.503 },
  },
  {
    ...{ ...measured, name: "averagePrecision", definition: "precision averaged over the steps of recall" },
    ...{ value: 0.531, low: 0.51, high: 0.55, method: "bootstrap", samples: 1000, blocks: 31, standing: null },
    ...{ random: 0.238, constant: 0.238, shuffled: 0.241 },
  },
  {
    ...{ ...measured, name: "precision@0.9", definition: "share of positives among those predicted so" },
    ...{ value: null, reason: "no row has a score of at least 0.9", low: null, high: null, method: null },
    ...{ random: null, constant: null, shuffled: null, standing: null },
  },
]
export const exampleAgreement = {
  features: ["sched_hour", "humid", "carrier", "dest", "temp", "noise"],
  rankings: [
    { name: "SHAP", ranks: [1, 3, 2, 4, 5, 6] },
    { name: "permutation", ranks: [1, 2, 4, 3, 5.5, 5.5] },
    { name: "gain", ranks: [2, 4, 3, 1, 5, 6] },
  ],
  spearman: [
    [1, 0.81, 0.71],
    [0.81, 1, 0.62],
    [0.71, 0.62, 1],
  ],
}
const names = Array.from({ length: 60 }, (_, i) => `run ${i + 1}`)
const rate = names.map(() => 10 ** (-2 + 1.5 * next()))
const leaves = names.map(() => [15, 31, 63, 127][Math.floor(next() * 4)]!)
const score = names.map((_, i) =>
  i === 7 ? Number.NaN : 0.66 + 0.02 * Math.log2(leaves[i]!) * (1 - Math.abs(Math.log10(rate[i]!) + 1)) + next() * 0.02,
)
export const exampleParallel = {
  names,
  axes: [
    { name: "learning_rate", values: rate },
    { name: "num_leaves", values: leaves },
    { name: "booster", values: names.map((_, i) => ["gbdt", "dart", "rf"][i % 3]) },
    { name: "test_loss", values: score.map((v) => 1.2 - v) },
    { name: "test_auc", values: score.map((v) => (Number.isNaN(v) ? undefined : v)) },
  ],
}
export const exampleScatter = {
  names,
  ids: names,
  x: { label: "learning_rate", values: rate },
  y: { label: "test_auc", values: score },
  color: { label: "num_leaves", values: leaves },
  chosen: "run 3",
}
export const exampleHistories = {
  metric: "log loss",
  lines: ["train", "test"].map((name, k) => ({
    name,
    steps: Array.from({ length: 80 }, (_, i) => i * 5),
    values: around(80, (i) => 0.42 + 0.25 * Math.exp(-i / (14 + 6 * k)) + (k ? i * 0.0006 : -i * 0.0004), 0.004),
  })),
}
const differences = around(8, () => 0.004, 0.018)
export const examplePaired = {
  challenger: "depth 6",
  champion: "depth 4",
  metric: "AUC",
  larger: true,
  windows,
  differences,
  mean: differences.reduce((sum, v) => sum + v, 0) / 8,
  interval: [-0.001, 0.009] as const,
  method: "bootstrap over windows, 95 %",
}
export const manyRuns: readonly RunRow[] = Array.from({ length: 10_000 }, (_, i) => ({
  runId: `id${i}`,
  runName: i === 3 ? "<img src=x onerror=alert(1)>" : `run ${i}`,
  status: i % 41 === 7 ? "FAILED" : "FINISHED",
  startTime: start + i * 3_600_000,
  metrics: Object.fromEntries(
    Array.from({ length: 100 }, (_, k) => [`metric_${k}`, ((i * 37 + k * 11) % 1000) / 1000]),
  ),
  params: Object.fromEntries(
    Array.from({ length: 100 }, (_, k) => [`param_${k}`, k % 5 === 0 ? "same" : String((i * 7 + k) % 13)]),
  ),
  tags: i % 10 === 0 ? {} : ({ "mlflow.parentRunId": `id${i - (i % 10)}` } as Record<string, string>),
}))
export const exampleLone = {
  rows,
  metric: "auc" as const,
  model: 0.789,
  features: ["sched_hour", "humid", "a very long name of a feature indeed", "temp", "noise"].map((feature, i) => ({
    ...{ feature, score: 0.5 + 0.22 / (i + 1), rises: i % 2 === 0, rows: 26_000 },
  })),
  leftOut: ["carrier", "dest"],
}
export const exampleSides = {
  rows,
  sides: [
    { metric: "roc_auc", train: 0.862, test: 0.789 },
    { metric: "pr_auc", train: 0.641, test: 0.531 },
    { metric: "logLoss", train: 0.38, test: 0.44 },
  ],
}
