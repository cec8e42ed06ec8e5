import { byCodePoint } from "../data/by-code-point.js"
import type { MetricPoint, Run } from "../data/run.js"

/** What a part of a `where` is for a run; null is absent. */
export type WhereValue = number | string | boolean | null

/** A run and the histories that were asked for. */
export interface WhereContext {
  readonly run: Run
  readonly history: (key: string) => readonly MetricPoint[]
}

const numeral = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i
const words: Readonly<Record<string, number>> = { nan: Number.NaN, inf: Infinity, "+inf": Infinity, "-inf": -Infinity }

/** A text as a number, where it is one as Python prints them; null where it is none. */
export function numberIn(value: WhereValue): number | null {
  if (typeof value === "number") return value
  if (typeof value !== "string") return null
  if (numeral.test(value)) return Number(value)
  const name = value.trim().toLowerCase().replace("infinity", "inf")
  return Object.hasOwn(words, name) ? words[name]! : null
}

/**
 * Less than 0, 0, or more: as numbers when one is a number or `loose` and both are numerals, otherwise as texts. NaN when they cannot
 * be compared, or one of them is NaN.
 * @param loose whether two texts that look like numbers are numbers.
 */
export function compareWhere(a: WhereValue, b: WhereValue, loose: boolean): number {
  if (a === null || b === null) return Number.NaN
  if (typeof a === "string" && typeof b === "string") {
    const [x, y] = loose ? [numberIn(a), numberIn(b)] : [null, null]
    return x === null || y === null ? byCodePoint(a, b) : difference(x, y)
  }
  return difference(numberIn(a) ?? Number.NaN, numberIn(b) ?? Number.NaN)
}

/** Two infinities are equal: their difference would be NaN. */
function difference(x: number, y: number): number {
  return x === y ? 0 : x - y
}
