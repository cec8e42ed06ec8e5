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
  /** One n x M x M array an output, row-major: each row's symmetric matrix of interaction values. */
  readonly interactions?: readonly Float64Array[]
  readonly additivityError: AdditivityError
  readonly matching: Matching
}
