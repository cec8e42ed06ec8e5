import { type AverageOptions, countsToAverage } from "./averaging.js"
import { fBetaOf } from "./class-formulas.js"
import type { Labels } from "./labels.js"
import type { Scores } from "./score-matrix.js"

/**
 * The harmonic mean of precision and recall, recall counting `beta` times as much (1 by default).
 * As scikit-learn's `fbeta_score`. Scores as for `f1`.
 * @throws RangeError for a beta below 0, no rows, labels that do not fit, or lengths that differ.
 */
export function fBeta(labels: Labels, scores: Scores, options: AverageOptions & { beta?: number } = {}): number {
  const { beta = 1 } = options
  if (!(beta >= 0 && beta < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`fBeta: got beta ${beta}, expected a number from 0 on`)
  }
  return fBetaOf(...countsToAverage(labels, scores, options, "fBeta"), beta)
}
