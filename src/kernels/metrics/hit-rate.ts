import { type GroupOptions, meanOverGroups } from "./groups.js"
import type { Labels, Numbers } from "./labels.js"
import { topHits } from "./top-hits.js"

/**
 * The share of groups with a relevant row (label above zero) among their first k.
 * @throws RangeError for no rows, or numbers that are not finite.
 */
export function hitRate(labels: Labels, scores: Numbers, options: GroupOptions = {}): number {
  return meanOverGroups(hitsByGroup(labels, scores, options), "zero", "hitRate")
}

/** 1 for every group that has one, else 0. */
export function hitsByGroup(labels: Labels, scores: Numbers, options: GroupOptions = {}): Float64Array {
  return topHits(labels, scores, options, "hitRate").hits.map((count) => Math.min(count, 1))
}
