import { type Numbers, numbersFor } from "./labels.js"
import { metricsArena } from "./machine.js"

/**
 * Spearman's rank correlation, ties at their average rank. As scipy's `spearmanr`.
 * @throws RangeError where a side is constant or holds NaN, or lengths differ.
 */
export function spearman(a: Numbers, b: Numbers): number {
  const left = numbersFor(a, a.length, "spearman", "values", isNumber)
  const right = numbersFor(b, a.length, "spearman", "values", isNumber)
  const arena = metricsArena()
  const pointers = [arena.put(left), arena.put(right)] as const
  const correlation = arena.kernels.spearman(...pointers, a.length)
  arena.release(...pointers)
  if (!Number.isNaN(correlation)) return correlation
  throw new RangeError(
    `spearman: got a constant side or ${a.length} rows, expected at least two different values a side`,
  )
}

/** Infinities have a rank, NaN has none. */
function isNumber(value: number): boolean {
  return !Number.isNaN(value)
}
