// Kendall's rank correlation.
import { F64s, release, reserve, U32s } from "../memory"
import { argsort } from "../sort"

/**
 * Tau-b: pairs in the same order less pairs in the opposite order, over the geometric mean of the pairs that are not
 * tied on either side. NaN where a side is constant. Knight's algorithm (1966), O(n log n). As scipy's kendalltau.
 */
export function kendallTau(a: F64s, b: F64s, count: i32): f64 {
  const bytes = (<usize>count) << 3
  const order = changetype<U32s>(reserve((<usize>count) << 2))
  const sortedA = changetype<F64s>(reserve(bytes))
  const sortedB = changetype<F64s>(reserve(bytes))
  const scratch = changetype<F64s>(reserve(bytes))
  sortPairs(a, b, count, order, sortedA, sortedB, scratch)
  const pairs = pairsOf(count)
  const tiedA = tiedPairs(sortedA, sortedA, count)
  const tiedBoth = tiedPairs(sortedA, sortedB, count)
  const swapped = countInversions(sortedB, scratch, count)
  const tiedB = tiedPairs(sortedB, sortedB, count)
  release(changetype<usize>(order))
  release(changetype<usize>(sortedA))
  release(changetype<usize>(sortedB))
  release(changetype<usize>(scratch))
  const score = <f64>(pairs - tiedA - tiedB + tiedBoth - 2 * swapped)
  const tau = score / Math.sqrt(<f64>(pairs - tiedA)) / Math.sqrt(<f64>(pairs - tiedB))
  return max(-1.0, min(1.0, tau))
}

/** Both sides by ascending a, rows of one a by ascending b: two stable sorts, the lesser key first. */
function sortPairs(a: F64s, b: F64s, count: i32, order: U32s, sortedA: F64s, sortedB: F64s, scratch: F64s): void {
  const byB = changetype<U32s>(reserve((<usize>count) << 2))
  argsort(b, count, byB)
  for (let i = 0; i < count; i++) scratch[i] = a[byB[i]]
  argsort(scratch, count, order)
  for (let i = 0; i < count; i++) {
    sortedA[i] = scratch[order[i]]
    sortedB[i] = b[byB[order[i]]]
  }
  release(changetype<usize>(byB))
}

function pairsOf(count: i64): i64 {
  return (count * (count - 1)) / 2
}

/** Pairs of neighbours that are equal in both of two sorted sequences. */
function tiedPairs(first: F64s, second: F64s, count: i32): i64 {
  let tied: i64 = 0
  let from = 0
  for (let i = 1; i <= count; i++) {
    if (i < count && first[i] == first[from] && second[i] == second[from]) continue
    tied += pairsOf(i - from)
    from = i
  }
  return tied
}

/** How many pairs stand in falling order; sorts `values` by merging. */
function countInversions(values: F64s, scratch: F64s, count: i32): i64 {
  let inversions: i64 = 0
  let source = values
  let target = scratch
  for (let width = 1; width < count; width <<= 1) {
    for (let from = 0; from < count; from += 2 * width) {
      inversions += mergeCounting(source, target, from, min(from + width, count), min(from + 2 * width, count))
    }
    const last = source
    source = target
    target = last
  }
  if (source != values) memory.copy(changetype<usize>(values), changetype<usize>(source), (<usize>count) << 3)
  return inversions
}

function mergeCounting(source: F64s, target: F64s, from: i32, middle: i32, to: i32): i64 {
  let inversions: i64 = 0
  let left = from
  let right = middle
  for (let at = from; at < to; at++) {
    if (left < middle && (right >= to || source[left] <= source[right])) {
      target[at] = source[left++]
    } else {
      target[at] = source[right++]
      inversions += middle - left
    }
  }
  return inversions
}
