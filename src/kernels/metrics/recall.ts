import { type AverageOptions, countsToAverage } from "./averaging.js"
import { recallOf } from "./class-formulas.js"
import type { Labels } from "./labels.js"
import type { Scores } from "./score-matrix.js"

/**
 * The share of positives that are predicted; 0 without positives. As scikit-learn's `recall_score`.
 * Scores are one a row, cut at `threshold` (labels 0 and 1), or those of K classes, of which the largest counts.
 * @throws RangeError for no rows, labels that do not fit, or lengths that differ.
 */
export function recall(labels: Labels, scores: Scores, options: AverageOptions = {}): number {
  return recallOf(...countsToAverage(labels, scores, options, "recall"))
}
