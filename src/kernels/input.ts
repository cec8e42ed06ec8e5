import type { CategoryColumn, NumberColumn } from "../data/column.js"
import type { Ensemble, Feature } from "../data/ensemble.js"
import type { Matching } from "../results/matching.js"

/** A feature's values: numbers as they stand, or for each category of the column its number in the model. */
export type Input =
  | { readonly values: Float64Array | Float32Array; readonly codes?: ReadonlyMap<number, number> }
  | { readonly indices: Int32Array; readonly numbers: Float64Array }

/** A column in the role of a feature. `known` are the categories of training, in the order of their codes. */
export interface Use {
  readonly ensemble: Ensemble
  readonly feature: Feature
  readonly known: readonly string[] | undefined
  readonly matching: Matching
  readonly where: string
}

/** The model's number for each category of a text column. */
export function textInput(use: Use, column: CategoryColumn): Input {
  const { ensemble, feature, known, matching, where } = use
  const indices = column.codes
  if (known) return { indices, numbers: knownNumbers(use, column, known) }
  if (feature.categorical && ensemble.library === "xgboost") {
    matching.notes.push(`${where}: the model keeps no categories, so the codes of the column's own order are used`)
    return { indices, numbers: Float64Array.from(column.categories.keys()) }
  }
  const numbers = Float64Array.from(column.categories, (category) => {
    const number = category.trim() === "" ? Number.NaN : Number(category)
    if (!Number.isNaN(number)) return number
    const wanted = feature.categorical ? "category codes as in training" : "numbers"
    throw new RangeError(`${where} holds text such as "${category}", expected ${wanted}`)
  })
  return { indices, numbers }
}

function knownNumbers(use: Use, column: CategoryColumn, known: readonly string[]): Float64Array {
  // A name that the model file lost (U+FFFD) can stand for any, as long as all others agree in their order.
  const sameOrder = column.categories.every((category, i) => known[i] === category || known[i] === "\uFFFD")
  if (sameOrder) return Float64Array.from(column.categories.keys())
  const codeOf = new Map(known.map((category, code) => [category, code]))
  const counts = new Uint32Array(column.categories.length)
  for (const index of column.codes) if (index >= 0) counts[index]!++
  return Float64Array.from(column.categories, (category, index) => {
    const code = codeOf.get(category)
    // pandas writes a missing cell as "", too
    if (code === undefined && category !== "" && counts[index]! > 0) reportUnseen(use, category, counts[index]!)
    return code ?? Number.NaN
  })
}

/**
 * Numbers, which where training had categories are matched by value (10, 20, true). XGBoost takes other numbers for
 * codes, as it does itself; else they are unseen.
 * @throws RangeError where the categories are words, so that no number can be one of them.
 */
export function numberInput(use: Use, column: NumberColumn): Input {
  const { ensemble, known, matching, where } = use
  const { values } = column
  if (!known) return { values }
  const counts = valueCounts(values)
  const codes = codesByValue(counts, known, column.type === "boolean")
  if (counts.size > 0 && codes.size === 0) {
    if (ensemble.library === "xgboost" && areCodes(counts, known.length)) {
      matching.notes.push(`${where}: holds none of the model's categories, so its numbers are taken as their codes`)
      return { values }
    }
    refuseWords(known, [...counts.keys()][0]!, where)
  }
  for (const [value, rows] of counts) if (!codes.has(value)) reportUnseen(use, String(value), rows)
  return { values, codes }
}

function valueCounts(values: Float64Array | Float32Array): Map<number, number> {
  const counts = new Map<number, number>()
  for (const value of values) if (!Number.isNaN(value)) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

function codesByValue(
  counts: ReadonlyMap<number, number>,
  known: readonly string[],
  boolean: boolean,
): Map<number, number> {
  const codeOf = new Map(known.map((category, code) => [category, code]))
  const codes = new Map<number, number>()
  for (const value of counts.keys()) {
    const code = codeOf.get(boolean ? String(value === 1) : String(value))
    if (code !== undefined) codes.set(value, code)
  }
  return codes
}

function areCodes(counts: ReadonlyMap<number, number>, categories: number): boolean {
  return [...counts.keys()].every((value) => Number.isInteger(value) && value < categories)
}

function refuseWords(known: readonly string[], got: number, where: string): void {
  if (known.some((category) => category.trim() !== "" && !Number.isNaN(Number(category)))) return
  const expected = known.slice(0, 5).map((category) => `"${category}"`)
  throw new RangeError(
    `${where} holds numbers such as ${got}, expected the categories of training: ${expected.join(", ")}`,
  )
}

function reportUnseen({ feature, matching }: Use, category: string, rows: number): void {
  matching.unseen.push({ feature: feature.name, category, rows })
}
