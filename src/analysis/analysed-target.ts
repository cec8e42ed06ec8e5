import { columnNamed, type Table } from "../data/table.js"
import { type PositiveRule, positives, ruleText } from "./positive-rule.js"

/** A target as two classes. */
export interface AnalysedTarget {
  readonly name: string
  /** [row]: 1, 0, or NaN without a target. */
  readonly labels: Float64Array
  /** The target as it is, where it is continuous. */
  readonly values: ArrayLike<number> | null
  /** When it is positive, in words; null where it has two classes anyway. */
  readonly positive: string | null
}

/**
 * A target's two classes: its own (the larger value is positive), or those of a rule.
 * @param blocks the rows of each date, or all.
 * @throws RangeError for text of other than two values, and a rule for a target that needs none.
 */
export function analysedTarget(
  table: Table,
  name: string,
  blocks: readonly Uint32Array[],
  within: string | null,
  rule: PositiveRule | undefined,
): AnalysedTarget {
  const column = columnNamed(table, name)
  const values =
    column.type === "category"
      ? Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : code))
      : column.values
  const distinct = classesOf(values)
  if (distinct.length <= 2 && (rule === undefined || column.type !== "number")) {
    const top = distinct.at(-1)
    const alone = distinct.length === 1 ? Number(top! > 0) : 1
    const labels = Float64Array.from(values, (value) => (Number.isNaN(value) ? Number.NaN : value === top ? alone : 0))
    return { name, labels, values: null, positive: null }
  }
  if (column.type === "category") {
    throw new RangeError(`target ${name}: got text with more than two values, expected two classes or numbers`)
  }
  const used = rule ?? "top-quartile"
  return { name, labels: positives(values, used, blocks), values, positive: ruleText(used, within) }
}

/** Up to three of the values there are, ascending. */
function classesOf(values: ArrayLike<number>): number[] {
  const found = new Set<number>()
  for (let row = 0; row < values.length && found.size < 3; row++) {
    if (!Number.isNaN(values[row]!)) found.add(values[row]!)
  }
  return [...found].sort((a, b) => a - b)
}
