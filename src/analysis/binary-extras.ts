import { businessCost } from "../kernels/metrics/business-cost.js"
import { calibrationCurve } from "../kernels/metrics/calibration-curve.js"
import { confusionMatrix } from "../kernels/metrics/confusion-matrix.js"
import { costThreshold } from "../kernels/metrics/cost-threshold.js"
import { liftTable } from "../kernels/metrics/lift-table.js"
import { prCurve } from "../kernels/metrics/pr-curve.js"
import { revenueImpact } from "../kernels/metrics/revenue-impact.js"
import { rocCurve } from "../kernels/metrics/roc-curve.js"
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
    curves: job.options.curves ? attempt(() => curvesOf(classes, score)).value : null,
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

function curvesOf(classes: Float64Array, score: Float64Array): NonNullable<Evaluation["curves"]> {
  const roc = rocCurve(classes, score)
  const pr = prCurve(classes, score)
  const calibration = attempt(() => calibrationCurve(classes, score)).value
  return {
    roc: { fpr: [...roc.fpr], tpr: [...roc.tpr], thresholds: [...roc.thresholds] },
    pr: { precision: [...pr.precision], recall: [...pr.recall], thresholds: [...pr.thresholds] },
    calibration: calibration && {
      probTrue: [...calibration.probTrue],
      probPred: [...calibration.probPred],
      counts: [...calibration.counts],
    },
  }
}
