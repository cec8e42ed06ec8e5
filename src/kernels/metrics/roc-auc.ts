import { binaryScores } from "./binary-scores.js"
import type { Labels, Numbers } from "./labels.js"
import { withArrays } from "./machine.js"
import { multiClassRocAuc, type RocAucOptions } from "./multi-class-roc-auc.js"
import { isVector, type Scores } from "./score-matrix.js"

export type { RocAucOptions }

/**
 * The area under the ROC curve: the chance that a positive scores above a negative, ties counting one half.
 * Scores of K > 2 classes are K columns, n rows, or one row-major array of n x K; a row's sum is 1.
 * As scikit-learn's `roc_auc_score`.
 * @throws RangeError where a class is absent, a score is not finite, lengths differ, or scikit-learn refuses.
 */
export function rocAuc(labels: Labels, scores: Scores, options: RocAucOptions = {}): number {
  if (!isVector(scores, labels.length)) return multiClassRocAuc(labels, scores, options)
  return binaryRocAuc(labels, scores, options.weights)
}

function binaryRocAuc(labels: Labels, scores: Numbers, rowWeights: Numbers | undefined): number {
  const { classes, scores: values, weights } = binaryScores(labels, scores, rowWeights, "rocAuc")
  const area = withArrays([classes, values, weights], ({ kernels }, [label, score, weight]) =>
    kernels.rocAuc(label!, score!, weight!, classes.length),
  )
  if (!Number.isNaN(area)) return area
  throw new RangeError(`rocAuc: got ${classes.length} rows of one class, expected both classes`)
}
