// The rows of a ranking from the top: for everything that looks at the first rows.
import { F64s, U32s } from "../memory"
import { sortPairs } from "../sort-pairs"

/** Row numbers by descending score, equal scores in their order. `scores` is scratch afterwards. No NaN. */
export function descendingOrder(scores: F64s, count: i32, order: U32s): void {
  for (let i = 0; i < count; i++) {
    scores[i] = -scores[i]
    order[i] = i
  }
  sortPairs<u32>(changetype<usize>(scores), changetype<usize>(order), count)
}
