// Spearman's rank correlation.
import { F64s, release, reserve, U32s } from "../memory"
import { averageRanks } from "../sort"

/** Pearson's correlation of the ranks, ties at their average. NaN when either side is constant. As scipy's spearmanr. */
export function spearman(a: F64s, b: F64s, count: i32): f64 {
  const order = changetype<U32s>(reserve((<usize>count) << 2))
  const ranksA = changetype<F64s>(reserve((<usize>count) << 3))
  const ranksB = changetype<F64s>(reserve((<usize>count) << 3))
  const n = <f64>count
  // Sum of squared deviations of the ranks: (n^3 - n) / 12 less the same for every group of ties.
  const spreadA = (n * n * n - n - averageRanks(a, count, order, ranksA)) / 12
  const spreadB = (n * n * n - n - averageRanks(b, count, order, ranksB)) / 12
  const middle = 0.5 * (n + 1)
  let product: f64 = 0
  for (let i = 0; i < count; i++) product += (ranksA[i] - middle) * (ranksB[i] - middle)
  release(changetype<usize>(order))
  release(changetype<usize>(ranksA))
  release(changetype<usize>(ranksB))
  return product / Math.sqrt(spreadA * spreadB)
}
