// DeLong's variance of the area under the ROC curve, by sorting: O(n log n).
import { F64s, release, reserve, U8s, U32s } from "../memory"
import { argsort } from "../sort"
import { areaOf } from "./roc-auc"
import { createSides, releaseSides } from "./sides"

/**
 * Writes the area under the ROC curve and its variance to `result`; the variance is NaN for fewer than two rows of a
 * class. Each class's part is the variance (ddof 1) of its rows' placements among the other class, over its rows.
 * DeLong, DeLong and Clarke-Pearson, Biometrics 44 (1988); placements by sorting as Sun and Xu (2014).
 */
export function delong(labels: U8s, scores: F64s, count: i32, result: F64s): void {
  const sides = createSides(labels, scores, changetype<F64s>(0), count)
  const area = areaOf(sides)
  const positives = sides.positives
  const negatives = sides.negatives
  result[0] = area
  result[1] =
    spread(sides.scores, positives, sides.negativeScores, negatives, area) +
    spread(sides.negativeScores, negatives, sides.scores, positives, 1 - area)
  releaseSides(sides)
}

/** The variance of the mean share of `others` below each of `own`, ties counting one half; both ascending. */
function spread(own: F64s, count: i32, others: F64s, otherCount: i32, mean: f64): f64 {
  if (count < 2) return NaN
  const share = 0.5 / <f64>otherCount
  let sum: f64 = 0
  for (let i = 0, below = 0, upTo = 0; i < count; i++) {
    const score = own[i]
    while (below < otherCount && others[below] < score) below++
    if (upTo < below) upTo = below
    while (upTo < otherCount && others[upTo] == score) upTo++
    const apart = share * <f64>(below + upTo) - mean
    sum += apart * apart
  }
  return sum / <f64>(count - 1) / <f64>count
}

/**
 * Each row's placement among the other class: of a positive the share of negatives below it, of a negative the share
 * of positives above it, ties counting one half. For comparing two scores on the same rows.
 */
export function placements(labels: U8s, scores: F64s, count: i32, shares: F64s): void {
  const order = changetype<U32s>(reserve((<usize>count) << 2))
  argsort(scores, count, order)
  let positives = 0
  for (let i = 0; i < count; i++) positives += labels[i]
  const negatives = <f64>(count - positives)
  let positivesBelow: f64 = 0
  let negativesBelow: f64 = 0
  for (let from = 0; from < count; ) {
    const score = scores[order[from]]
    let to = from
    let tied = 0
    for (; to < count && scores[order[to]] == score; to++) tied += labels[order[to]]
    const tiedPositives = <f64>tied
    const tiedNegatives = <f64>(to - from - tied)
    const ofPositives = (negativesBelow + 0.5 * tiedNegatives) / negatives
    const ofNegatives = 1 - (positivesBelow + 0.5 * tiedPositives) / <f64>positives
    for (let i = from; i < to; i++) shares[order[i]] = labels[order[i]] ? ofPositives : ofNegatives
    positivesBelow += tiedPositives
    negativesBelow += tiedNegatives
    from = to
  }
  release(changetype<usize>(order))
}
