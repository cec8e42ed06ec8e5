import { type GroupOptions, meanOverGroups } from "./groups.js"
import type { Labels, Numbers } from "./labels.js"
import { topHits } from "./top-hits.js"

/**
 * MRR: the mean over groups of 1 / the place of the first relevant row (label above zero), 0 where the first k have
 * none.
 * @throws RangeError for no rows, or numbers that are not finite.
 */
export function reciprocalRank(labels: Labels, scores: Numbers, options: GroupOptions = {}): number {
  return meanOverGroups(reciprocalRankByGroup(labels, scores, options), "zero", "reciprocalRank")
}

/** The same of every group. */
export function reciprocalRankByGroup(labels: Labels, scores: Numbers, options: GroupOptions = {}): Float64Array {
  return topHits(labels, scores, options, "reciprocalRank").first.map((place) => (place > 0 ? 1 / place : 0))
}
