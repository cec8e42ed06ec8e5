import { share } from "./class-formulas.js"
import { type CutOff, cutOffCounts } from "./cut-off.js"
import type { Labels, Numbers } from "./labels.js"

/**
 * The share of positives that are predicted negative at a cut-off; 0 without positives.
 * @throws RangeError for no rows, labels other than 0 and 1, or lengths that differ.
 */
export function falseNegativeRate(labels: Labels, scores: Numbers, options: CutOff = {}): number {
  const { fn, tp } = cutOffCounts(labels, scores, options, "falseNegativeRate")
  return share(fn, fn + tp)
}
