import type { Labels, Numbers } from "../../../src/kernels/metrics/labels.js"
import { metrics } from "../../../src/kernels/metrics.js"
import { expect, test } from "../../harness/index.js"
import { type MetricCase, metricCases } from "./cases.js"

type Compute = (labels: Labels, scores: Numbers, weights: { weights?: Numbers }) => unknown

/** Our answer in the words of the golden file. */
const answers: Readonly<Record<string, Compute>> = {
  roc_auc: metrics.rocAuc,
  average_precision: metrics.averagePrecision,
  log_loss: metrics.logLoss,
  log_loss_labels01: (y, s, w) => metrics.logLoss(y, s, { ...w, labels: [0, 1] }),
  brier: metrics.brierScore,
  ks: metrics.ksStatistic,
  gini: metrics.gini,
  roc_curve: (y, s, w) => without(metrics.rocCurve(y, s, { ...w, dropIntermediate: false }), ["rule"]),
  roc_curve_dropped: (y, s, w) => without(metrics.rocCurve(y, s, w), ["rule"]),
  pr_curve: (y, s, w) => without(metrics.prCurve(y, s, w), ["rule"]),
  calibration_uniform10: (y, s) => calibration(y, s, "uniform"),
  calibration_quantile10: (y, s) => calibration(y, s, "quantile"),
  delong: (y, s) => {
    const { value, low, high } = metrics.rocAucInterval(y, s)
    const deviation = (high - low) / 2 / 1.959963984540054
    return { auc: value, variance: deviation ** 2, ci95: [low, high] }
  },
  lift_top10pct: (y, s) => lifts(y, s, Math.max(1, Math.ceil(0.1 * s.length)), { fraction: 0.1 }),
  lift_top10pct_floor: (y, s) => lifts(y, s, Math.max(1, Math.floor(0.1 * s.length))),
  lift_top1: (y, s) => lifts(y, s, 1),
  lift_top5: (y, s) => lifts(y, s, 5),
  lift_top20: (y, s) => lifts(y, s, 20),
  decile_table: (y, s) =>
    metrics.liftTable(y, s).map(({ bin, rows, positives, rate, lift, cumulativeGain, highestScore, lowestScore }) => ({
      ...{ decile: bin, n: rows, positives, rate, lift },
      ...{ cum_gain: cumulativeGain, max_score: highestScore, min_score: lowestScore },
    })),
  cumulative_gains: (y, s) =>
    metrics
      .cumulativeGains(y, s)
      .map(({ fraction, rows, gain }) => ({ pct: Math.round(100 * fraction), k: rows, gain })),
}

const atThreshold: Readonly<Record<string, (y: Labels, s: Numbers, options: object) => unknown>> = {
  confusion: (y, s, options) =>
    without(metrics.confusionMatrix(y, s, options), ["threshold", "rule", "undefinedScores"]),
  accuracy: metrics.accuracy,
  balanced_accuracy: metrics.balancedAccuracy,
  precision: metrics.precision,
  recall: metrics.recall,
  f1: metrics.f1,
  mcc: metrics.matthews,
}

for (const [name, compute] of Object.entries(answers)) goldenTest(name, compute, ["bin_len_mismatch"])

for (const threshold of [0.3, 0.5, 0.7]) {
  for (const [name, compute] of Object.entries(atThreshold)) {
    // scikit-learn compares other labels with the predictions 0 and 1; we refuse them.
    goldenTest(`${name}@${threshold}`, (y, s, w) => compute(y, s, { ...w, threshold }), [
      "bin_labels_pm1",
      "bin_labels_12",
    ])
  }
}

function goldenTest(name: string, compute: Compute, refused: readonly string[] = []): void {
  test(`${name} is that of scikit-learn or scipy in every case, and an error where these have none`, async () => {
    const cases = (await metricCases(name)).filter(({ kind }) => kind === "binary")
    expect(cases.length).toBeGreaterThan(0)
    for (const each of cases) check(each, name, compute, refused.includes(each.id))
  })
}

function check({ id, inputs, results }: MetricCase, name: string, compute: Compute, refused: boolean): void {
  const { y_true: labels, y_score: scores, sample_weight: weights } = inputs
  const expected = results[name]!.value
  const got = () => compute(labels!, scores!, weights ? { weights } : {})
  if (refused || expected === undefined || hasNaN(expected)) expect(got, `${id} ${name}`).toThrow(RangeError)
  else expectClose(got(), expected, `${id} ${name}`)
}

