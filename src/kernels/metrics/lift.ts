import type { Labels, Numbers } from "./labels.js"
import { type RankedRows, rankedRows } from "./ranked-rows.js"

export interface LiftOptions {
  /** The share of rows at the top: max(1, ceil(fraction x n)) rows. Default 0.1. */
  fraction?: number
  /** A number of rows at the top, in place of a share. */
  k?: number
  /** Equal scores at the border: in row order (default), or the mean over all their orders. */
  ties?: "stable" | "average"
}

/**
 * How many times more positives the top rows hold than as many rows drawn at random: 1 for a random score.
 * @throws RangeError without positives, for a fraction outside (0, 1], a k outside 1 to n, or a score that is not finite.
 */
export function lift(labels: Labels, scores: Numbers, options: LiftOptions = {}): number {
  const ranked = rankedRows(labels, scores, "lift")
  const count = topRows(ranked.rows, options)
  const hits = options.ties === "average" ? meanHits(ranked, count) : ranked.hits[count]!
  return hits / count / (ranked.positives / ranked.rows)
}

function topRows(rows: number, { fraction = 0.1, k, ties = "stable" }: LiftOptions): number {
  if (ties !== "stable" && ties !== "average")
    throw new RangeError(`lift: got ties ${ties}, expected stable or average`)
  if (k !== undefined) {
    if (Number.isInteger(k) && k >= 1 && k <= rows) return k
    throw new RangeError(`lift: got k ${k}, expected a whole number from 1 to the ${rows} rows`)
  }
  if (fraction > 0 && fraction <= 1) return Math.max(1, Math.ceil(fraction * rows))
  throw new RangeError(`lift: got fraction ${fraction}, expected a number above 0 and up to 1`)
}

/** Positives among the first rows, when rows of the score at the border come in any order. */
function meanHits({ rows, order, hits, scores }: RankedRows, count: number): number {
  const border = scores[order[count - 1]!]!
  let [from, to] = [count - 1, count]
  while (from > 0 && scores[order[from - 1]!] === border) from--
  while (to < rows && scores[order[to]!] === border) to++
  return hits[from]! + ((hits[to]! - hits[from]!) * (count - from)) / (to - from)
}
