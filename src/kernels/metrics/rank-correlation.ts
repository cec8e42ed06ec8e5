import type { Kernels, Pointer } from "../../wasm/binary.js"
import { type Numbers, numbersFor } from "./labels.js"
import { metricsArena } from "./machine.js"

/**
 * A correlation of two columns' ranks.
 * @param metric for messages.
 * @param compute calls the kernel with both columns' addresses.
 * @throws RangeError where a side is constant or holds NaN, or lengths differ.
 */
export function rankCorrelation(
  metric: string,
  a: Numbers,
  b: Numbers,
  compute: (kernels: Kernels, left: Pointer, right: Pointer) => number,
): number {
  const left = numbersFor(a, a.length, metric, "values", isNumber)
  const right = numbersFor(b, a.length, metric, "values", isNumber)
  const arena = metricsArena()
  const pointers: [Pointer, Pointer] = [arena.put(left), arena.put(right)]
  const correlation = compute(arena.kernels, ...pointers)
  arena.release(...pointers)
  if (!Number.isNaN(correlation)) return correlation
  throw new RangeError(
    `${metric}: got a constant side or ${a.length} rows, expected at least two different values a side`,
  )
}

/** Infinities have a rank, NaN has none. */
function isNumber(value: number): boolean {
  return !Number.isNaN(value)
}
