import { binaryScores } from "./binary-scores.js"
import type { Labels, Numbers } from "./labels.js"
import { thresholdCounts } from "./threshold-counts.js"

/**
 * The Kolmogorov-Smirnov statistic: the largest distance between the score distributions of the two classes, which is
 * the largest |TPR - FPR|. As scipy's `ks_2samp`; 0 for a constant score.
 * @throws RangeError where one class is absent, a score is not finite, or lengths differ.
 */
export function ksStatistic(labels: Labels, scores: Numbers, options: { weights?: Numbers } = {}): number {
  const rows = binaryScores(labels, scores, options.weights, "ksStatistic")
  const { truePositives, falsePositives } = thresholdCounts(rows)
  const [positives, negatives] = [truePositives.at(-1) ?? 0, falsePositives.at(-1) ?? 0]
  if (!(positives > 0 && negatives > 0)) {
    throw new RangeError(`ksStatistic: got positives that weigh ${positives} and negatives ${negatives}, expected both`)
  }
  let largest = 0
  for (let i = 0; i < truePositives.length; i++) {
    largest = Math.max(largest, Math.abs(truePositives[i]! / positives - falsePositives[i]! / negatives))
  }
  return largest
}
