// The area under the ROC curve.
import { F64s, release, reserve, U8s, U32s } from "../memory"
import { argsort } from "../sort"

/**
 * The chance that a positive row scores above a negative one, ties counting one half. `labels` are 0 or 1, `weights`
 * may be a null pointer. NaN when one class is absent. As scikit-learn's roc_auc_score.
 */
export function rocAuc(labels: U8s, scores: F64s, weights: F64s, count: i32): f64 {
  const order = changetype<U32s>(reserve((<usize>count) << 2))
  argsort(scores, count, order)
  const weighted = changetype<usize>(weights) != 0
  let positives: f64 = 0
  let negatives: f64 = 0
  let wins: f64 = 0
  for (let from = 0; from < count; ) {
    const score = scores[order[from]]
    let tiedPositives: f64 = 0
    let tiedNegatives: f64 = 0
    let to = from
    for (; to < count && scores[order[to]] == score; to++) {
      const row = order[to]
      const weight: f64 = weighted ? weights[row] : 1
      if (labels[row]) tiedPositives += weight
      else tiedNegatives += weight
    }
    wins += tiedPositives * (negatives + 0.5 * tiedNegatives)
    positives += tiedPositives
    negatives += tiedNegatives
    from = to
  }
  release(changetype<usize>(order))
  return wins / (positives * negatives)
}
