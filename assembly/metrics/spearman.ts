// Spearman's rank correlation.
import { F64s, release, reserve, U32s } from "../memory"
import { sortPairs } from "../sort-pairs"

/**
 * Pearson's correlation of the ranks, ties at their average. NaN when either side is constant. As scipy's spearmanr.
 * Sorts both sides where they lie.
 */
export function spearman(a: F64s, b: F64s, count: i32): f64 {
  const ranks = changetype<U32s>(reserve((<usize>count) << 2))
  // Each side is sorted once and takes the other with it, so no row is looked up by its number.
  sortPairs<f64>(changetype<usize>(a), changetype<usize>(b), count)
  const tiesA = doubledRanks(a, count, ranks)
  sortPairs<u32>(changetype<usize>(b), changetype<usize>(ranks), count)
  const product = productWithRanks(b, count, ranks)
  const tiesB = doubledRanks(b, count, ranks)
  release(changetype<usize>(ranks))
  const n = <f64>count
  // Sum of squared deviations of the ranks: (n^3 - n) / 12 less the same for every group of ties.
  const whole = n * n * n - n
  return (3 * product) / Math.sqrt((whole - tiesA) * (whole - tiesB))
}

/** Twice the average ranks (from 1) of sorted values; returns sum(t^3 - t) over the ties. */
function doubledRanks(sorted: F64s, count: i32, ranks: U32s): f64 {
  let ties: f64 = 0
  for (let from = 0; from < count; ) {
    const to = endOfTies(sorted, count, from)
    for (let i = from; i < to; i++) ranks[i] = from + 1 + to
    const size = <f64>(to - from)
    ties += size * size * size - size
    from = to
  }
  return ties
}

/** Four times the sum of the products of deviations: of the sorted values' ranks and of the doubled ranks beside them. */
function productWithRanks(sorted: F64s, count: i32, ranks: U32s): f64 {
  const middle = count + 1
  let product: f64 = 0
  for (let from = 0; from < count; ) {
    const to = endOfTies(sorted, count, from)
    const deviation = <f64>(from + 1 + to - middle)
    let others: f64 = 0
    for (let i = from; i < to; i++) others += <f64>(<i32>ranks[i] - middle)
    product += deviation * others
    from = to
  }
  return product
}

function endOfTies(sorted: F64s, count: i32, from: i32): i32 {
  const value = sorted[from]
  let to = from + 1
  while (to < count && sorted[to] == value) to++
  return to
}
