import { type ClassOptions, classCounts } from "./class-counts.js"
import { matthewsOf } from "./class-formulas.js"
import type { Labels } from "./labels.js"
import type { Scores } from "./score-matrix.js"

/**
 * Matthews' correlation of class and prediction, 0 where either is constant. As scikit-learn's `matthews_corrcoef`.
 * Scores are one a row, cut at `threshold` (labels 0 and 1), or those of K classes, of which the largest counts.
 * @throws RangeError for no rows, labels that do not fit, or lengths that differ.
 */
export function matthews(labels: Labels, scores: Scores, options: ClassOptions = {}): number {
  return matthewsOf(classCounts(labels, scores, options, "matthews"))
}
