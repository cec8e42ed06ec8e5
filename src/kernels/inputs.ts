import { type CategoryColumn, type Column, cellText, type NumberColumn } from "../data/column.js"
import type { Ensemble, Feature } from "../data/ensemble.js"
import type { Table } from "../data/table.js"
import type { Matching } from "../results/matching.js"
import { matchColumns } from "./match-columns.js"

/** The columns of a table as a model reads them: one a feature, text already turned into the model's codes. */
export interface Inputs {
  readonly rows: number
  readonly columns: readonly Input[]
  readonly matching: Matching
}

/** A feature's values: numbers as they stand, or for each category of the column its number in the model. */
type Input =
  | { readonly values: Float64Array | Float32Array; readonly translate?: (value: number) => number }
  | { readonly codes: Int32Array; readonly numbers: Float64Array }

/**
 * Finds a model's features in a table **by name** and translates categories by their values.
 * Order does not matter, extra columns are ignored and reported.
 * @throws RangeError naming every missing column, or text where the model wants numbers, or (XGBoost) unseen categories.
 */
export function inputsOf(ensemble: Ensemble, table: Table): Inputs {
  const { columns, matching } = matchColumns(ensemble, table)
  const where = (column: Column) => `${table.name}: column "${column.name}"`
  const inputs = columns.map((column, j) => input(ensemble, ensemble.features[j]!, column, matching, where(column)))
  refuseUnseen(ensemble, table, matching)
  return { rows: table.rows, columns: inputs, matching }
}

/** Writes rows [from, from + out.length) of one input as the model reads them; missing is NaN. */
export function readInput(inputs: Inputs, feature: number, from: number, out: Float64Array): void {
  const input = inputs.columns[feature]!
  if ("codes" in input) {
    for (let i = 0; i < out.length; i++) out[i] = input.numbers[input.codes[from + i]!] ?? Number.NaN
  } else if (input.translate) {
    for (let i = 0; i < out.length; i++) out[i] = input.translate(input.values[from + i]!)
  } else {
    out.set(input.values.subarray(from, from + out.length))
  }
}

function input(ensemble: Ensemble, feature: Feature, column: Column, matching: Matching, where: string): Input {
  const translation = { ensemble, feature, matching, where }
  if (column.type === "category") {
    return { codes: column.codes, numbers: categoryNumbers(translation, column) }
  }
  if (!feature.categorical || !feature.categories) return { values: column.values }
  return { values: column.values, translate: numberTranslation(translation, column) }
}

interface Translation {
  readonly ensemble: Ensemble
  readonly feature: Feature
  readonly matching: Matching
  readonly where: string
}

/** The model's number for each category of a text column. */
function categoryNumbers(translation: Translation, column: CategoryColumn): Float64Array {
  const { ensemble, feature, matching, where } = translation
  if (feature.categorical && feature.categories) return knownNumbers(translation, column, feature.categories)
  if (feature.categorical && ensemble.library === "xgboost") {
    matching.notes.push(`${where}: the model keeps no categories, so the codes of the column's own order are used`)
    return Float64Array.from(column.categories.keys())
  }
  return Float64Array.from(column.categories, (category) => {
    const number = category.trim() === "" ? Number.NaN : Number(category)
    if (!Number.isNaN(number)) return number
    const wanted = feature.categorical ? "category codes as in training" : "numbers"
    throw new RangeError(`${where} holds text such as "${category}", expected ${wanted}`)
  })
}

function knownNumbers(translation: Translation, column: CategoryColumn, known: readonly string[]): Float64Array {
  // A name that the model file lost (U+FFFD) can stand for any, as long as all others agree in their order.
  const sameOrder = column.categories.every((category, i) => known[i] === category || known[i] === "\uFFFD")
  if (sameOrder) return Float64Array.from(column.categories.keys())
  const codeOf = new Map(known.map((category, code) => [category, code]))
  const unseen = new Map<number, number>()
  column.categories.forEach((category, code) => {
    if (!codeOf.has(category)) unseen.set(code, 0)
  })
  if (unseen.size > 0) for (const code of column.codes) if (unseen.has(code)) unseen.set(code, unseen.get(code)! + 1)
  for (const [code, rows] of unseen) reportUnseen(translation, column.categories[code]!, rows)
  return Float64Array.from(column.categories, (category) => codeOf.get(category) ?? Number.NaN)
}

/** A column of numbers (10, 20, true ...) whose values are the model's categories. */
function numberTranslation(translation: Translation, column: NumberColumn): (value: number) => number {
  const codeOf = new Map(translation.feature.categories!.map((category, code) => [category, code]))
  const codes = new Map<number, number>()
  const unseen = new Map<string, number>()
  for (let row = 0; row < column.values.length; row++) {
    const value = column.values[row]!
    const text = codes.has(value) ? undefined : cellText(column, row)
    if (text !== undefined && !codeOf.has(text)) unseen.set(text, (unseen.get(text) ?? 0) + 1)
    else if (text !== undefined) codes.set(value, codeOf.get(text)!)
  }
  for (const [category, rows] of unseen) reportUnseen(translation, category, rows)
  return (value) => codes.get(value) ?? Number.NaN
}

function reportUnseen({ feature, matching }: Translation, category: string, rows: number): void {
  if (rows > 0) matching.unseen.push({ feature: feature.name, category, rows })
}

function refuseUnseen(ensemble: Ensemble, table: Table, matching: Matching): void {
  if (matching.unseen.length === 0 || ensemble.unseenCategory === "missing") return
  const listed = matching.unseen.slice(0, 5).map((each) => `${each.feature} = "${each.category}" (${each.rows} rows)`)
  const more = matching.unseen.length > 5 ? `, and ${matching.unseen.length - 5} more` : ""
  throw new RangeError(
    `${table.name}: got categories that training did not have: ${listed.join(", ")}${more}; ${ensemble.library} ` +
      "refuses them. Leave these cells empty (missing) or drop the rows.",
  )
}
