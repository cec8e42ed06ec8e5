// Sorting: in place for the few thresholds of a feature, by radix for the many scores of a metric.
import { F64s, release, reserve, U32s, U64s } from "./memory"

const DIGIT_BITS: i32 = 11
const BUCKETS: i32 = 1 << DIGIT_BITS

/** Sorts `count` elements at `base` ascending, in place (heap sort: no recursion, no scratch). */
export function sortAscending<T extends number>(base: usize, count: i32): void {
  for (let i = (count >> 1) - 1; i >= 0; i--) siftDown<T>(base, i, count)
  for (let end = count - 1; end > 0; end--) {
    const largest = load<T>(base)
    store<T>(base, load<T>(base + <usize>end * sizeof<T>()))
    store<T>(base + <usize>end * sizeof<T>(), largest)
    siftDown<T>(base, 0, end)
  }
}

function siftDown<T extends number>(base: usize, start: i32, count: i32): void {
  const value = load<T>(base + <usize>start * sizeof<T>())
  let parent = start
  for (let child = 2 * parent + 1; child < count; child = 2 * parent + 1) {
    let larger = load<T>(base + <usize>child * sizeof<T>())
    if (child + 1 < count && load<T>(base + <usize>(child + 1) * sizeof<T>()) > larger) {
      child++
      larger = load<T>(base + <usize>child * sizeof<T>())
    }
    if (larger <= value) break
    store<T>(base + <usize>parent * sizeof<T>(), larger)
    parent = child
  }
  store<T>(base + <usize>parent * sizeof<T>(), value)
}

/** Drops repeats from `count` ascending elements at `base`; returns how many are left. */
export function dropRepeats<T extends number>(base: usize, count: i32): i32 {
  let kept = 0
  for (let i = 0; i < count; i++) {
    const value = load<T>(base + <usize>i * sizeof<T>())
    if (kept > 0 && load<T>(base + <usize>(kept - 1) * sizeof<T>()) == value) continue
    store<T>(base + <usize>kept * sizeof<T>(), value)
    kept++
  }
  return kept
}

/**
 * The row numbers in ascending order of `values`; equal values keep their order. No NaN.
 * Least significant digit first, six passes of 11 bits; a digit that all values share costs no pass.
 */
export function argsort(values: F64s, count: i32, order: U32s): void {
  const n = <usize>count
  let keys = changetype<U64s>(reserve(n << 3))
  let sortedKeys = changetype<U64s>(reserve(n << 3))
  let rows = order
  let sortedRows = changetype<U32s>(reserve(n << 2))
  const starts = changetype<U32s>(reserve((<usize>BUCKETS) << 2))
  const spare = sortedRows
  for (let i = 0; i < count; i++) {
    keys[i] = ascendingBits(values[i])
    rows[i] = i
  }
  for (let shift: u64 = 0; shift < 64; shift += DIGIT_BITS) {
    if (!digitStarts(keys, count, shift, starts)) continue
    for (let i = 0; i < count; i++) {
      const bucket = digit(keys[i], shift)
      const at = starts[bucket]
      starts[bucket] = at + 1
      sortedKeys[at] = keys[i]
      sortedRows[at] = rows[i]
    }
    const lastKeys = keys
    keys = sortedKeys
    sortedKeys = lastKeys
    const lastRows = rows
    rows = sortedRows
    sortedRows = lastRows
  }
  if (rows != order) memory.copy(changetype<usize>(order), changetype<usize>(rows), n << 2)
  release(changetype<usize>(starts))
  release(changetype<usize>(spare))
  release(changetype<usize>(keys))
  release(changetype<usize>(sortedKeys))
}

/** The bits of a double, changed so that unsigned integers compare as the doubles do; -0 equals 0. */
export function ascendingBits(value: f64): u64 {
  const bits = reinterpret<u64>(value + 0.0)
  return bits >> 63 ? ~bits : bits | 0x8000000000000000
}

function digit(key: u64, shift: u64): i32 {
  return <i32>((key >> shift) & (BUCKETS - 1))
}

/** Where each bucket begins; false when all keys lie in one. */
function digitStarts(keys: U64s, count: i32, shift: u64, starts: U32s): bool {
  memory.fill(changetype<usize>(starts), 0, (<usize>BUCKETS) << 2)
  for (let i = 0; i < count; i++) {
    const bucket = digit(keys[i], shift)
    starts[bucket] = starts[bucket] + 1
  }
  if (count > 0 && starts[digit(keys[0], shift)] == <u32>count) return false
  let at: u32 = 0
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const size = starts[bucket]
    starts[bucket] = at
    at += size
  }
  return true
}

/**
 * Ranks from 1, ties sharing their average; returns sum(t^3 - t) over the ties.
 * `order` is scratch for `count` row numbers.
 */
export function averageRanks(values: F64s, count: i32, order: U32s, ranks: F64s): f64 {
  argsort(values, count, order)
  let ties: f64 = 0
  for (let from = 0; from < count; ) {
    let to = from + 1
    while (to < count && values[order[to]] == values[order[from]]) to++
    const rank = 0.5 * <f64>(from + 1 + to)
    for (let i = from; i < to; i++) ranks[order[i]] = rank
    const size = <f64>(to - from)
    ties += size * size * size - size
    from = to
  }
  return ties
}
