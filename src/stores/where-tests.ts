import { likeTest } from "./search-like.js"
import { compilePattern } from "./where-pattern.js"
import { compareWhere, type WhereValue } from "./where-values.js"

const comparisons: Readonly<Record<string, (difference: number) => boolean>> = {
  "=": (difference) => difference === 0,
  "==": (difference) => difference === 0,
  "!=": (difference) => difference !== 0,
  "<>": (difference) => difference !== 0,
  "<": (difference) => difference < 0,
  "<=": (difference) => difference <= 0,
  ">": (difference) => difference > 0,
  ">=": (difference) => difference >= 0,
}

/**
 * A comparison of two values. With what is absent none holds, not even `!=`, as in MLflow's filters.
 * @param loose whether texts that look like numbers are numbers.
 */
export function compare(sign: string, loose: boolean): (a: WhereValue, b: WhereValue) => boolean {
  const holds = comparisons[sign]!
  return (a, b) => a !== null && b !== null && holds(compareWhere(a, b, loose))
}

/** `=~`, `!~`, LIKE or ILIKE with a pattern; what is absent matches neither it nor its opposite. @throws RangeError */
export function textTest(operator: string, pattern: string): (value: WhereValue, not: boolean) => boolean {
  const regular = operator === "=~" || operator === "!~"
  const matches = regular ? compilePattern(pattern) : likeTest(pattern, operator === "ILIKE", "sqlite")
  return (value, not) => value !== null && matches(String(value)) !== (not || operator === "!~")
}
