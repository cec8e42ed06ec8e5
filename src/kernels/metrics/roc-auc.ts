import { binaryScores } from "./binary-scores.js"
import type { Labels, Numbers } from "./labels.js"
import { withArrays } from "./machine.js"
import { multiClassRocAuc } from "./multi-class-roc-auc.js"
import { isVector, type Scores } from "./score-matrix.js"

export interface RocAucOptions {
  /** One number a row; not with "ovo". */
  weights?: Numbers
  /** For scores of K > 2 classes: each class against the rest (default), or each pair of classes. */
  multiClass?: "ovr" | "ovo"
  /** The mean over the classes or pairs: each counts the same (default), or by its share of the rows. */
  average?: "macro" | "weighted"
  /** The classes of the columns in ascending order, where some do not occur. Default: the values of the labels. */
  labels?: readonly number[]
}

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
