import { byCodePoint } from "../data/by-code-point.js"
import type { Run } from "../data/run.js"

/** A param's value; null where the run has none. */
export function paramOf({ params }: Run, param: string): string | null {
  return Object.hasOwn(params, param) ? params[param]! : null
}

/** A value as a number; NaN for text. */
export function numeral(value: string | null): number {
  return value === null || value.trim() === "" ? Number.NaN : Number(value)
}

/** Numbers ascending, then texts, absent values last. */
export function compareValues(a: string | null, b: string | null): number {
  if (a === b) return 0
  if (a === null || b === null) return a === null ? 1 : -1
  const [x, y] = [numeral(a), numeral(b)]
  if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1
  return (Number.isNaN(x) ? 0 : x - y) || byCodePoint(a, b)
}
