import { accuracy } from "../kernels/metrics/accuracy.js"
import { averagePrecision } from "../kernels/metrics/average-precision.js"
import { balancedAccuracy } from "../kernels/metrics/balanced-accuracy.js"
import { brierScore } from "../kernels/metrics/brier-score.js"
import { expectedCalibrationError } from "../kernels/metrics/expected-calibration-error.js"
import { f1 } from "../kernels/metrics/f1.js"
import { falseNegativeRate } from "../kernels/metrics/false-negative-rate.js"
import { falsePositiveRate } from "../kernels/metrics/false-positive-rate.js"
import { gini } from "../kernels/metrics/gini.js"
import { ksStatistic } from "../kernels/metrics/ks-statistic.js"
import type { Numbers } from "../kernels/metrics/labels.js"
import { lift } from "../kernels/metrics/lift.js"
import { logLoss } from "../kernels/metrics/log-loss.js"
import { matthews } from "../kernels/metrics/matthews.js"
import { precision } from "../kernels/metrics/precision.js"
import { recall } from "../kernels/metrics/recall.js"
import { rocAuc } from "../kernels/metrics/roc-auc.js"
import { rocAucInterval } from "../kernels/metrics/roc-auc-interval.js"
import { type ThresholdMetrics, thresholdMetrics } from "../kernels/metrics/threshold-metrics.js"
import { wilsonInterval } from "../kernels/metrics/wilson-interval.js"
import { binaryExtras } from "./binary-extras.js"
import { type EvaluationJob, type EvaluationParts, isWanted } from "./evaluation-job.js"
import { type Arguments, type Measure, measure } from "./measure.js"
import { eachInSteps, type Steps } from "./steps.js"

type AtThreshold = (
  labels: Numbers,
  scores: Numbers,
  options: { threshold: number; strict: boolean; weights?: Numbers },
) => number
type Weighted = (labels: Numbers, scores: Numbers, options: { weights?: Numbers }) => number

/** A measure whose definition is still to get its columns and baselines. */
type Part = Pick<Measure, "name" | "definition" | "compute"> & Partial<Measure>

/** Every metric of a target with two classes. */
export function* evaluateBinary(job: EvaluationJob): Steps<EvaluationParts> {
  const { rows, strict, context, shuffled, blockBy } = job
  const { classes, names } = asClasses(rows.target, rows.names)
  const score = rows.scores[0]!
  const share = classes.reduce((sum, label) => sum + label, 0) / classes.length
  const measures = [
    ...rankingOf(job, classes, score, share),
    ...job.thresholds.flatMap((each) => atThreshold(job, classes, score, each)),
  ]
  const common = { shuffled, constant: new Float64Array(score.length).fill(share), blockBy }
  const wanted = measures.filter(({ name }) => isWanted(job, name))
  const metrics = yield* eachInSteps(wanted, (part) => {
    const columns = part.weighted && rows.weights ? [classes, score, rows.weights] : [classes, score]
    return measure({ ...common, columns, ...part, weighted: Boolean(part.weighted && rows.weights) }, context)
  })
  const rule = strict ? ("score > threshold" as const) : ("score >= threshold" as const)
  return { metrics, rule, classes: names, ...(job.options.only ? {} : binaryExtras(job, classes)) }
}

