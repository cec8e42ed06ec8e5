// Relevant rows among the first of each group: what MAP, MRR, precision and recall at k are made of.
import { F64s, release, reserve, U32s } from "../memory"
import { topRows } from "../top-rows"

/** Numbers a group: relevant rows, those among the first `top`, the place of the first one, the sum of precisions. */
const NUMBERS: i32 = 4

/**
 * A row is relevant where its label is above zero. Equal scores keep their order. Of each group `result` gets: its
 * relevant rows; how many are among its first `top` rows by score; the place of the first of these, from 1, or 0;
 * and the sum over these of the precision at their place.
 */
export function topHits(
  labels: F64s,
  scores: F64s,
  sizes: U32s,
  groups: i32,
  largest: i32,
  top: i32,
  result: F64s,
): void {
  const order = changetype<U32s>(reserve((<usize>largest) << 2))
  let from = 0
  for (let group = 0; group < groups; group++) {
    const count = <i32>sizes[group]
    const shown = min(top, count)
    topRows(scores.from(from), count, shown, order)
    countHits(labels.from(from), count, order, shown, result.from(group * NUMBERS))
    from += count
  }
  release(changetype<usize>(order))
}

function countHits(labels: F64s, count: i32, order: U32s, shown: i32, result: F64s): void {
  let relevant: f64 = 0
  for (let i = 0; i < count; i++) if (labels[i] > 0) relevant++
  let hits: f64 = 0
  let first: f64 = 0
  let precisions: f64 = 0
  for (let place = 0; place < shown; place++) {
    if (!(labels[order[place]] > 0)) continue
    hits++
    if (hits == 1) first = <f64>(place + 1)
    precisions += hits / <f64>(place + 1)
  }
  result[0] = relevant
  result[1] = hits
  result[2] = first
  result[3] = precisions
}
