import type { Column } from "./data/column.js"
import type { Ensemble } from "./data/ensemble.js"
import { columnNamed, findColumn, type Table } from "./data/table.js"
import type { PermutationOptions } from "./engine-calls.js"
import type { Scoring } from "./kernels/scoring.js"
import { traitsOfMetric } from "./kernels/scoring-metrics.js"

/** Values of a target: numbers, or text. Missing is NaN or undefined. */
export type Values = Float64Array | readonly (string | undefined)[]

/** The target's values, a list an output where there are several. */
export function targetColumns(table: Table, target: PermutationOptions["target"], ensemble: Ensemble): Values[] {
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

/** Targets as numbers; classes as 0, 1, ... in their order, as scikit-learn's LabelEncoder has them. */
export function encodeTargets(
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
