import type { CategoryColumn, Column, NumberColumn } from "../data/column.js"
import type { Ensemble, Feature } from "../data/ensemble.js"
import type { Table } from "../data/table.js"
import type { Matching } from "../results/matching.js"
import { matchColumns } from "./match-columns.js"

/** The columns of a table as a model reads them: one a feature, text already turned into the model's codes. */
export interface Inputs {
  readonly rows: number
  readonly columns: readonly Input[]
}

/** Inputs, and how they were found in a table. */
export interface MatchedInputs extends Inputs {
  readonly matching: Matching
}

/** A feature's values: numbers as they stand, or for each category of the column its number in the model. */
type Input =
  | { readonly values: Float64Array | Float32Array; readonly codes?: ReadonlyMap<number, number> }
  | { readonly indices: Int32Array; readonly numbers: Float64Array }

/**
 * Finds a model's features in a table **by name** and translates categories by their values.
 * Order does not matter, extra columns are ignored and reported.
 * @throws RangeError naming every missing column, or text where the model wants numbers, or (XGBoost) unseen categories.
 */
export function inputsOf(ensemble: Ensemble, table: Table): MatchedInputs {
  const { columns, matching } = matchColumns(ensemble, table)
  const categories = categoriesOf(ensemble, columns)
  const inputs = columns.map((column, j) => {
    const where = `${table.name}: column "${column.name}"`
    const use = { ensemble, feature: ensemble.features[j]!, known: categories[j], matching, where }
    return column.type === "category" ? textInput(use, column) : numberInput(use, column)
  })
  refuseUnseen(ensemble, table, matching)
  return { rows: table.rows, columns: inputs, matching }
}

/** Writes rows [from, from + out.length) of one input as the model reads them; missing is NaN. */
export function readInput(inputs: Inputs, feature: number, from: number, out: Float64Array): void {
  const input = inputs.columns[feature]!
  if ("indices" in input) {
    for (let i = 0; i < out.length; i++) out[i] = input.numbers[input.indices[from + i]!] ?? Number.NaN
  } else if (input.codes) {
    for (let i = 0; i < out.length; i++) out[i] = input.codes.get(input.values[from + i]!) ?? Number.NaN
  } else {
    out.set(input.values.subarray(from, from + out.length))
  }
}

/** Some rows of some features, copied as plain numbers: what another thread needs to go on. */
export function cutInputs(inputs: Inputs, features: Int32Array, from: number, count: number): Inputs {
  const columns: Input[] = inputs.columns.map(() => ({ values: new Float64Array(0) }))
  for (const feature of features) {
    const values = new Float64Array(count)
    readInput(inputs, feature, from, values)
    columns[feature] = { values }
  }
  return { rows: count, columns }
}

/** A column in the role of a feature. `known` are the categories of training, in the order of their codes. */
interface Use {
  readonly ensemble: Ensemble
  readonly feature: Feature
  readonly known: readonly string[] | undefined
  readonly matching: Matching
  readonly where: string
}

/**
 * Each feature's categories. LightGBM keeps them without saying whose they are: as in its own `predict`, the k-th list
 * is for the k-th column with categories; in a table without such columns, for the k-th that training called so.
 */
function categoriesOf(ensemble: Ensemble, columns: readonly Column[]): (readonly string[] | undefined)[] {
  const lists = ensemble.frameCategories ?? []
  if (lists.length === 0) return ensemble.features.map((feature) => feature.categories)
  const features = [...columns.keys()]
  const ofText = features.filter((j) => columns[j]!.type === "category")
  const called = features.filter((j) => ensemble.features[j]!.categorical)
  const owners = ofText.length === lists.length ? ofText : called.length === lists.length ? called : []
  return features.map((j) => lists[owners.indexOf(j)])
}

/** The model's number for each category of a text column. */
function textInput(use: Use, column: CategoryColumn): Input {
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
    if (code === undefined && counts[index]! > 0) reportUnseen(use, category, counts[index]!)
    return code ?? Number.NaN
  })
}

/**
 * Numbers where training had categories: its values (10, 20, true) when they all are among them, else its codes, as
 * both libraries take plain numbers.
 */
function numberInput(use: Use, column: NumberColumn): Input {
  const { known, matching, where } = use
  const { values } = column
  if (!known) return { values }
  const codeOf = new Map(known.map((category, code) => [category, code]))
  const counts = new Map<number, number>()
  for (const value of values) if (!Number.isNaN(value)) counts.set(value, (counts.get(value) ?? 0) + 1)
  const codes = new Map<number, number>()
  for (const value of counts.keys()) {
    const code = codeOf.get(column.type === "boolean" ? String(value === 1) : String(value))
    if (code !== undefined) codes.set(value, code)
  }
  if (
    counts.size > 0 &&
    codes.size === 0 &&
    [...counts.keys()].every((value) => Number.isInteger(value) && value < known.length)
  ) {
    matching.notes.push(`${where}: holds none of the model's categories, so its numbers are taken as their codes`)
    return { values }
  }
  for (const [value, rows] of counts) if (!codes.has(value)) reportUnseen(use, String(value), rows)
  return { values, codes }
}

function reportUnseen({ feature, matching }: Use, category: string, rows: number): void {
  matching.unseen.push({ feature: feature.name, category, rows })
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
