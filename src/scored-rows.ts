import type { Column } from "./data/column.js"
import type { Ensemble } from "./data/ensemble.js"
import { columnNamed, findColumn, type Table, takeRows } from "./data/table.js"
import type { Cells, PermutationOptions } from "./engine-calls.js"
import { defaultMetric } from "./kernels/default-metric.js"
import { nearestName } from "./kernels/nearest-name.js"
import type { Scoring } from "./kernels/scoring.js"
import { scoringName, scoringNames, traitsOfMetric } from "./kernels/scoring-metrics.js"

/** The rows of a table that have a target, and what their predictions are scored by. */
export interface ScoredRows {
  readonly table: Table
  readonly scoring: Scoring
  /** A key a row: rows change places with those of the same key only. */
  readonly blocks?: ArrayLike<unknown>
  /** The rows that were kept, where some have no target. */
  readonly kept?: Uint32Array
}

/**
 * Settles target, metric, weights, groups and blocks. Rows without a target are left out.
 * @throws RangeError for a metric that scores nothing, or columns that do not fit it.
 */
export function scoredRows(ensemble: Ensemble, table: Table, options: PermutationOptions): ScoredRows {
  const { metric, own } = metricOf(options.metric ?? defaultMetric(ensemble))
  const columns = targetColumns(table, options.target, ensemble)
  const kept = presentRows(columns, table.rows)
  if (kept?.length === 0) throw new RangeError(`${table.name}: got no row with a target, expected some`)
  if (table.rows === 0) throw new RangeError(`${table.name}: got no rows, expected some`)
  const take = <Values extends ArrayLike<unknown>>(values: Values) =>
    kept ? Array.from(kept, (row) => values[row] as Values[number]) : values
  const weights = options.weights && weightsOf(table, options.weights)
  const groups = options.group && groupSizesOf(table, options.group, kept)
  const blocks = options.blockBy && cellsOf(table, options.blockBy, "blockBy")
  const { targets, classes } = encode(
    ensemble,
    metric,
    columns.map((column) => keep(column, kept)),
    options,
  )
  return {
    table: kept ? takeRows(table, kept) : table,
    scoring: {
      metric,
      targets,
      classes,
      ...(options.output !== undefined && { output: outputOf(ensemble, options.output) }),
      ...(weights && { weights: Float64Array.from(take(weights)) }),
      ...(groups && { groups }),
      options: { ...own, ...options.metricOptions },
    },
    ...(blocks && { blocks: take(blocks) }),
    ...(kept && { kept }),
  }
}

/** A metric's name, and what may stand behind an @: the first k rows of a group, or the cut-off of a probability. */
function metricOf(text: string): { metric: string; own: Record<string, number> } {
  const [name = "", ...rest] = text.split("@")
  const metric = scoringName(name)
  if (metric === undefined) throw unknownMetric(name)
  if (rest.length === 0) return { metric, own: {} }
  const value = Number(rest.join("@"))
  const { groups, space } = traitsOfMetric(metric)
  if (groups && Number.isInteger(value) && value >= 1) return { metric, own: { k: value } }
  if (space === "probability" && rest.join("").trim() !== "" && !Number.isNaN(value))
    return { metric, own: { threshold: value } }
  throw new RangeError(`got metric "${text}", expected a number of rows as in ndcg@10, or a cut-off as in accuracy@0.3`)
}

function unknownMetric(name: string): RangeError {
  const known = scoringNames()
  const near = nearestName(name, known)
  const expected = near === undefined ? `one of ${known.join(", ")}` : `a metric such as "${near}"`
  return new RangeError(`got metric "${name}", expected ${expected}`)
}

/** Values of a target: numbers, or text. */
type Values = Float64Array | readonly (string | undefined)[]

function targetColumns(table: Table, target: PermutationOptions["target"], ensemble: Ensemble): Values[] {
  if (typeof target === "string") return [valuesIn(columnNamed(table, target))]
  const several = severalTargets(table, target, ensemble)
  const lists = several ?? [target as ArrayLike<number | boolean | string>]
  return lists.map((list) => (typeof list === "string" ? valuesIn(columnNamed(table, list)) : listed(list, table)))
}

/** A list of names of columns or of arrays, one an output; undefined when it is one target's values. */
function severalTargets(
  table: Table,
  target: Exclude<PermutationOptions["target"], string>,
  { outputs }: Ensemble,
): readonly (string | ArrayLike<number | boolean | string>)[] | undefined {
  const [first] = Array.from({ length: Math.min(1, target.length) }, () => target[0])
  const nested = typeof first === "object"
  const names = typeof first === "string" && target.length === outputs && target.length !== table.rows
  if (!nested && !(names && Array.from(target as ArrayLike<string>).every((name) => findColumn(table, name))))
    return undefined
  if (target.length === outputs) return Array.from(target as ArrayLike<ArrayLike<number>>)
  throw new RangeError(`got ${target.length} targets, expected one, or one for each of the model's ${outputs} outputs`)
}

function valuesIn(column: Column): Values {
  if (column.type === "category") return Array.from(column.codes, (code) => column.categories[code])
  return Float64Array.from(column.values)
}

function listed(list: ArrayLike<number | boolean | string>, table: Table): Values {
  if (list.length !== table.rows) {
    throw new RangeError(`got ${list.length} target values, expected one a row of ${table.name}: ${table.rows}`)
  }
  const all = Array.from(list)
  return all.some((each) => typeof each === "string") ? all.map((each) => String(each)) : Float64Array.from(all, Number)
}

