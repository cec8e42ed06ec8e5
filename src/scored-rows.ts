import { cellsOf } from "./cells-of.js"
import type { Ensemble } from "./data/ensemble.js"
import { type Table, takeRows } from "./data/table.js"
import type { Cells, PermutationOptions } from "./engine-calls.js"
import { groupSizesOf } from "./group-sizes.js"
import { defaultMetric } from "./kernels/default-metric.js"
import { metricOf } from "./kernels/metric-of.js"
import type { Scoring } from "./kernels/scoring.js"
import { spelledOut, takesWeights, traitsOfMetric } from "./kernels/scoring-metrics.js"
import { encodeTargets, targetColumns, type Values } from "./target-columns.js"

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
  refuse(metric, options)
  const columns = targetColumns(table, options.target, ensemble)
  const kept = presentRows(columns, table.rows)
  if (kept?.length === 0) throw new RangeError(`${table.name}: got no row with a target, expected some`)
  if (table.rows === 0) throw new RangeError(`${table.name}: got no rows, expected some`)
  const take = <Values extends ArrayLike<unknown>>(values: Values) =>
    kept ? Array.from(kept, (row) => values[row] as Values[number]) : values
  const weights = options.weights && weightsOf(table, options.weights)
  const groups = options.group && groupSizesOf(table, options.group, kept)
  const blocks = options.blockBy && cellsOf(table, options.blockBy, "blockBy")
  const { targets, classes } = encodeTargets(
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

/** What would be given for nothing. */
function refuse(metric: string, { weights, group }: PermutationOptions): void {
  if (weights !== undefined && !takesWeights(metric))
    throw new RangeError(`got weights, expected none: ${spelledOut(metric)} knows none`)
  if (group === undefined || traitsOfMetric(metric).groups) return
  throw new RangeError(
    `got groups, expected none: ${spelledOut(metric)} does not rank within groups. For permutations within blocks give blockBy`,
  )
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

function outputOf({ name, outputs }: Ensemble, output: number): number {
  if (Number.isInteger(output) && output >= 0 && output < outputs) return output
  throw new RangeError(`${name}: got output ${output}, expected 0 to ${outputs - 1}`)
}

function weightsOf(table: Table, weights: Cells): Float64Array {
  const numbers = Float64Array.from(cellsOf(table, weights, "weights") as ArrayLike<number>)
  const row = numbers.findIndex((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY))
  if (row < 0) return numbers
  throw new RangeError(`${table.name}: got weight ${numbers[row]} in row ${row}, expected finite numbers of at least 0`)
}
