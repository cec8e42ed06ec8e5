import type { Ensemble } from "./data/ensemble.js"
import { type Table, takeRows } from "./data/table.js"
import type { ShapOptions } from "./engine-calls.js"
import type { Additivity } from "./kernels/additivity.js"
import { type Inputs, inputsOf } from "./kernels/inputs.js"
import { sampleRows } from "./kernels/sample-rows.js"
import type { ShapValues } from "./kernels/treeshap.js"
import type { Explanation } from "./results/explanation.js"

/** SHAP values, the margins that they explain, and how far apart they are. */
export interface Explained extends ShapValues {
  readonly margins: Float64Array
  readonly error: Additivity
}

/** Explains a table, or a sample of it, by whatever computes: one instance or a pool. */
export async function explainTable(
  ensemble: Ensemble,
  table: Table,
  { space, sample, seed }: ShapOptions,
  explain: (inputs: Inputs, rows: Table) => Promise<Explained>,
): Promise<Explanation> {
  if (space === "probability") {
    throw new RangeError('got space: "probability", expected "raw": SHAP values of probabilities need background rows')
  }
  if (ensemble.noShap) throw new RangeError(`${ensemble.name}: no SHAP values: ${ensemble.noShap}`)
  const rows = sampleRows(table.rows, sample, seed)
  const part = rows ? takeRows(table, rows) : table
  const inputs = inputsOf(ensemble, part)
  const { values, baseValues, margins, error } = await explain(inputs, part)
  return {
    features: ensemble.features.map((feature) => feature.name),
    outputs: ensemble.outputs,
    space: "raw",
    values,
    baseValues: [...baseValues],
    margins,
    ...(rows && { sample: rows }),
    additivityError: { max: error.max, relative: error.max === 0 ? 0 : error.max / error.scale },
    matching: inputs.matching,
  }
}