function hasNaN(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.values(value).some(hasNaN)
  return Number.isNaN(value)
}

function expectClose(got: unknown, expected: unknown, where: string): void {
  if (typeof expected === "number" && Number.isFinite(expected)) {
    const apart = Math.abs((got as number) - expected)
    expect(apart, `${where}: got ${got}, expected ${expected}`).toBeLessThanOrEqual(
      1e-12 * Math.max(1, Math.abs(expected)),
    )
  } else if (typeof expected === "object" && expected !== null) {
    expect(Object.keys(got as object), where).toEqual(Object.keys(expected))
    for (const [key, value] of Object.entries(expected)) {
      expectClose((got as Record<string, unknown>)[key], value, `${where}.${key}`)
    }
  } else expect(got, where).toBe(expected)
}

function without(result: object, keys: readonly string[]): object {
  return Object.fromEntries(Object.entries(result).filter(([key]) => !keys.includes(key)))
}

function calibration(y: Labels, s: Numbers, strategy: "uniform" | "quantile"): object {
  const { probTrue, probPred } = metrics.calibrationCurve(y, s, { bins: 10, strategy })
  return { prob_true: probTrue, prob_pred: probPred }
}

function lifts(y: Labels, s: Numbers, k: number, top: { k: number } | { fraction: number } = { k }): object {
  const rate = Array.from(y as ArrayLike<number>, Number).reduce((sum, label) => sum + label, 0) / y.length
  const [stable, mean] = [metrics.lift(y, s, top), metrics.lift(y, s, { ...top, ties: "average" })]
  return {
    ...{ k, hits_stable: Math.round(stable * k * rate), lift_stable: stable },
    ...{ hits_tie_expected: mean * k * rate, lift_tie_expected: mean },
  }
}

for (const { id, inputs, results } of await metricCases("roc_auc_ovr_macro")) {
  const {
    proba,
    y_true: labels,
    sample_weight,
    labels: classes,
  } = inputs as unknown as {
    proba: number[][]
    y_true: number[]
    sample_weight: number[] | null
    labels: number[] | null
  }
  const weights = sample_weight ? { weights: sample_weight } : {}
  const width = proba[0]?.length ?? 3
  const all = { labels: classes ?? Array.from({ length: width }, (_, k) => k) }
  const rowMajor = proba.flat()
  const columns = Array.from({ length: width }, (_, k) => proba.map((row) => row[k]!))
  const computed: Record<string, () => unknown> = {
    log_loss: () => metrics.logLoss(labels, rowMajor, { ...weights, ...all }),
    roc_auc_ovr_macro_labels: () => metrics.rocAuc(labels, rowMajor, { ...weights, ...all }),
    accuracy: () => metrics.accuracy(labels, rowMajor, { ...weights, ...all }),
    balanced_accuracy: () => metrics.balancedAccuracy(labels, rowMajor, { ...weights, ...all }),
    mcc: () => metrics.matthews(labels, rowMajor, { ...weights, ...all }),
    confusion: () => metrics.confusionMatrix(labels, columns, { ...weights, ...all }).matrix,
  }
  for (const average of ["macro", "weighted"] as const) {
    for (const multiClass of ["ovr", "ovo"] as const) {
      computed[`roc_auc_${multiClass}_${average}`] = () =>
        metrics.rocAuc(labels, columns, { ...weights, multiClass, average })
    }
  }
  for (const average of ["micro", "macro", "weighted"] as const) {
    const options = { ...weights, ...all, average }
    computed[`precision_${average}`] = () => metrics.precision(labels, columns, options)
    computed[`recall_${average}`] = () => metrics.recall(labels, columns, options)
    computed[`f1_${average}`] = () => metrics.f1(labels, columns, options)
  }
  test(`metrics of several classes of ${id} are scikit-learn's`, () => {
    for (const [name, got] of Object.entries(computed)) {
      const expected = results[name]!.value
      // scikit-learn sees predictions only, and those of numpy's argmax take a NaN for the largest.
      if (expected === undefined || hasNaN(expected) || id === "mc_nan") expect(got, name).toThrow(RangeError)
      else expectClose(got(), expected, name)
    }
  })
}
