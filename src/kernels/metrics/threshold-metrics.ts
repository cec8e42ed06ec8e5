import { asClassCounts } from "./class-counts.js"
import { accuracyOf, balancedAccuracyOf, fBetaOf, matthewsOf, precisionOf, recallOf, share } from "./class-formulas.js"
import { type CutOff, type CutOffCounts, type CutOffRule, countsAt, cutOffRows, ruleOf } from "./cut-off.js"
import type { Labels, Numbers } from "./labels.js"

/** Everything that a cut-off decides, at one threshold. */
export interface ThresholdMetrics extends CutOffCounts {
  readonly threshold: number
  readonly rule: CutOffRule
  readonly accuracy: number
  readonly balancedAccuracy: number
  readonly precision: number
  readonly recall: number
  readonly f1: number
  readonly matthews: number
  readonly falsePositiveRate: number
  readonly falseNegativeRate: number
}

/**
 * The metrics of each cut-off, a row a threshold (0.3, 0.5 and 0.7 by default); what has no denominator is 0.
 * @throws RangeError for no rows, labels other than 0 and 1, a threshold that is not a number, or lengths that differ.
 */
export function thresholdMetrics(
  labels: Labels,
  scores: Numbers,
  options: Omit<CutOff, "threshold"> & { thresholds?: readonly number[] } = {},
): ThresholdMetrics[] {
  const { thresholds = [0.3, 0.5, 0.7], strict = false } = options
  const rows = cutOffRows(labels, scores, options.weights, "thresholdMetrics")
  return thresholds.map((threshold) =>
    metricsOf(countsAt(rows, { threshold, strict }, "thresholdMetrics"), threshold, strict),
  )
}

function metricsOf(counts: CutOffCounts, threshold: number, strict: boolean): ThresholdMetrics {
  const table = asClassCounts(counts)
  return {
    ...{ threshold, rule: ruleOf(strict), ...counts },
    accuracy: accuracyOf(table),
    balancedAccuracy: balancedAccuracyOf(table),
    precision: precisionOf(table, "binary"),
    recall: recallOf(table, "binary"),
    f1: fBetaOf(table, "binary", 1),
    matthews: matthewsOf(table),
    falsePositiveRate: share(counts.fp, counts.fp + counts.tn),
    falseNegativeRate: share(counts.fn, counts.fn + counts.tp),
  }
}
