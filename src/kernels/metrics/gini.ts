import type { Labels, Numbers } from "./labels.js"
import { rocAuc } from "./roc-auc.js"

/**
 * The Gini coefficient of a score (Somers' D): 2 x AUC - 1, from -1 to 1, 0 for a random score.
 * @throws RangeError as `rocAuc`.
 */
export function gini(labels: Labels, scores: Numbers, options: { weights?: Numbers } = {}): number {
  return 2 * rocAuc(labels, scores, options) - 1
}
