import { choice } from "./data/choice.js"
import type { Ensemble } from "./data/ensemble.js"
import { nextTask } from "./data/next-task.js"
import { type Table, takeRows } from "./data/table.js"
import { drive } from "./drive.js"
import type { PartialDependenceOptions } from "./engine-calls.js"
import { dependenceGrid, type FeatureGrid, type GridChoice } from "./kernels/dependence-grid.js"
import type { DependenceRequest } from "./kernels/dependence-request.js"
import type { DependenceSums } from "./kernels/dependence-totals.js"
import { featureNumber } from "./kernels/feature-number.js"
import { type Inputs, inputsOf, type MatchedInputs } from "./kernels/inputs.js"
import { sampleRows } from "./kernels/sample-rows.js"
import { predictionColumns } from "./kernels/transform.js"
import type { PartialDependence } from "./results/partial-dependence.js"

/** Every row's predictions over the grid may take this much. */
const MOST_BYTES = 2 ** 31

/** Partial dependence over a table, or a sample of it, by whatever computes: one instance or a pool. */
export async function dependOnTable(
  ensemble: Ensemble,
  table: Table,
  options: PartialDependenceOptions,
  compute: (inputs: Inputs, rows: Table, request: DependenceRequest) => Promise<DependenceSums>,
): Promise<PartialDependence> {
  const { sample, seed, ice = false } = options
  const space = choice("space", options.space, ["raw", "probability"])
  const all = weightsOf(options, table)
  const rows = sampleRows(table.rows, sample, seed)
  const part = rows ? takeRows(table, rows) : table
  if (part.rows === 0) throw new RangeError(`${table.name}: got no rows, expected at least one to average over`)
  const weights = rows ? all && Float64Array.from(rows, (row) => all[row]!) : all
  const inputs = inputsOf(ensemble, part)
  const features = featuresOf(ensemble, inputs, options.features)
  const choices = choicesOf(options)
  const grids: FeatureGrid[] = []
  for (const [i, feature] of features.entries()) {
    const steps = dependenceGrid(ensemble, part, inputs, feature, choices[i]!)
    grids.push(await drive(steps, "coding", part.rows, options.signal ? { signal: options.signal } : {}))
    // What follows begins a slice of its own.
    await nextTask()
  }
  const grid = grids.map(({ values }) => values)
  const outputs = space === "raw" ? ensemble.outputs : predictionColumns(ensemble)
  if (ice) refuseTooMany(part.rows, grid, outputs)
  const request = { features, grid, space, individual: ice, ...(weights && { weights }) }
  const { sums, weight, individual } = await compute(inputs, part, request)
  if (!(weight > 0)) throw new RangeError(`${table.name}: got weights that add up to 0, expected more`)
  return {
    features: features.map((feature) => ensemble.features[feature]!.name),
    grid: grids.map(({ values, labels }) => labels ?? values),
    outputs,
    space,
    average: columnsOf(sums, outputs).map((column) => column.map((sum) => sum / weight)),
    ...(individual && { individual }),
    rows: part.rows,
    counts: grids.map(({ counts }) => counts),
    ...(rows && { sample: rows }),
    matching: inputs.matching,
  }
}

/** The features that names stand for: the model's own, or the table's where columns are taken by position. */
function featuresOf(ensemble: Ensemble, { matching }: MatchedInputs, names: readonly string[]): number[] {
  if (names.length < 1 || names.length > 2) {
    throw new RangeError(`got ${names.length} features, expected one or two: ${names.join(", ")}`)
  }
  const found = names.map((name) => featureNumber(ensemble, matching, name))
  if (found[0] === found[1]) throw new RangeError(`got feature "${names[0]}" twice, expected two that differ`)
  return found
}

/** How each feature's grid is chosen. */
function choicesOf({ features, grid, percentiles = [0.05, 0.95] }: PartialDependenceOptions): GridChoice[] {
  const [low, high] = percentiles
  if (!(low >= 0 && low < high && high <= 1)) {
    throw new RangeError(`got percentiles ${low} and ${high}, expected two numbers from 0 to 1 that ascend`)
  }
  if (grid === "thresholds") return features.map(() => grid)
  if (typeof grid === "object") {
    if (grid.length === features.length) return [...grid]
    throw new RangeError(`got ${grid.length} lists of grid values, expected one a feature: ${features.length}`)
  }
  const resolution = grid ?? (features.length === 1 ? 100 : 20)
  if (Number.isInteger(resolution) && resolution >= 2) return features.map(() => ({ resolution, percentiles }))
  throw new RangeError(
    `got grid: ${resolution}, expected a number of values of at least 2, lists of them or "thresholds"`,
  )
}

function weightsOf({ weights }: PartialDependenceOptions, table: Table): Float64Array | undefined {
  if (!weights) return undefined
  if (weights.length !== table.rows) {
    throw new RangeError(`got ${weights.length} weights, expected one a row of ${table.name}: ${table.rows}`)
  }
  const numbers = Float64Array.from(weights)
  const row = numbers.findIndex((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY))
  if (row < 0) return numbers
  throw new RangeError(`${table.name}: got weight ${numbers[row]} in row ${row}, expected finite numbers of at least 0`)
}

function refuseTooMany(rows: number, grid: readonly Float64Array[], outputs: number): void {
  const points = grid.reduce((product, values) => product * values.length, 1)
  if (rows * points * outputs * 8 <= MOST_BYTES) return
  throw new RangeError(
    `got ${rows} rows x ${points} grid points x ${outputs} outputs of individual predictions, expected at most 2 GiB: ` +
      "take a sample of the rows or a smaller grid",
  )
}

/** Row-major numbers (rows x columns), column by column. */
function columnsOf(values: Float64Array, columns: number): Float64Array[] {
  const rows = values.length / columns
  return Array.from({ length: columns }, (_, k) =>
    Float64Array.from({ length: rows }, (_, row) => values[row * columns + k]!),
  )
}
