import { type GroupOptions, type Irrelevant, meanOverGroups } from "./groups.js"
import type { Labels, Numbers } from "./labels.js"
import { topHits } from "./top-hits.js"

export interface RecallAtOptions extends GroupOptions {
  /** What a group without a relevant row counts as: left out by default. */
  readonly irrelevant?: Irrelevant
}

/**
 * The mean over groups of the share of their relevant rows (label above zero) that are among the first k.
 * @throws RangeError for no rows, no relevant row, or numbers that are not finite.
 */
export function recallAt(labels: Labels, scores: Numbers, options: RecallAtOptions = {}): number {
  return meanOverGroups(recallByGroup(labels, scores, options), options.irrelevant ?? "skip", "recallAt")
}

/** The same of every group; NaN without a relevant row. */
export function recallByGroup(labels: Labels, scores: Numbers, options: GroupOptions = {}): Float64Array {
  const { hits, relevant } = topHits(labels, scores, options, "recallAt")
  return hits.map((count, group) => (relevant[group]! > 0 ? count / relevant[group]! : Number.NaN))
}
