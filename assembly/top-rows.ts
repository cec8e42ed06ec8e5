// The best rows of a group.
import { F64s, U32s } from "./memory"
import { orderRows } from "./order"

/** Up to so many rows are kept in order while the group is walked once; more are sorted. */
const FEW: i32 = 32

/**
 * The first `top` rows of a group by descending score, equal scores in their order. `order` has room for `count` rows.
 */
export function topRows(scores: F64s, count: i32, top: i32, order: U32s): void {
  if (top > FEW || top >= count) {
    orderRows(scores, count, true, order)
    return
  }
  for (let row = 0; row < count; row++) {
    const score = scores[row]
    let at = min(row, top)
    // a tie stays behind, so that the order is stable
    if (at == top && !(score > scores[order[top - 1]])) continue
    if (at == top) at--
    for (; at > 0 && score > scores[order[at - 1]]; at--) order[at] = order[at - 1]
    order[at] = row
  }
}
