// Normalized discounted cumulative gain of groups of rows.
import { F64s, release, reserve, U8s, U32s } from "../memory"
import { topRows } from "../top-rows"

/** Whole labels below this, LightGBM's, are counted and their gains looked up. */
const CODES: i32 = 31
const table: F64s = changetype<F64s>(memory.data((<i32>CODES) << 3, 16))

/** What `ndcg` found beside its result. */
const SCORES_NOT_FINITE: i32 = 1
const LABELS_NOT_SMALL: i32 = 2

/**
 * `result[g]`: the DCG of the first `top` rows of group g by score, over that of the best order; NaN where the best is
 * not above zero. `sizes` are the rows of each group, `largest` the largest of them.
 * Gains are 2^label - 1 when `exponential`, else the labels; discounts 1 / log2(place + 1). Equal scores keep their
 * order, or share their gains when `averaged` (McSherry and Najork 2008, as scikit-learn).
 * Returns 1 where a score is not finite, plus 2 where a label is no whole number from 0 to 30.
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
): i32 {
  const places = min(top, largest)
  const order = changetype<U32s>(reserve((<usize>largest) << 2))
  const codes = changetype<U8s>(reserve(<usize>largest))
  const gains = changetype<F64s>(reserve((<usize>largest) << 3))
  const discounts = changetype<F64s>(reserve((<usize>places) << 3))
  for (let place = 0; place < places; place++) discounts[place] = 1 / Math.log2(<f64>(place + 2))
  for (let code = 0; code < CODES; code++) table[code] = exponential ? <f64>(((<u32>1) << code) - 1) : <f64>code
  let found = 0
  let from = 0
  for (let group = 0; group < groups; group++) {
    const count = <i32>sizes[group]
    const shown = min(places, count)
    const ranked = scores.from(from)
    const own = labels.from(from)
    if (!allFinite(ranked, count)) found |= SCORES_NOT_FINITE
    const small = toCodes(own, count, codes)
    if (!small) {
      found |= LABELS_NOT_SMALL
      for (let i = 0; i < count; i++) gains[i] = exponential ? 2 ** own[i] - 1 : own[i]
    }
    const ownCodes = changetype<U8s>(small ? changetype<usize>(codes) : 0)
    const ownGains = small ? table : gains
    const best = bestGain(ownCodes, ownGains, count, shown, discounts, order)
    topRows(ranked, count, shown, order)
    const got = averaged
      ? sharingTies(ownCodes, ownGains, ranked, count, order, shown, discounts)
      : inOrder(ownCodes, ownGains, order, shown, discounts)
    result[group] = best > 0 ? got / best : NaN
    from += count
  }
  release(changetype<usize>(order))
  release(changetype<usize>(codes))
  release(changetype<usize>(gains))
  release(changetype<usize>(discounts))
  return found
}

/** Labels as bytes; false where one is no whole number below CODES. */
function toCodes(labels: F64s, count: i32, codes: U8s): bool {
  let whole = i64x2.splat(-1)
  let most = i32x4.splat(0)
  let i = 0
  for (; i + 1 < count; i += 2) {
    const pair = v128.load(changetype<usize>(labels.from(i)))
    const rounded = i32x4.trunc_sat_f64x2_s_zero(pair)
    whole = v128.and(whole, f64x2.eq(f64x2.convert_low_i32x4_s(rounded), pair))
    // what is negative is large without its sign
    most = i32x4.max_u(most, rounded)
    codes[i] = <u8>i32x4.extract_lane(rounded, 0)
    codes[i + 1] = <u8>i32x4.extract_lane(rounded, 1)
  }
  if (i < count) {
    const last = labels[i]
    if (!(last >= 0 && last < <f64>CODES && last == Math.floor(last))) return false
    codes[i] = <u8>last
  }
  return i64x2.all_true(whole) && !v128.any_true(i32x4.gt_u(most, i32x4.splat(CODES - 1)))
}

/** The gain of a row: that of its code, or, where codes are null, its own. */
function gainOf(codes: U8s, gains: F64s, row: i32): f64 {
  return changetype<usize>(codes) ? gains[codes[row]] : gains[row]
}

function bestGain(codes: U8s, gains: F64s, count: i32, shown: i32, discounts: F64s, order: U32s): f64 {
  if (changetype<usize>(codes)) return bestOfCodes(changetype<usize>(codes), count, gains, shown, discounts)
  topRows(gains, count, shown, order)
  return inOrder(codes, gains, order, shown, discounts)
}

function allFinite(values: F64s, count: i32): bool {
  // 0 times what is not finite is NaN, which stays
  let both = f64x2.splat(0)
  let i = 0
  for (; i + 1 < count; i += 2) {
    both = f64x2.add(both, f64x2.mul(v128.load(changetype<usize>(values.from(i))), f64x2.splat(0)))
  }
  let sum = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1)
  if (i < count) sum += values[i] * 0
  return sum == 0
}

/** The best DCG: rows by descending code, counted code by code until enough are shown. */
function bestOfCodes(codes: usize, count: i32, table: F64s, shown: i32, discounts: F64s): f64 {
  let sum: f64 = 0
  let place = 0
  for (let code = largestCode(codes, count); place < shown && code >= 0; code--) {
    const end = min(place + rowsOf(codes, count, <u8>code), shown)
    for (; place < end; place++) sum += table[code] * discounts[place]
  }
  return sum
}

function largestCode(codes: usize, count: i32): i32 {
  let most = i8x16.splat(0)
  let i = 0
  for (; i + 15 < count; i += 16) most = i8x16.max_u(most, v128.load(codes + i))
  let largest = 0
  for (; i < count; i++) largest = max(largest, <i32>load<u8>(codes + i))
  let code = CODES - 1
  while (code > largest && !v128.any_true(i8x16.eq(most, i8x16.splat(<i8>code)))) code--
  return code
}

function rowsOf(codes: usize, count: i32, code: u8): i32 {
  const wanted = i8x16.splat(<i8>code)
  let rows = 0
  let i = 0
  for (; i + 15 < count; i += 16) rows += popcnt(i8x16.bitmask(i8x16.eq(v128.load(codes + i), wanted)))
  for (; i < count; i++) rows += i32(load<u8>(codes + i) == code)
  return rows
}

function inOrder(codes: U8s, gains: F64s, order: U32s, shown: i32, discounts: F64s): f64 {
  let sum: f64 = 0
  for (let place = 0; place < shown; place++) sum += gainOf(codes, gains, order[place]) * discounts[place]
  return sum
}

/** Rows of one score each get their mean gain; the last may lie partly beyond what is shown. */
function sharingTies(codes: U8s, gains: F64s, scores: F64s, count: i32, order: U32s, shown: i32, discounts: F64s): f64 {
  let sum: f64 = 0
  for (let from = 0; from < shown; ) {
    const score = scores[order[from]]
    let gain = gainOf(codes, gains, order[from])
    let discount = discounts[from]
    let to = from + 1
    for (; to < shown && scores[order[to]] == score; to++) {
      gain += gainOf(codes, gains, order[to])
      discount += discounts[to]
    }
    if (to == shown && shown < count) gain = meanGain(codes, gains, scores, count, score)
    else if (to - from > 1) gain /= <f64>(to - from)
    sum += gain * discount
    from = to
  }
  return sum
}

function meanGain(codes: U8s, gains: F64s, scores: F64s, count: i32, score: f64): f64 {
  let gain: f64 = 0
  let rows = 0
  for (let i = 0; i < count; i++) {
    if (scores[i] != score) continue
    gain += gainOf(codes, gains, i)
    rows++
  }
  return gain / <f64>rows
}
