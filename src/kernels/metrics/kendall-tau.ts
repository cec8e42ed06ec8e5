import { type Numbers, numbersFor } from "./labels.js"
import { metricsArena } from "./machine.js"

/**
 * Kendall's rank correlation tau-b. As scipy's `kendalltau`.
 * @throws RangeError where a side is constant or holds NaN, or lengths differ.
 */
export function kendallTau(a: Numbers, b: Numbers): number {
  const left = numbersFor(a, a.length, "kendallTau", "values", isNumber)
  const right = numbersFor(b, a.length, "kendallTau", "values", isNumber)
  const arena = metricsArena()
  const pointers = [arena.put(left), arena.put(right)] as const
  const tau = arena.kernels.kendallTau(...pointers, a.length)
  arena.release(...pointers)
  if (!Number.isNaN(tau)) return tau
  throw new RangeError(
    `kendallTau: got a constant side or ${a.length} rows, expected at least two different values a side`,
  )
}

/** Infinities have a rank, NaN has none. */
function isNumber(value: number): boolean {
  return !Number.isNaN(value)
}
