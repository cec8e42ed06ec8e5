import { type ClassOptions, classCounts } from "./class-counts.js"
import { balancedAccuracyOf } from "./class-formulas.js"
import type { Labels } from "./labels.js"
import type { Scores } from "./score-matrix.js"

/**
 * The mean recall of the classes that occur. As scikit-learn's `balanced_accuracy_score`.
 * Scores are one a row, cut at `threshold` (labels 0 and 1), or those of K classes, of which the largest counts.
 * @throws RangeError for no rows, labels that do not fit, or lengths that differ.
 */
export function balancedAccuracy(labels: Labels, scores: Scores, options: ClassOptions = {}): number {
  return balancedAccuracyOf(classCounts(labels, scores, options, "balancedAccuracy"))
}
