// Rank correlations of many small groups: the information coefficient of every date.
import { F64s, release, reserve, U32s } from "../memory"
import { orderRows } from "../order"

/** `result[g]`: Spearman's correlation of a and b in group g; NaN where a side is constant or has fewer than 2 rows. */
export function rankIc(a: F64s, b: F64s, sizes: U32s, groups: i32, largest: i32, result: F64s): void {
  const order = changetype<U32s>(reserve((<usize>largest) << 2))
  const ranksA = changetype<F64s>(reserve((<usize>largest) << 3))
  const ranksB = changetype<F64s>(reserve((<usize>largest) << 3))
  let from = 0
  for (let group = 0; group < groups; group++) {
    const count = <i32>sizes[group]
    result[group] = correlation(a.from(from), b.from(from), count, order, ranksA, ranksB)
    from += count
  }
  release(changetype<usize>(order))
  release(changetype<usize>(ranksA))
  release(changetype<usize>(ranksB))
}

function correlation(a: F64s, b: F64s, count: i32, order: U32s, ranksA: F64s, ranksB: F64s): f64 {
  const n = <f64>count
  // Sum of squared deviations of the ranks: (n^3 - n) / 12 less the same for every group of ties.
  const all = n * n * n - n
  const spreadA = (all - rank(a, count, order, ranksA)) / 12
  const spreadB = (all - rank(b, count, order, ranksB)) / 12
  const middle = 0.5 * (n + 1)
  let product: f64 = 0
  for (let i = 0; i < count; i++) product += (ranksA[i] - middle) * (ranksB[i] - middle)
  return product / Math.sqrt(spreadA * spreadB)
}

/** Ranks from 1, ties at their average; returns sum(t^3 - t) over the ties. */
function rank(values: F64s, count: i32, order: U32s, ranks: F64s): f64 {
  orderRows(values, count, false, order)
  let ties: f64 = 0
  for (let from = 0; from < count; ) {
    let to = from + 1
    while (to < count && values[order[to]] == values[order[from]]) to++
    const shared = 0.5 * <f64>(from + 1 + to)
    for (let i = from; i < to; i++) ranks[order[i]] = shared
    const size = <f64>(to - from)
    ties += size * size * size - size
    from = to
  }
  return ties
}
