import type { Numbers } from "./labels.js"
import { rankCorrelation } from "./rank-correlation.js"

/**
 * Kendall's rank correlation tau-b. As scipy's `kendalltau`.
 * @throws RangeError where a side is constant or holds NaN, or lengths differ.
 */
export function kendallTau(a: Numbers, b: Numbers): number {
  return rankCorrelation("kendallTau", a, b, (kernels, left, right) => kernels.kendallTau(left, right, a.length))
}
