import type { Numbers } from "./labels.js"
import { rankCorrelation } from "./rank-correlation.js"

/**
 * Spearman's rank correlation, ties at their average rank. As scipy's `spearmanr`.
 * @throws RangeError where a side is constant or holds NaN, or lengths differ.
 */
export function spearman(a: Numbers, b: Numbers): number {
  return rankCorrelation("spearman", a, b, (kernels, left, right) => kernels.spearman(left, right, a.length))
}
