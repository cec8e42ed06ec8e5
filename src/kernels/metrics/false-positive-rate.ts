import { share } from "./class-formulas.js"
import { type CutOff, cutOffCounts } from "./cut-off.js"
import type { Labels, Numbers } from "./labels.js"

/**
 * The share of negatives that are predicted positive at a cut-off; 0 without negatives.
 * @throws RangeError for no rows, labels other than 0 and 1, or lengths that differ.
 */
export function falsePositiveRate(labels: Labels, scores: Numbers, options: CutOff = {}): number {
  const { fp, tn } = cutOffCounts(labels, scores, options, "falsePositiveRate")
  return share(fp, fp + tn)
}
