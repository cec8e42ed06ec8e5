import { businessCost } from "../kernels/metrics/business-cost.js"
import { calibrationCurve } from "../kernels/metrics/calibration-curve.js"
import { confusionMatrix } from "../kernels/metrics/confusion-matrix.js"
import { costThreshold } from "../kernels/metrics/cost-threshold.js"
import { liftTable } from "../kernels/metrics/lift-table.js"
import { prCurve } from "../kernels/metrics/pr-curve.js"
import { revenueImpact } from "../kernels/metrics/revenue-impact.js"
import { rocCurve } from "../kernels/metrics/roc-curve.js"
import { wilsonInterval } from "../kernels/metrics/wilson-interval.js"
import type { EvaluatedCost, Evaluation } from "../results/evaluation.js"
import type { EvaluationJob } from "./evaluation-job.js"
import { attempt } from "./measure.js"

/** What two classes have beside their metrics: lift table, costs, revenue, curves; null where they are not defined. */
export function binaryExtras(
  job: EvaluationJob,
  classes: Float64Array,
): Pick<Evaluation, "lift" | "cost" | "revenue" | "curves"> {
  const score = job.rows.scores[0]!
  return {
    lift: attempt(() => liftTable(classes, score)).value,
    cost: attempt(() => costOf(job, classes, score)).value,
    revenue: job.rows.values ? revenueOf(job, classes, score, job.rows.values) : null,
    curves: job.options.curves ? attempt(() => curvesOf(job, classes, score)).value : null,
  }
}

function costOf({ options, strict, thresholds, rows }: EvaluationJob, classes: Float64Array, score: Float64Array) {
  const { falseNegative = 10, falsePositive = 1 } = options
  const shared = { falseNegative, falsePositive, strict, ...(rows.weights && { weights: rows.weights }) }
  const at = (threshold: number): EvaluatedCost => {
    const { tn, fp, fn, tp } = confusionMatrix(classes, score, { ...shared, threshold })
    return { threshold, cost: businessCost(classes, score, { ...shared, threshold }), tn, fp, fn, tp }
  }
  const { rule, ...best } = costThreshold(classes, score, shared)
  return { falseNegative, falsePositive, thresholds: thresholds.map(at), best }
}

function revenueOf(
  { strict, thresholds }: EvaluationJob,
  classes: Float64Array,
  score: Float64Array,
  values: Float64Array,
) {
  return thresholds.map((threshold) => {
    const { selected, captured, missed, random, lift } = revenueImpact(classes, score, values, { threshold, strict })
    return { threshold, selected, captured, missed, random, lift }
  })
}

function curvesOf(
  { options, context }: EvaluationJob,
  classes: Float64Array,
  score: Float64Array,
): NonNullable<Evaluation["curves"]> {
  const thin = thinner(options.curvePoints)
  const roc = rocCurve(classes, score)
  const all = rocCurve(classes, score, { dropIntermediate: false })
  const pr = prCurve(classes, score)
  const positives = classes.reduce((sum, label) => sum + label, 0)
  const rows = (rates: Float64Array, of: number) => thin(rates).map((rate) => Math.round(rate * of))
  return {
    roc: { fpr: thin(roc.fpr), tpr: thin(roc.tpr), thresholds: thin(roc.thresholds) },
    pr: { precision: thin(pr.precision), recall: thin(pr.recall), thresholds: thin(pr.thresholds) },
    calibration: attempt(() => calibrationOf(classes, score, context.level)).value,
    counts: {
      thresholds: thin(all.thresholds),
      truePositives: rows(all.tpr, positives),
      falsePositives: rows(all.fpr, classes.length - positives),
    },
  }
}

/** Takes so many entries of a list, evenly, the first and the last among them. */
function thinner(most = Number.POSITIVE_INFINITY): (values: Float64Array) => number[] {
  return (values) => {
    if (values.length <= most) return [...values]
    const step = (values.length - 1) / (most - 1)
    return Array.from({ length: most }, (_, i) => values[Math.round(i * step)]!)
  }
}

function calibrationOf(classes: Float64Array, score: Float64Array, level: number) {
  const { probTrue, probPred, counts } = calibrationCurve(classes, score)
  const reach = [...counts].map((rows, i) => wilsonInterval(Math.round(probTrue[i]! * rows), rows, { level }))
  return {
    ...{ probTrue: [...probTrue], probPred: [...probPred], counts: [...counts] },
    ...{ low: reach.map(({ low }) => low), high: reach.map(({ high }) => high) },
  }
}
