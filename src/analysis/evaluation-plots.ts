import type { Evaluation, MeasuredMetric } from "../results/evaluation.js"
import type { PlotKind, PlotKinds, PlottedRows } from "../results/plot-data.js"

/** A plot by its kind, which is the name of its file. */
export type PlotToDraw = {
  readonly [Kind in PlotKind]: { readonly kind: Kind; readonly data: PlotKinds[Kind] }
}[PlotKind]

/** What plots need beside an evaluation with curves. */
export interface EvaluatedColumns {
  readonly target: Float64Array
  readonly score: Float64Array
}

/** The plots that fit a target: confusion matrix, ROC, PR and calibration of two classes; residuals of quantities. */
export function evaluationPlots(evaluation: Evaluation, threshold: number, columns: EvaluatedColumns): PlotToDraw[] {
  const { total: all, used, dropped } = evaluation.rows
  const rows: PlottedRows = { in: all, used, dropped: dropped.map((each) => [each.reason, each.rows] as const) }
  if (evaluation.kind === "binary") return binaryPlots(evaluation, threshold, rows)
  if (evaluation.kind === "multiclass") return confusionOf(evaluation.confusion, evaluation.classes, rows)
  const data = { target: String(evaluation.roles.target), actual: columns.target, predicted: columns.score, rows }
  return [
    { kind: "residuals", data },
    { kind: "predicted_actual", data },
  ]
}

function binaryPlots(evaluation: Evaluation, threshold: number, rows: PlottedRows): PlotToDraw[] {
  const { cost, classes, curves } = evaluation
  const at = cost?.thresholds.find((each) => each.threshold === threshold)
  const counts = at
    ? [
        [at.tn, at.fp],
        [at.fn, at.tp],
      ]
    : null
  const prevalence = at ? (at.tp + at.fn) / (at.tp + at.fn + at.tn + at.fp) : undefined
  return [
    ...confusionOf(counts, classes, rows),
    ...(curves && prevalence !== undefined ? curvePlots(evaluation, curves, prevalence, rows) : []),
  ]
}

function confusionOf(counts: number[][] | null, labels: readonly string[] | null, rows: PlottedRows): PlotToDraw[] {
  return counts && labels ? [{ kind: "confusion_matrix", data: { labels, counts, rows } }] : []
}

function curvePlots(
  { data: name, metrics }: Evaluation,
  { roc, pr, calibration }: NonNullable<Evaluation["curves"]>,
  prevalence: number,
  rows: PlottedRows,
): PlotToDraw[] {
  const find = (wanted: string) => metrics.find((metric) => metric.name === wanted)
  const [auc, ap] = [find("auc"), find("averagePrecision")]
  const plots: PlotToDraw[] = []
  if (auc?.value != null) {
    const curve = { name, falsePositiveRate: roc.fpr, truePositiveRate: roc.tpr, auc: auc.value, ...intervalOf(auc) }
    plots.push({ kind: "roc_curve", data: { curves: [curve], rows } })
  }
  if (ap?.value != null) {
    const curve = { name, recall: pr.recall, precision: pr.precision, averagePrecision: ap.value }
    plots.push({ kind: "pr_curve", data: { prevalence, curves: [curve], rows } })
  }
  if (calibration) {
    const [ece, brier] = [find("calibrationError")?.value, find("brier")?.value]
    const { probPred: predicted, probTrue: observed, counts } = calibration
    const curve = { name, predicted, observed, counts, ...(ece != null && { ece }), ...(brier != null && { brier }) }
    plots.push({ kind: "calibration_curve", data: { curves: [curve], rows } })
  }
  return plots
}

function intervalOf({ low, high }: MeasuredMetric): { interval?: readonly [number, number] } {
  return low === null || high === null ? {} : { interval: [low, high] }
}
