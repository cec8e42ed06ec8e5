import { type ClassCounts, type ClassOptions, largestScoreCounts } from "./class-counts.js"
import { type CutOff, type CutOffCounts, type CutOffRule, countsAt, cutOffRows, ruleOf } from "./cut-off.js"
import type { Labels, Numbers } from "./labels.js"
import { type ClassScores, isVector } from "./score-matrix.js"

/** Weight (rows, when none are given) by class and prediction at a cut-off, and the rule that was applied. */
export interface ConfusionMatrix extends CutOffCounts {
  readonly threshold: number
  readonly rule: CutOffRule
  /** Rows whose score is NaN: such a score is above no threshold, so they are predicted negative. */
  readonly undefinedScores: number
}

/** The same for K classes: `matrix[i][j]` is the weight of class i that is predicted as class j. */
export interface ClassConfusionMatrix extends ClassCounts {
  readonly rule: "largest score, the first of equals"
}

/**
 * Who is predicted as what. As scikit-learn's `confusion_matrix`.
 * Scores are one a row, cut at `threshold` (labels 0 and 1), or K columns (or n rows) of scores of K classes.
 * @throws RangeError for no rows, labels that do not fit, or lengths that differ.
 */
export function confusionMatrix(labels: Labels, scores: Numbers, options?: CutOff): ConfusionMatrix
export function confusionMatrix(labels: Labels, scores: ClassScores, options?: ClassOptions): ClassConfusionMatrix
export function confusionMatrix(
  labels: Labels,
  scores: Numbers | ClassScores,
  options: ClassOptions = {},
): ConfusionMatrix | ClassConfusionMatrix {
  if (typeof scores[0] === "object" && !isVector(scores, labels.length)) {
    const counts = largestScoreCounts(labels, scores, options, "confusionMatrix")
    return { ...counts, rule: "largest score, the first of equals" }
  }
  const rows = cutOffRows(labels, scores as Numbers, options.weights, "confusionMatrix")
  const counts = countsAt(rows, options, "confusionMatrix")
  const undefinedScores = rows.scores.reduce((count, score) => (Number.isNaN(score) ? count + 1 : count), 0)
  return { ...counts, threshold: options.threshold ?? 0.5, rule: ruleOf(options.strict), undefinedScores }
}
