// The sort of the metrics: doubles with something beside each, at the price of two passes where values spread evenly.
import { release, reserve, U32s } from "./memory"
import { move, radixSort, runningStarts } from "./radix"

const DIGIT_BITS: i32 = 11
const BUCKETS: i32 = 1 << DIGIT_BITS
/** Adding it leaves a whole number in the lowest bits of a double. */
const WHOLE: f64 = 4503599627370496
/** Below this many values, moving each to its place is cheaper than counting buckets. */
const FEW: i32 = 48
/** Moves that may be spent a value before the sort starts again by bits. */
const PATIENCE: i64 = 6

/**
 * Sorts `count` doubles at `values` ascending, with what lies beside each at `beside` (elements of P; void: nothing).
 * Stable; no NaN; -0 equals 0.
 *
 * Values are mapped linearly to 22 bits and sorted by these in two passes: the map keeps the order, so all that is left
 * is to move values within a slot. Where they crowd into few slots (outliers, many magnitudes) that would take long,
 * and the sort by bits takes over.
 */
export function sortPairs<P>(values: usize, beside: usize, count: i32): void {
  if (count > FEW) {
    const spare = reserve((<usize>count) << 3)
    const spareBeside = isVoid<P>() ? 0 : reserve(<usize>count * sizeof<P>())
    const spread = sortBySlot<P>(values, beside, spare, spareBeside, count)
    if (!spread || !settle<P>(values, beside, count, PATIENCE * count)) {
      radixSort<P>(values, beside, spare, spareBeside, count)
    }
    release(spareBeside)
    release(spare)
  } else settle<P>(values, beside, count, i64.MAX_VALUE)
}

/** Two passes over the 22 bits; false where the range of the values allows no such map. */
function sortBySlot<P>(values: usize, beside: usize, spare: usize, spareBeside: usize, count: i32): bool {
  const lowest = extreme(values, count, false)
  const highest = extreme(values, count, true)
  const scale = <f64>(BUCKETS * BUCKETS - 1) / (highest - lowest)
  // Equal values divide by zero and are in order; infinite ranges give 0.
  if (highest == lowest) return true
  if (!(scale > 0 && scale < Infinity)) return false
  const low = changetype<U32s>(reserve((<usize>BUCKETS) << 3))
  const high = changetype<U32s>(changetype<usize>(low) + ((<usize>BUCKETS) << 2))
  memory.fill(changetype<usize>(low), 0, (<usize>BUCKETS) << 3)
  for (let i = 0; i < count; i++) {
    const place = slot(load<f64>(values + ((<usize>i) << 3)), lowest, scale)
    const first = place & (BUCKETS - 1)
    const second = place >> DIGIT_BITS
    low[first] = low[first] + 1
    high[second] = high[second] + 1
  }
  runningStarts(low, BUCKETS)
  runningStarts(high, BUCKETS)
  for (let i = 0; i < count; i++) {
    const value = load<f64>(values + ((<usize>i) << 3))
    const bucket = slot(value, lowest, scale) & (BUCKETS - 1)
    const at = low[bucket]
    low[bucket] = at + 1
    store<f64>(spare + ((<usize>at) << 3), value)
    if (!isVoid<P>()) move<P>(beside, i, spareBeside, at)
  }
  for (let i = 0; i < count; i++) {
    const value = load<f64>(spare + ((<usize>i) << 3))
    const bucket = slot(value, lowest, scale) >> DIGIT_BITS
    const at = high[bucket]
    high[bucket] = at + 1
    store<f64>(values + ((<usize>at) << 3), value)
    if (!isVoid<P>()) move<P>(spareBeside, i, beside, at)
  }
  release(changetype<usize>(low))
  return true
}

/** The least of at least one value, or the greatest. */
function extreme(values: usize, count: i32, greatest: bool): f64 {
  const last = v128.load64_splat(values + ((<usize>(count - 1)) << 3))
  let best = last
  const pairs = values + ((<usize>(count & ~1)) << 3)
  if (greatest) for (let at = values; at < pairs; at += 16) best = f64x2.pmax(best, v128.load(at))
  else for (let at = values; at < pairs; at += 16) best = f64x2.pmin(best, v128.load(at))
  const first = f64x2.extract_lane(best, 0)
  const second = f64x2.extract_lane(best, 1)
  return greatest ? max(first, second) : min(first, second)
}

function slot(value: f64, lowest: f64, scale: f64): i32 {
  return <i32>reinterpret<u64>((value - lowest) * scale + WHOLE) & (BUCKETS * BUCKETS - 1)
}

/** Moves each value down to its place; false, with all values still there, when that takes more than `patience` moves. */
function settle<P>(values: usize, beside: usize, count: i32, patience: i64): bool {
  let left = patience
  let highest = count > 0 ? load<f64>(values) : 0
  for (let i = 1; i < count; i++) {
    const value = load<f64>(values + ((<usize>i) << 3))
    if (value >= highest) {
      highest = value
      continue
    }
    let at = i
    if (isVoid<P>()) at = moveDown(values, value, i)
    else at = moveDownBeside<P>(values, beside, value, i)
    left -= i - at
    if (left < 0) return false
  }
  return true
}

/** Puts `value` of place `from` where it belongs among those before it; gives that place. */
function moveDown(values: usize, value: f64, from: i32): i32 {
  let at = from
  for (; at > 0; at--) {
    const before = load<f64>(values + ((<usize>(at - 1)) << 3))
    if (before <= value) break
    store<f64>(values + ((<usize>at) << 3), before)
  }
  store<f64>(values + ((<usize>at) << 3), value)
  return at
}

/** `moveDown` with what lies beside the values. */
function moveDownBeside<P>(values: usize, beside: usize, value: f64, from: i32): i32 {
  const companion = load<P>(beside + <usize>from * sizeof<P>())
  let at = from
  for (; at > 0; at--) {
    const before = load<f64>(values + ((<usize>(at - 1)) << 3))
    if (before <= value) break
    store<f64>(values + ((<usize>at) << 3), before)
    move<P>(beside, at - 1, beside, at)
  }
  store<f64>(values + ((<usize>at) << 3), value)
  store<P>(beside + <usize>at * sizeof<P>(), companion)
  return at
}
