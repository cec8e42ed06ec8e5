import { columnNamed, type Evaluation, type MeasuredMetric, sampleRows } from "../src/index.js"
import type { CalibrationData } from "./plots/calibration.js"
import type { ConfusionData } from "./plots/confusion.js"
import type { GainsData } from "./plots/gains.js"
import type { LiftData } from "./plots/lift-deciles.js"
import type { NdcgData } from "./plots/ndcg.js"
import type { RowAccount } from "./plots/plot.js"
import type { PrecisionRecallData } from "./plots/precision-recall.js"
import type { RocData } from "./plots/roc.js"
import type { ScoredRows } from "./plots/scored-rows.js"
import type { ThresholdData } from "./plots/threshold.js"
import type { Scored } from "./score-choice.js"

/** The places that NDCG is drawn at. */
export const PLACES: readonly number[] = [1, 3, 5, 10, 20, 50, 100]
/** Points of a cloud that are drawn. */
const MOST_POINTS = 100_000

const headlines: Readonly<Record<Evaluation["kind"], readonly string[]>> = {
  binary: ["auc", "averagePrecision", "logLoss", "brier", "lift@10%", "ks"],
  multiclass: ["auc", "accuracy", "balancedAccuracy", "logLoss", "f1Macro"],
  continuous: ["rankIc", "spearman", "rmse", "mae", "r2"],
  graded: ["ndcg@5", "ndcg@10", "map@10", "mrr@10", "rankIc"],
}

/** The metrics that are shown large. */
export function headlineMetrics({ kind, metrics }: Evaluation): MeasuredMetric[] {
  return headlines[kind].flatMap((name) => metrics.find((each) => each.name === name) ?? [])
}

/** @param sampled rows of the whole table that the judged ones were drawn from. */
export function rowsOf({ rows }: Evaluation, sampled?: number): RowAccount {
  const dropped = rows.dropped.map(({ reason, rows: number }) => [reason, number] as const)
  if (sampled === undefined) return { in: rows.total, used: rows.used, dropped }
  return { in: sampled, used: rows.used, dropped, sample: "uniform sample, seed 0" }
}

/** Whether its rows can be drawn as points. */
export function isQuantity({ kind }: Evaluation): boolean {
  return kind === "continuous" || kind === "graded"
}

function metric({ metrics }: Evaluation, name: string): MeasuredMetric | undefined {
  return metrics.find((each) => each.name === name)
}

function intervalOf(measured: MeasuredMetric | undefined): { interval?: readonly [number, number] } {
  const { low, high } = measured ?? { low: null, high: null }
  return low === null || high === null ? {} : { interval: [low, high] }
}

export function rocOf(found: Evaluation, name: string, rows: RowAccount): RocData | undefined {
  const auc = metric(found, "auc")
  if (!found.curves || auc?.value == null) return undefined
  const { fpr, tpr } = found.curves.roc
  return { rows, curves: [{ name, falsePositiveRate: fpr, truePositiveRate: tpr, auc: auc.value, ...intervalOf(auc) }] }
}

export function precisionRecallOf(found: Evaluation, name: string, rows: RowAccount): PrecisionRecallData | undefined {
  const ap = metric(found, "averagePrecision")
  if (!found.curves || ap?.value == null) return undefined
  const { precision, recall } = found.curves.pr
  const curve = { name, recall, precision, averagePrecision: ap.value, ...intervalOf(ap) }
  return { rows, prevalence: ap.random ?? Number.NaN, curves: [curve] }
}

export function calibrationOf(found: Evaluation, name: string, rows: RowAccount): CalibrationData | undefined {
  const calibration = found.curves?.calibration
  if (!calibration) return undefined
  const { probPred, probTrue, counts, low, high } = calibration
  const [ece, brier] = [metric(found, "calibrationError")?.value, metric(found, "brier")?.value]
  const curve = { name, predicted: probPred, observed: probTrue, counts, low, high }
  return { rows, curves: [{ ...curve, ...(ece != null && { ece }), ...(brier != null && { brier }) }] }
}

export function thresholdsOf(found: Evaluation, rows: RowAccount): ThresholdData | undefined {
  const counts = found.curves?.counts
  if (!counts) return undefined
  const [positives, negatives] = [counts.truePositives.at(-1) ?? 0, counts.falsePositives.at(-1) ?? 0]
  return { rows, ...counts, positives, negatives }
}

export function gainsOf(found: Evaluation, name: string, rows: RowAccount): GainsData | undefined {
  const data = thresholdsOf(found, rows)
  if (!data) return undefined
  const { truePositives, falsePositives, positives, negatives } = data
  const all = positives + negatives
  const curve = {
    name,
    selected: Array.from(truePositives, (count, i) => (count + falsePositives[i]!) / all),
    found: Array.from(truePositives, (count) => count / positives),
  }
  return { rows, prevalence: positives / all, curves: [curve] }
}

export function liftOf({ lift }: Evaluation, kind: LiftData["kind"], rows: RowAccount): LiftData | undefined {
  if (!lift) return undefined
  const parts = lift.map((bin) => ({
    rows: bin.rows,
    positives: bin.positives,
    lift: kind === "cumulative" ? bin.cumulativeLift : (bin.lift ?? Number.NaN),
  }))
  return { rows, kind, parts }
}

export function confusionOf({ confusion, classes }: Evaluation, rows: RowAccount): ConfusionData | undefined {
  return confusion && classes ? { rows, labels: classes, counts: confusion } : undefined
}

/** NDCG at every place that is not beyond the largest group. */
export function ndcgOf(found: Evaluation, name: string, rows: RowAccount): NdcgData | undefined {
  const measured = PLACES.map((k) => metric(found, `ndcg@${k}`))
  const at = PLACES.filter((_, i) => measured[i]?.value != null)
  if (at.length === 0) return undefined
  const all = measured.filter((each) => each?.value != null) as MeasuredMetric[]
  const list = (of: (each: MeasuredMetric) => number | null) => all.map((each) => of(each) ?? Number.NaN)
  return {
    ...{ rows, at, metric: "NDCG", rules: all[0]!.definition.replace(/first \d+/, "first K") },
    curves: [{ name, values: list(({ value }) => value), low: list(({ low }) => low), high: list(({ high }) => high) }],
    references: [
      { name: "scores shuffled within groups", values: list(({ shuffled }) => shuffled) },
      { name: "constant score", values: list(({ constant }) => constant) },
    ],
  }
}

/** Predictions beside what came true; a seeded sample of many. */
export function scoredRowsOf({ table, options }: Scored): ScoredRows | undefined {
  const { target, score } = options
  const [truth, prediction] = [columnNamed(table, target), columnNamed(table, [score].flat()[0]!)]
  if (truth.type === "category" || prediction.type === "category") return undefined
  const chosen = sampleRows(table.rows, MOST_POINTS, 0)
  const take = (values: ArrayLike<number>) =>
    chosen ? Float64Array.from(chosen, (row) => values[row]!) : Float64Array.from(values)
  const used = chosen?.length ?? table.rows
  const rows: RowAccount = { in: table.rows, used, ...(chosen && { sample: "uniform sample, seed 0" }) }
  return {
    target,
    actual: take(truth.values),
    predicted: take(prediction.values),
    rows,
    ...(chosen && { ids: chosen }),
  }
}
