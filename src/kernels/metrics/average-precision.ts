import { binaryScores } from "./binary-scores.js"
import { distinctLabels, type Labels, type Numbers } from "./labels.js"
import { withArrays } from "./machine.js"

/**
 * Average precision: precision at each distinct score, weighted with the recall that it adds. 0 without positives.
 * As scikit-learn's `average_precision_score`, also in that 1 is the positive one of the labels 1 and 2 (or 1 and
 * any other); of two values without a 1 the larger is positive.
 * @throws RangeError where a score is not finite, lengths differ, or there are more than two labels.
 */
export function averagePrecision(labels: Labels, scores: Numbers, options: { weights?: Numbers } = {}): number {
  const rows = binaryScores(positivesAsOne(labels), scores, options.weights, "averagePrecision")
  return withArrays([rows.classes, rows.scores, rows.weights], ({ kernels }, [label, score, weight]) =>
    kernels.averagePrecision(label!, score!, weight!, rows.classes.length),
  )
}

function positivesAsOne(labels: Labels): Labels {
  if (labels instanceof Uint8Array && labels.every((label) => label < 2)) return labels
  const found = distinctLabels(labels, "averagePrecision", 2)
  if (found.length !== 2 || found[0] !== 1) return labels
  return Uint8Array.from(labels as ArrayLike<number>, (label) => (Number(label) === 1 ? 1 : 0))
}