/** Rows where every target has a value; undefined when all have. */
function presentRows(columns: readonly Values[], rows: number): Uint32Array | undefined {
  const isPresent = (row: number) =>
    columns.every((values) => values[row] !== undefined && !Number.isNaN(values[row] as number))
  const present = Uint32Array.from({ length: rows }, (_, row) => row).filter(isPresent)
  return present.length === rows ? undefined : present
}

function keep(values: Values, kept: Uint32Array | undefined): Values {
  if (!kept) return values
  return values instanceof Float64Array
    ? Float64Array.from(kept, (row) => values[row]!)
    : Array.from(kept, (row) => values[row])
}

/** Targets as numbers; classes as 0, 1, ... in their order, as scikit-learn's LabelEncoder has them. */
function encode(
  { name, outputs }: Ensemble,
  metric: string,
  columns: readonly Values[],
  { output }: PermutationOptions,
): Pick<Scoring, "targets" | "classes"> {
  const numbers = (values: Values) => {
    if (values instanceof Float64Array) return values
    throw new RangeError(`${metric}: got a target of text, expected numbers`)
  }
  if (!traitsOfMetric(metric).classes) return { targets: columns.map(numbers), classes: 0 }
  if (columns.length > 1) return { targets: columns.map((values) => encodeTwo(values, metric)), classes: 2 }
  if (outputs === 1) return { targets: [encodeTwo(columns[0]!, metric)], classes: 2 }
  const found = encodeMany(columns[0]!, outputs)
  if (found) return { targets: [found], classes: outputs }
  const wanted = output === undefined ? "" : `, of which output ${output} is scored`
  throw new RangeError(`${metric}: got a target that is not one of the ${outputs} classes of ${name}${wanted}`)
}

function encodeTwo(values: Values, metric: string): Float64Array {
  const found = distinct(values)
  if (found.length > 2) {
    const shown = found.slice(0, 4).join(", ")
    throw new RangeError(`${metric}: got a target of ${found.length} values (${shown} ...), expected two classes`)
  }
  const positive = found.length === 2 ? found[1] : 1
  return Float64Array.from(values as ArrayLike<unknown>, (value) => (value === positive ? 1 : 0))
}

/** The class numbers themselves, or as many other values as there are classes, in their order. */
function encodeMany(values: Values, classes: number): Float64Array | undefined {
  const found = distinct(values)
  const numbered = found.every((value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) < classes)
  if (numbered && values instanceof Float64Array) return values
  if (found.length !== classes) return undefined
  const numbers = new Map(found.map((value, i) => [value, i]))
  return Float64Array.from(values as ArrayLike<number | string>, (value) => numbers.get(value)!)
}

function distinct(values: Values): (number | string)[] {
  const found = [...new Set<number | string>(values as Iterable<number | string>)]
  return found.sort((a, b) => (a < b ? -1 : 1))
}

function outputOf({ name, outputs }: Ensemble, output: number): number {
  if (Number.isInteger(output) && output >= 0 && output < outputs) return output
  throw new RangeError(`${name}: got output ${output}, expected 0 to ${outputs - 1}`)
}

function cellsOf(table: Table, cells: Cells, what: string): ArrayLike<unknown> {
  if (typeof cells !== "string") {
    if (cells.length === table.rows) return cells
    throw new RangeError(`got ${cells.length} values of ${what}, expected one a row of ${table.name}: ${table.rows}`)
  }
  const column = columnNamed(table, cells)
  return column.type === "category" ? column.codes : column.values
}

function weightsOf(table: Table, weights: Cells): Float64Array {
  const numbers = Float64Array.from(cellsOf(table, weights, "weights") as ArrayLike<number>)
  const row = numbers.findIndex((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY))
  if (row < 0) return numbers
  throw new RangeError(`${table.name}: got weight ${numbers[row]} in row ${row}, expected finite numbers of at least 0`)
}

/** Sizes as they are, or those of the runs of equal keys in a column; without the rows that were left out. */
function groupSizesOf(table: Table, group: Cells, kept: Uint32Array | undefined): Uint32Array {
  const own = typeof group === "string" ? undefined : Array.from(group, Number)
  const bySizes =
    own !== undefined && own.reduce((sum, size) => sum + size, 0) === table.rows && own.length !== table.rows
  const numbers = bySizes ? numbersOfSizes(own, table.rows) : runsOf(cellsOf(table, group, "group"), table)
  const sizes = new Uint32Array((numbers.at(-1) ?? -1) + 1)
  for (const row of kept ?? numbers.keys()) sizes[numbers[row]!]!++
  return sizes.filter((size) => size > 0)
}

function numbersOfSizes(sizes: readonly number[], rows: number): Uint32Array {
  const numbers = new Uint32Array(rows)
  let at = 0
  for (const [group, size] of sizes.entries()) {
    numbers.fill(group, at, at + size)
    at += size
  }
  return numbers
}

/** The number of each row's run. @throws RangeError where a key comes again after another. */
function runsOf(keys: ArrayLike<unknown>, table: Table): Uint32Array {
  const numbers = new Uint32Array(keys.length)
  const seen = new Set<unknown>()
  for (let row = 0; row < keys.length; row++) {
    const again = row > 0 && Object.is(keys[row], keys[row - 1])
    numbers[row] = row === 0 ? 0 : numbers[row - 1]! + (again ? 0 : 1)
    if (again) continue
    if (seen.has(keys[row])) {
      throw new RangeError(
        `${table.name}: group ${String(keys[row])} comes again in row ${row}, expected the rows of a group ` +
          "one after the other: sort the table by its groups",
      )
    }
    seen.add(keys[row])
  }
  return numbers
}
