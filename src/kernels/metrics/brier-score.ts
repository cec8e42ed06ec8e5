import { binaryProbabilities } from "./binary-scores.js"
import type { Labels, Numbers } from "./labels.js"
import { weightedMean } from "./weighted-mean.js"

/**
 * The mean squared difference of probability and class. As scikit-learn's `brier_score_loss`.
 * @throws RangeError where a score is no probability, lengths differ, or there are more than two labels.
 */
export function brierScore(labels: Labels, scores: Numbers, options: { weights?: Numbers } = {}): number {
  const { classes, scores: values, weights } = binaryProbabilities(labels, scores, options.weights, "brierScore")
  return weightedMean(classes.length, weights, (row) => (values[row]! - classes[row]!) ** 2)
}