function rankingOf(job: EvaluationJob, classes: Float64Array, score: Float64Array, share: number): Part[] {
  const { rows, context } = job
  const delong = rows.weights
    ? undefined
    : ({ method: "DeLong", compute: () => rocAucInterval(classes, score, { level: context.level }) } as const)
  const fits = (metric: Weighted) => ({ compute: weighted(metric), weighted: true })
  const losses = (y: Numbers, s: Numbers, options: { weights?: Numbers }) =>
    logLoss(y, s, { ...options, labels: [0, 1] })
  return [
    {
      name: "auc",
      definition: "area under the ROC curve, ties count half",
      ...fits(rocAuc),
      interval: delong,
      random: 0.5,
      levels: "auc",
    },
    {
      name: "averagePrecision",
      definition: "precision averaged over the steps of recall",
      ...fits(averagePrecision),
      random: share,
    },
    { name: "gini", definition: "2 AUC - 1", compute: plain(gini), random: 0 },
    { name: "ks", definition: "largest distance of the classes' score distributions", compute: plain(ksStatistic) },
    { name: "logLoss", definition: "mean of -log(probability of the class)", ...fits(losses) },
    { name: "brier", definition: "mean squared error of the probability", ...fits(brierScore) },
    {
      name: "calibrationError",
      definition: "mean distance of probability and share of positives, 10 bins of one width",
      compute: plain(expectedCalibrationError),
    },
    {
      name: "lift@10%",
      definition: "share of positives in the top tenth over that of all rows",
      compute: plain(lift),
      computeTied: ([classes, tied]) => lift(classes!, tied!, { ties: "average" }),
      random: 1,
      levels: "lift",
    },
  ]
}

function atThreshold(job: EvaluationJob, classes: Float64Array, score: Float64Array, threshold: number): Part[] {
  const { rows, strict, context } = job
  const [counts] = thresholdMetrics(classes, score, { thresholds: [threshold], strict })
  const rule = `positive when score ${strict ? ">" : ">="} ${threshold}`
  const part = (name: string, definition: string, metric: AtThreshold, rate?: readonly [number, number]): Part => ({
    name: `${name}@${threshold}`,
    definition: `${definition}; ${rule}`,
    compute: ([y, s, weights]) => metric(y!, s!, { threshold, strict, ...(weights && { weights }) }),
    weighted: true,
    interval:
      rate && rate[1] > 0 && !rows.weights
        ? { method: "Wilson", compute: () => wilsonInterval(...rate, { level: context.level }) }
        : undefined,
  })
  return partsAt(counts!, part)
}

function partsAt(
  { tp, fp, tn, fn }: ThresholdMetrics,
  part: (name: string, definition: string, metric: AtThreshold, rate?: readonly [number, number]) => Part,
): Part[] {
  return [
    part("accuracy", "share of right predictions", accuracy, [tp + tn, tp + fp + tn + fn]),
    { ...part("balancedAccuracy", "mean of the classes' recalls", balancedAccuracy), random: 0.5 },
    part("precision", "share of positives among those predicted so", precision, [tp, tp + fp]),
    part("recall", "share of the positives that are predicted so", recall, [tp, tp + fn]),
    part("f1", "harmonic mean of precision and recall", f1),
    { ...part("matthews", "correlation of class and prediction", matthews), random: 0 },
    part("falsePositiveRate", "share of the negatives predicted positive", falsePositiveRate, [fp, fp + tn]),
    part("falseNegativeRate", "share of the positives predicted negative", falseNegativeRate, [fn, fn + tp]),
  ]
}

function weighted(metric: Weighted): (columns: Arguments) => number {
  return ([y, s, weights]) => metric(y!, s!, weights ? { weights } : {})
}

function plain(metric: (labels: Numbers, scores: Numbers) => number): (columns: Arguments) => number {
  return ([y, s]) => metric(y!, s!)
}

/** Classes as 0 and 1, the larger value positive, and what they are called. */
function asClasses(
  target: Float64Array,
  names: readonly string[] | undefined,
): { classes: Float64Array; names: string[] } {
  const found = [...new Set(target)].sort((a, b) => a - b)
  if (found.length > 2) throw new RangeError(`target: got ${found.length} values, expected two for the kind binary`)
  const lone = found.length === 1 ? (found[0]! > 0 ? [0, found[0]!] : [found[0]!, 1]) : found
  const called = (value: number) => names?.[value] ?? String(value)
  return { classes: target.map((value) => (value === lone[1] ? 1 : 0)), names: lone.map(called) }
}
