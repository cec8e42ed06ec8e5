import { metrics } from "./metrics.js"

/** What a metric compares, and which way is better. */
export interface MetricTraits {
  readonly space: "order" | "probability" | "prediction"
  /** Lower is better: importances negate it, as scikit-learn's `neg_` scorers. */
  readonly loss?: true
  /** Its target is two or more classes, not numbers. */
  readonly classes?: true
  /** It is defined on the probabilities of K classes, too. */
  readonly manyClasses?: true
  /** It ranks the rows of groups. */
  readonly groups?: true
}

/** Metrics that know no weights of rows. */
const unweighted: ReadonlySet<string> = new Set([
  ...["lift", "expectedCalibrationError", "spearman", "kendallTau", "pearson", "maxError", "percentileRmse", "rankIc"],
  ...["ndcg", "averagePrecisionAt", "reciprocalRank", "precisionAt", "recallAt", "hitRate"],
])

const order: MetricTraits = { space: "order" }
const rank: MetricTraits = { space: "order", classes: true }
const grouped: MetricTraits = { space: "order", groups: true }
const probability: MetricTraits = { space: "probability", classes: true }
const cutOff: MetricTraits = { ...probability, manyClasses: true }
const error: MetricTraits = { space: "prediction", loss: true }

/** The metrics that score predictions by one number. */
const traits: Readonly<Record<string, MetricTraits>> = {
  rocAuc: { ...rank, manyClasses: true },
  averagePrecision: rank,
  ksStatistic: rank,
  gini: rank,
  lift: rank,
  logLoss: { ...cutOff, loss: true },
  brierScore: { ...probability, loss: true },
  expectedCalibrationError: { ...probability, loss: true },
  accuracy: cutOff,
  balancedAccuracy: cutOff,
  precision: cutOff,
  recall: cutOff,
  f1: cutOff,
  fBeta: cutOff,
  matthews: cutOff,
  businessCost: { ...probability, loss: true },
  falsePositiveRate: { ...probability, loss: true },
  falseNegativeRate: { ...probability, loss: true },
  spearman: order,
  kendallTau: order,
  pearson: { space: "prediction" },
  ndcg: grouped,
  averagePrecisionAt: grouped,
  reciprocalRank: grouped,
  precisionAt: grouped,
  recallAt: grouped,
  hitRate: grouped,
  r2: { space: "prediction" },
  explainedVariance: { space: "prediction" },
  rmse: error,
  mse: error,
  mae: error,
  mape: error,
  medianAbsoluteError: error,
  maxError: error,
  rmsle: error,
  pinball: error,
  tweedieDeviance: error,
  percentileRmse: { space: "order", loss: true },
  rankIc: grouped,
}

/** Other names, letter case and separators aside: those of `leafwise metrics`, and those that people log. */
const aliases: Readonly<Record<string, string>> = {
  auc: "rocAuc",
  ap: "averagePrecision",
  prauc: "averagePrecision",
  brier: "brierScore",
  ks: "ksStatistic",
  calibrationerror: "expectedCalibrationError",
  f1score: "f1",
  mcc: "matthews",
  mrr: "reciprocalRank",
}

type Metric = (y: Float64Array, score: Float64Array | readonly Float64Array[], options: object) => number

const ownNames: ReadonlyMap<string, string> = new Map([
  ...Object.entries(aliases),
  ...Object.keys(traits).map((name) => [plain(name), name] as const),
])

/** The metrics that importances know, as people write them: `roc_auc`. */
export function scoringNames(): string[] {
  return Object.keys(traits).map(spelledOut)
}

/** A metric's own name, its aliases resolved and `roc_auc` read as `rocAuc`; undefined for what scores nothing. */
export function scoringName(name: string): string | undefined {
  return ownNames.get(plain(name))
}

/** `rocAuc` as `roc_auc`: the way that command lines and logs spell it. */
export function spelledOut(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_ ]/g, "")
}

export function takesWeights(name: string): boolean {
  return !unweighted.has(name)
}

export function traitsOfMetric(name: string): MetricTraits {
  return traits[name]!
}

export function metricNamed(name: string): Metric {
  return name === "rankIc" ? meanRankIc : (metrics as unknown as Readonly<Record<string, Metric>>)[name]!
}

/** The mean over groups, e.g. dates, of the rank correlation within each. */
function meanRankIc(
  y: Float64Array,
  score: Float64Array | readonly Float64Array[],
  { groups = [y.length], ...options }: GroupOptions,
): number {
  const dates = Array.from(groups).flatMap((size, group) => new Array<number>(size).fill(group))
  return metrics.rankIc(score as Float64Array, y, dates, options).mean
}

interface GroupOptions {
  readonly groups?: ArrayLike<number>
}
