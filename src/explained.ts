import type { Ensemble } from "./data/ensemble.js"
import type { Explained, ExplainSpec } from "./explain-table.js"
import { additivity, NO_ERROR } from "./kernels/additivity.js"
import type { Codes } from "./kernels/bins.js"
import { probabilityWeights } from "./kernels/probability-weights.js"
import type { ShapKind } from "./kernels/shap-kind.js"
import type { ShapValues } from "./kernels/shap-values.js"
import { transformMargins } from "./kernels/transform.js"

/** Background rows in the kernels' memory, and their margins (rows x outputs). */
export interface Background {
  readonly codes: Codes
  readonly margins: Float64Array
}

/** What the kernels are to compute. */
export function kindOf(
  ensemble: Ensemble,
  { pairs, precision, banzhaf, space, background: rows }: ExplainSpec,
  margins: Float64Array,
  background: Background | undefined,
): ShapKind {
  const { outputs } = ensemble
  return {
    ...(pairs && { pairs }),
    ...(precision && { precision }),
    ...(banzhaf && { banzhaf }),
    ...(background && { background: background.codes }),
    ...(rows && { backgroundInputs: rows.inputs }),
    ...(background &&
      space === "probability" && {
        weights: (from: number, count: number) =>
          probabilityWeights(ensemble, margins.subarray(from * outputs, (from + count) * outputs), background.margins),
      }),
  }
}

/** SHAP values beside what they explain, in its space, with their proof. */
export function settle(
  ensemble: Ensemble,
  { space, slice }: ExplainSpec,
  shap: ShapValues,
  margins: Float64Array,
  background: Float64Array | undefined,
): Explained {
  const inSpace = (values: Float64Array) => (space === "probability" ? transformMargins(ensemble, values) : values)
  const explained = inSpace(margins)
  const baseValues = background ? columnMeans(inSpace(background), ensemble.outputs) : shap.baseValues
  const error = slice ? NO_ERROR : additivity(shap.values, baseValues, explained)
  return { ...shap, baseValues, margins: explained, error }
}

function columnMeans(values: Float64Array, columns: number): Float64Array {
  const means = new Float64Array(columns)
  const rows = values.length / columns
  for (let i = 0; i < values.length; i++) means[i % columns]! += values[i]! / rows
  return means
}
