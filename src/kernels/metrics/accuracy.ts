import { type ClassOptions, classCounts } from "./class-counts.js"
import { accuracyOf } from "./class-formulas.js"
import type { Labels } from "./labels.js"
import type { Scores } from "./score-matrix.js"

/**
 * The share of rows that are predicted right. As scikit-learn's `accuracy_score`.
 * Scores are one a row, cut at `threshold` (labels 0 and 1), or those of K classes, of which the largest counts.
 * @throws RangeError for no rows, labels that do not fit, or lengths that differ.
 */
export function accuracy(labels: Labels, scores: Scores, options: ClassOptions = {}): number {
  return accuracyOf(classCounts(labels, scores, options, "accuracy"))
}
