// Radix sort of doubles by the bits they are made of: six passes whatever the values are.
import { release, reserve, U32s } from "./memory"

const DIGIT_BITS: i32 = 11
const BUCKETS: i32 = 1 << DIGIT_BITS

/**
 * Sorts `count` doubles at `values` ascending, with what lies beside each at `beside` (elements of P; void: nothing).
 * Stable; no NaN; -0 equals 0. `spare` and `spareBeside` are scratch of the same sizes.
 * Least significant digit first, 11 bits a pass; a digit that all values share costs no move.
 */
export function radixSort<P>(values: usize, beside: usize, spare: usize, spareBeside: usize, count: i32): void {
  const starts = changetype<U32s>(reserve((<usize>BUCKETS) << 2))
  let from = values
  let fromBeside = beside
  let to = spare
  let toBeside = spareBeside
  for (let shift: u64 = 0; shift < 64; shift += DIGIT_BITS) {
    if (!digitStarts(from, count, shift, starts)) continue
    for (let i = 0; i < count; i++) {
      const value = load<f64>(from + ((<usize>i) << 3))
      const bucket = digit(value, shift)
      const at = starts[bucket]
      starts[bucket] = at + 1
      store<f64>(to + ((<usize>at) << 3), value)
      if (!isVoid<P>()) move<P>(fromBeside, i, toBeside, at)
    }
    const last = from
    from = to
    to = last
    const lastBeside = fromBeside
    fromBeside = toBeside
    toBeside = lastBeside
  }
  release(changetype<usize>(starts))
  if (from == values) return
  memory.copy(values, from, (<usize>count) << 3)
  if (!isVoid<P>()) memory.copy(beside, fromBeside, <usize>count * sizeof<P>())
}

/** Copies element `at` of one array to element `place` of another. */
export function move<P>(from: usize, at: i32, to: usize, place: i32): void {
  store<P>(to + <usize>place * sizeof<P>(), load<P>(from + <usize>at * sizeof<P>()))
}

/** The bits of a double, changed so that unsigned integers compare as the doubles do; -0 equals 0. */
export function ascendingBits(value: f64): u64 {
  const bits = reinterpret<u64>(value + 0.0)
  return bits ^ (<u64>(<i64>bits >> 63) | 0x8000000000000000)
}

function digit(value: f64, shift: u64): i32 {
  return <i32>((ascendingBits(value) >> shift) & (BUCKETS - 1))
}

/** Where each bucket begins; false when all values lie in one. */
function digitStarts(values: usize, count: i32, shift: u64, starts: U32s): bool {
  memory.fill(changetype<usize>(starts), 0, (<usize>BUCKETS) << 2)
  for (let i = 0; i < count; i++) {
    const bucket = digit(load<f64>(values + ((<usize>i) << 3)), shift)
    starts[bucket] = starts[bucket] + 1
  }
  if (count > 0 && starts[digit(load<f64>(values), shift)] == <u32>count) return false
  runningStarts(starts, BUCKETS)
  return true
}

/** Turns the sizes of buckets into where each begins. */
export function runningStarts(sizes: U32s, buckets: i32): void {
  let at: u32 = 0
  for (let bucket = 0; bucket < buckets; bucket++) {
    const size = sizes[bucket]
    sizes[bucket] = at
    at += size
  }
}
