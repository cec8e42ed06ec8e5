import { type GroupOptions, meanOverGroups } from "./groups.js"
import type { Labels, Numbers } from "./labels.js"
import { topHits } from "./top-hits.js"

export interface PrecisionAtOptions extends GroupOptions {
  /** Divide by k, or, as XGBoost's `pre`, by the rows there are where a group has fewer. */
  readonly denominator?: "k" | "available"
}

/**
 * The mean over groups of the share of relevant rows (label above zero) among the first k.
 * @throws RangeError for no rows, or numbers that are not finite.
 */
export function precisionAt(labels: Labels, scores: Numbers, options: PrecisionAtOptions = {}): number {
  return meanOverGroups(precisionByGroup(labels, scores, options), "zero", "precisionAt")
}

/** The same of every group. Without k, each is divided by its own rows. */
export function precisionByGroup(labels: Labels, scores: Numbers, options: PrecisionAtOptions = {}): Float64Array {
  const { hits, sizes } = topHits(labels, scores, options, "precisionAt")
  const { k, denominator = "k" } = options
  return hits.map((count, group) => {
    const size = sizes[group]!
    const shown = k === undefined ? size : denominator === "k" ? k : Math.min(k, size)
    return shown > 0 ? count / shown : 0
  })
}
