import type { Matching } from "./matching.js"

/** How far the SHAP values and the base value are from adding up to the margin. */
export interface AdditivityError {
  /** Largest |margin - base - sum of SHAP values| over rows and outputs. */
  readonly max: number
  /** The same divided by the largest |margin|. */
  readonly relative: number
}

/** SHAP values of the rows of a table, each result with its own proof. */
export interface Explanation {
  /** The model's features, in its order. */
  readonly features: readonly string[]
  readonly outputs: number
  readonly space: "raw"
  /** `values[k][j]`: one number a row for output k and feature j. Features the model never uses share one array. */
  readonly values: readonly (readonly Float64Array[])[]
  /** The expected margin of each output under the model's covers. */
  readonly baseValues: readonly number[]
  /** rows x outputs, row-major. */
  readonly margins: Float64Array
  /** The rows of the table that were explained, when it was a sample. */
  readonly sample?: Uint32Array
  readonly additivityError: AdditivityError
  readonly matching: Matching
}

/** Compares values and base with the margins (rows x outputs). */
export function additivity(
  values: readonly (readonly Float64Array[])[],
  baseValues: ArrayLike<number>,
  margins: Float64Array,
): AdditivityError {
  const outputs = values.length
  let max = 0
  let scale = 0
  for (let k = 0; k < outputs; k++) {
    const sums = columnSum(values[k]!, margins.length / outputs)
    for (let row = 0; row < sums.length; row++) {
      const margin = margins[row * outputs + k]!
      max = Math.max(max, Math.abs(margin - baseValues[k]! - sums[row]!))
      scale = Math.max(scale, Math.abs(margin))
    }
  }
  return { max, relative: max === 0 ? 0 : max / scale }
}

function columnSum(columns: readonly Float64Array[], rows: number): Float64Array {
  const sums = new Float64Array(rows)
  for (const column of columns) for (let row = 0; row < rows; row++) sums[row]! += column[row]!
  return sums
}
