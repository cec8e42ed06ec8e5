import { binaryScores } from "./binary-scores.js"
import type { Labels, Numbers } from "./labels.js"
import { thresholdCounts } from "./threshold-counts.js"

/** A point a threshold and, at the end, the point (precision 1, recall 0) that has none. */
export interface PrCurve {
  /** The rule that a row is predicted positive by. */
  rule: "score >= threshold"
  precision: Float64Array
  recall: Float64Array
  thresholds: Float64Array
}

/**
 * Precision and recall, thresholds ascending. Without positives recall is 1. As scikit-learn's `precision_recall_curve`.
 * @throws RangeError where a score is not finite, lengths differ, labels are not 0 and 1 (or -1 and 1).
 */
export function prCurve(labels: Labels, scores: Numbers, options: { weights?: Numbers } = {}): PrCurve {
  const rows = binaryScores(labels, scores, options.weights, "prCurve", "0 and 1, or -1 and 1")
  const { thresholds, truePositives, falsePositives } = thresholdCounts(rows)
  const count = thresholds.length
  const positives = truePositives[count - 1]!
  const precision = new Float64Array(count + 1).fill(1)
  const recall = new Float64Array(count + 1)
  for (let i = 0; i < count; i++) {
    const hits = truePositives[count - 1 - i]!
    const predicted = hits + falsePositives[count - 1 - i]!
    precision[i] = predicted === 0 ? 0 : hits / predicted
    recall[i] = positives === 0 ? 1 : hits / positives
  }
  return { rule: "score >= threshold", precision, recall, thresholds: thresholds.reverse() }
}
