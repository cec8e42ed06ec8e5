import { type AverageOptions, countsToAverage } from "./averaging.js"
import { precisionOf } from "./class-formulas.js"
import type { Labels } from "./labels.js"
import type { Scores } from "./score-matrix.js"

/**
 * The share of rows predicted positive that are; 0 where none is predicted. As scikit-learn's `precision_score`.
 * Scores are one a row, cut at `threshold` (labels 0 and 1), or those of K classes, of which the largest counts.
 * @throws RangeError for no rows, labels that do not fit, or lengths that differ.
 */
export function precision(labels: Labels, scores: Scores, options: AverageOptions = {}): number {
  return precisionOf(...countsToAverage(labels, scores, options, "precision"))
}
