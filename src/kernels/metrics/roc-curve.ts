import { binaryScores } from "./binary-scores.js"
import type { Labels, Numbers } from "./labels.js"
import { type ThresholdCounts, thresholdCounts } from "./threshold-counts.js"

/** A point a threshold, from (0, 0) at the threshold infinity to (1, 1). */
export interface RocCurve {
  /** The rule that a row is predicted positive by. */
  rule: "score >= threshold"
  fpr: Float64Array
  tpr: Float64Array
  thresholds: Float64Array
}

/**
 * The ROC curve, thresholds descending. As scikit-learn's `roc_curve`.
 * @param options.dropIntermediate leaves out points on a straight line between others (default).
 * @throws RangeError where one class is absent, a score is not finite, labels are not 0 and 1 (or -1 and 1).
 */
export function rocCurve(
  labels: Labels,
  scores: Numbers,
  options: { weights?: Numbers; dropIntermediate?: boolean } = {},
): RocCurve {
  const rows = binaryScores(labels, scores, options.weights, "rocCurve", "0 and 1, or -1 and 1")
  const all = thresholdCounts(rows)
  const { thresholds, truePositives, falsePositives } = options.dropIntermediate === false ? all : corners(all)
  const [positives, negatives] = [truePositives.at(-1) ?? 0, falsePositives.at(-1) ?? 0]
  if (!(positives > 0 && negatives > 0)) {
    throw new RangeError(`rocCurve: got positives that weigh ${positives} and negatives ${negatives}, expected both`)
  }
  return {
    rule: "score >= threshold",
    fpr: after(
      0,
      falsePositives.map((count) => count / negatives),
    ),
    tpr: after(
      0,
      truePositives.map((count) => count / positives),
    ),
    thresholds: after(Number.POSITIVE_INFINITY, thresholds),
  }
}

/** The first and the last point and those where either count bends. */
function corners({ thresholds, truePositives, falsePositives }: ThresholdCounts): ThresholdCounts {
  const bends = (counts: Float64Array, i: number) => counts[i + 1]! - counts[i]! !== counts[i]! - counts[i - 1]!
  const last = thresholds.length - 1
  const keep = (_: number, i: number) => i === 0 || i === last || bends(truePositives, i) || bends(falsePositives, i)
  return {
    thresholds: thresholds.filter(keep),
    truePositives: truePositives.filter(keep),
    falsePositives: falsePositives.filter(keep),
  }
}

function after(first: number, values: Float64Array): Float64Array {
  const all = new Float64Array(values.length + 1)
  all[0] = first
  all.set(values, 1)
  return all
}
