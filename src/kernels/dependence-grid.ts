import type { Ensemble } from "../data/ensemble.js"
import type { Table } from "../data/table.js"
import { countOnGrid } from "./count-on-grid.js"
import { type EqualGrid, equalGrid } from "./equal-grid.js"
import { type FeatureSplits, featureSplits } from "./feature-splits.js"
import { categoriesOf, type MatchedInputs, readInput } from "./inputs.js"
import { matchColumns } from "./match-columns.js"
import { nearestName } from "./nearest-name.js"
import { thresholdGrid } from "./threshold-grid.js"

/** A value of a grid that a caller gives: a number, a category by its name, or null for missing. */
export type GridValue = number | string | null

/** A grid that a caller gives. */
export type GridValues = ArrayLike<number> | readonly GridValue[]

/** How a feature's grid is chosen. */
export type GridChoice = EqualGrid | "thresholds" | GridValues

/** The values that a feature takes in turn. */
export interface FeatureGrid {
  /** As the model reads them: categories as their codes, missing as NaN. */
  readonly values: Float64Array
  /** The categories' names, where they have some; null is missing. */
  readonly labels?: readonly (string | null)[]
  /** Rows of the data at each value, or nearest to it; missing ones at a missing value only. */
  readonly counts: Uint32Array
}

const CHUNK = 2 ** 16

/** One feature of a model with the table's column for it. */
interface Column {
  readonly splits: FeatureSplits
  /** The rows' values in the model's numbers, without missing ones. */
  readonly present: Float64Array
  readonly missing: number
  readonly categories: Categories | undefined
  readonly where: string
}

/** Codes and, where they are known, names of a categorical feature. */
interface Categories {
  readonly codes: Float64Array
  readonly names?: readonly string[]
}

/**
 * The grid of one feature. A missing value comes last where the data have some or, for thresholds, where the model
 * has a way of its own for it. Yields between passes over the rows.
 * @throws RangeError for an empty grid, values that no category has, and percentiles that are equal.
 */
export function* dependenceGrid(
  ensemble: Ensemble,
  table: Table,
  inputs: MatchedInputs,
  feature: number,
  choice: GridChoice,
): Generator<number, FeatureGrid> {
  const column = yield* columnOf(ensemble, table, inputs, feature)
  const values = yield* gridValues(column, choice)
  if (values.length === 0) {
    throw new RangeError(`${column.where}: got an empty grid, expected at least one value`)
  }
  const counts = yield* countOnGrid(values, column, choice === "thresholds" && !column.categories)
  const { codes, names } = column.categories ?? {}
  if (!names) return { values, counts }
  const nameOf = new Map(names.map((name, i) => [codes![i], name]))
  return { values, labels: Array.from(values, (value) => nameOf.get(value) ?? null), counts }
}

function* columnOf(
  ensemble: Ensemble,
  table: Table,
  inputs: MatchedInputs,
  feature: number,
): Generator<number, Column> {
  const splits = featureSplits(ensemble, feature)
  const values = new Float64Array(inputs.rows)
  let count = 0
  for (let from = 0; from < inputs.rows; from += CHUNK) {
    const chunk = new Float64Array(Math.min(CHUNK, inputs.rows - from))
    readInput(inputs, feature, from, chunk)
    for (let i = 0; i < chunk.length; i++) if (!Number.isNaN(splits.read(chunk[i]!))) values[count++] = chunk[i]!
    yield from
  }
  const present = values.subarray(0, count)
  const where = `feature "${ensemble.features[feature]!.name}"`
  const categories = categoriesIn(ensemble, table, inputs, feature, { splits, present })
  return { splits, present, missing: values.length - count, categories, where }
}

/** Undefined for a numeric feature. Without names in the model, the codes that occur in it or in the data. */
function categoriesIn(
  ensemble: Ensemble,
  table: Table,
  inputs: MatchedInputs,
  feature: number,
  { splits, present }: Pick<Column, "splits" | "present">,
): Categories | undefined {
  const { columns } = matchColumns(ensemble, table)
  const names = categoriesOf(ensemble, columns)[feature]
  if (names) return { codes: Float64Array.from(names.keys()), names }
  if (!ensemble.features[feature]!.categorical) return undefined
  const codes = Float64Array.from(new Set([...splits.listed, ...present])).sort()
  const [input, column] = [inputs.columns[feature]!, columns[feature]!]
  if (!("indices" in input) || column.type !== "category") return { codes }
  const textOf = new Map(column.categories.map((text, i) => [input.numbers[i], text]))
  return { codes, names: Array.from(codes, (code) => textOf.get(code) ?? String(code)) }
}

function* gridValues(column: Column, choice: GridChoice): Generator<number, Float64Array> {
  const { splits, present, missing, categories, where } = column
  if (isGiven(choice)) return Float64Array.from<GridValue>(choice, (value) => givenValue(value, categories, where))
  const ways = choice === "thresholds" && splits.missing
  const last = missing > 0 || ways ? [Number.NaN] : []
  if (categories) return Float64Array.of(...categories.codes, ...last)
  const values = choice === "thresholds" ? thresholdGrid(splits, present) : yield* equalGrid(present, choice, where)
  return Float64Array.of(...values, ...last)
}

function isGiven(choice: GridChoice): choice is GridValues {
  return typeof choice === "object" && "length" in choice
}

/** A given value in the model's numbers. Categories are found by their names, numbers among them by their digits. */
function givenValue(value: GridValue, categories: Categories | undefined, where: string): number {
  const names = categories?.names
  if (value === null || Number.isNaN(value)) return Number.NaN
  if (!names && typeof value === "number") return value
  const at = names?.indexOf(String(value)) ?? -1
  if (at >= 0) return categories!.codes[at]!
  throw new RangeError(`${where}: got "${value}" in the grid, expected ${expectedValue(String(value), names)}`)
}

function expectedValue(value: string, names: readonly string[] | undefined): string {
  if (!names) return "numbers, or null for missing"
  const near = nearestName(value, names)
  if (near !== undefined) return `one of the model's categories: the nearest is "${near}"`
  return `one of the model's categories: ${names.slice(0, 8).join(", ")}${names.length > 8 ? " ..." : ""}`
}
