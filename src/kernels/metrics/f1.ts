import { type AverageOptions, countsToAverage } from "./averaging.js"
import { fBetaOf } from "./class-formulas.js"
import type { Labels } from "./labels.js"
import type { Scores } from "./score-matrix.js"

/**
 * The harmonic mean of precision and recall; 0 where both are. As scikit-learn's `f1_score`.
 * Scores are one a row, cut at `threshold` (labels 0 and 1), or those of K classes, of which the largest counts.
 * @throws RangeError for no rows, labels that do not fit, or lengths that differ.
 */
export function f1(labels: Labels, scores: Scores, options: AverageOptions = {}): number {
  return fBetaOf(...countsToAverage(labels, scores, options, "f1"), 1)
}
