import type { Column } from "../data/column.js"
import type { Ensemble } from "../data/ensemble.js"
import type { Table } from "../data/table.js"
import type { Matching } from "../results/matching.js"
import { type Input, numberInput, textInput } from "./input.js"
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

/** Rows that are copied at a step. */
const STEP = 1 << 17

/**
 * Some rows of some features, copied as plain numbers: what another thread needs to go on. `Room` is the kind of their
 * memory.
 */
export function* cutInputs(
  inputs: Inputs,
  features: Int32Array,
  from: number,
  count: number,
  Room: ArrayBufferConstructor | SharedArrayBufferConstructor = ArrayBuffer,
): Generator<undefined, Inputs> {
  const columns: Input[] = inputs.columns.map(() => ({ values: new Float64Array(0) }))
  for (const feature of features) {
    const values = new Float64Array(new Room(count * 8))
    for (let at = 0; at < count; at += STEP) {
      readInput(inputs, feature, from + at, values.subarray(at, at + STEP))
      yield
    }
    columns[feature] = { values }
  }
  return { rows: count, columns }
}

/**
 * Each feature's categories. LightGBM keeps them without saying whose they are: as in its own `predict`, the k-th list
 * is for the k-th column with categories; in a table without such columns, for the k-th that training called so.
 */
export function categoriesOf(ensemble: Ensemble, columns: readonly Column[]): (readonly string[] | undefined)[] {
  const lists = ensemble.frameCategories ?? []
  if (lists.length === 0) return ensemble.features.map((feature) => feature.categories)
  const features = [...columns.keys()]
  const ofText = features.filter((j) => columns[j]!.type === "category")
  const called = features.filter((j) => ensemble.features[j]!.categorical)
  const owners = ofText.length === lists.length ? ofText : called.length === lists.length ? called : []
  return features.map((j) => lists[owners.indexOf(j)])
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
