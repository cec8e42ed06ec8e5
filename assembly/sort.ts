// Sorting: in place for the few thresholds of a feature, through sort-pairs.ts for the many scores of a metric.
import { F64s, release, reserve, U32s } from "./memory"
import { sortPairs } from "./sort-pairs"

export { ascendingBits } from "./radix"

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

/** The row numbers in ascending order of `values`; equal values keep their order. No NaN. */
export function argsort(values: F64s, count: i32, order: U32s): void {
  const sorted = reserve((<usize>count) << 3)
  memory.copy(sorted, changetype<usize>(values), (<usize>count) << 3)
  for (let i = 0; i < count; i++) order[i] = i
  sortPairs<u32>(sorted, changetype<usize>(order), count)
  release(sorted)
}
