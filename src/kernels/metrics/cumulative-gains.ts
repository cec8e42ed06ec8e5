import type { Labels, Numbers } from "./labels.js"
import { rankedRows } from "./ranked-rows.js"

/** How far down a ranking, and the share of all positives that is found by there. */
export interface Gain {
  readonly fraction: number
  /** ceil(fraction x n). */
  readonly rows: number
  readonly gain: number
}

/**
 * The share of positives among the first 10 %, 20 %, ... of a ranking (or as many `points`). Equal scores stay in row order.
 * @throws RangeError without positives, for a score that is not finite, or points that are no whole number above 0.
 */
export function cumulativeGains(labels: Labels, scores: Numbers, { points = 10 }: { points?: number } = {}): Gain[] {
  if (!(Number.isInteger(points) && points > 0)) {
    throw new RangeError(`cumulativeGains: got ${points} points, expected at least one`)
  }
  const { rows, positives, hits } = rankedRows(labels, scores, "cumulativeGains")
  return Array.from({ length: points }, (_, i) => {
    const count = Math.ceil((rows * (i + 1)) / points)
    return { fraction: (i + 1) / points, rows: count, gain: hits[count]! / positives }
  })
}
