// Normalized discounted cumulative gain of groups of rows.
import { F64s, release, reserve, U32s } from "../memory"
import { topRows } from "../top-rows"

/**
 * `result[g]`: the DCG of the first `top` rows of group g by score, over that of the best order; NaN where the best is
 * not above zero. `sizes` are the rows of each group, `largest` the largest of them.
 * Gains are 2^label - 1 when `exponential`, else the labels; discounts 1 / log2(place + 1).
 * Equal scores keep their order, or share their gains when `averaged` (McSherry and Najork 2008, as scikit-learn).
 */
export function ndcg(
  labels: F64s,
  scores: F64s,
  sizes: U32s,
  groups: i32,
  largest: i32,
  top: i32,
  exponential: bool,
  averaged: bool,
  result: F64s,
): void {
  const places = min(top, largest)
  const order = changetype<U32s>(reserve((<usize>largest) << 2))
  const gains = changetype<F64s>(reserve((<usize>largest) << 3))
  const discounts = changetype<F64s>(reserve((<usize>places) << 3))
  for (let place = 0; place < places; place++) discounts[place] = 1 / Math.log2(<f64>(place + 2))
  let from = 0
  for (let group = 0; group < groups; group++) {
    const count = <i32>sizes[group]
    const shown = min(places, count)
    const own = scores.from(from)
    fillGains(labels.from(from), count, exponential, gains)
    topRows(gains, count, shown, order)
    const best = inOrder(gains, order, shown, discounts)
    topRows(own, count, shown, order)
    const got = averaged
      ? sharingTies(gains, own, count, order, shown, discounts)
      : inOrder(gains, order, shown, discounts)
    result[group] = best > 0 ? got / best : NaN
    from += count
  }
  release(changetype<usize>(order))
  release(changetype<usize>(gains))
  release(changetype<usize>(discounts))
}

function fillGains(labels: F64s, count: i32, exponential: bool, gains: F64s): void {
  for (let i = 0; i < count; i++) {
    const label = labels[i]
    gains[i] = exponential ? powerOfTwo(label) - 1 : label
  }
}

/** Whole labels, which are nearly all, are exact and quick. */
function powerOfTwo(label: f64): f64 {
  if (label >= 0 && label < 31 && label == Math.floor(label)) return <f64>((<u32>1) << (<u32>label))
  return 2 ** label
}

function inOrder(gains: F64s, order: U32s, shown: i32, discounts: F64s): f64 {
  let sum: f64 = 0
  for (let place = 0; place < shown; place++) sum += gains[order[place]] * discounts[place]
  return sum
}

/** Rows of one score each get their mean gain; the last may lie partly beyond what is shown. */
function sharingTies(gains: F64s, scores: F64s, count: i32, order: U32s, shown: i32, discounts: F64s): f64 {
  let sum: f64 = 0
  for (let from = 0; from < shown; ) {
    const score = scores[order[from]]
    let gain: f64 = 0
    let discount: f64 = 0
    let to = from
    for (; to < shown && scores[order[to]] == score; to++) {
      gain += gains[order[to]]
      discount += discounts[to]
    }
    let rows = to - from
    if (to == shown && shown < count) {
      rows = 0
      gain = 0
      for (let i = 0; i < count; i++) {
        if (scores[i] != score) continue
        gain += gains[i]
        rows++
      }
    }
    sum += (gain / <f64>rows) * discount
    from = to
  }
  return sum
}
