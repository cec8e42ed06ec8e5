import type { Matching } from "./matching.js"

/** How far the SHAP values and the base value are from adding up to the margin. */
export interface AdditivityError {
  /** Largest |margin - base - sum of SHAP values| over rows and outputs. */
  readonly max: number
  /** The same divided by the largest |margin|. */
  readonly relative: number
}

/** How strongly two features interact. */
export interface PairStrength {
  /** Numbers of the features, ascending. */
  readonly features: readonly [number, number]
  /** Mean over the rows of the absolute entry. */
  readonly mean: number
}

/** SHAP values of the rows of a table, each result with its own proof; `Float32Array` when `precision` was `f32`. */
export interface Explanation<Values extends Float64Array | Float32Array = Float64Array> {
  /** The model's features, in its order. */
  readonly features: readonly string[]
  readonly outputs: number
  readonly space: "raw" | "probability"
  /** `values[k][j]`: one number a row for output k and feature j. Features the model never uses share one array. */
  readonly values: readonly (readonly Values[])[]
  /** The expected margin of each output under the model's covers; with a background, the mean over its rows. */
  readonly baseValues: readonly number[]
  /**
   * `interactions[k]`: rows x features x features, row-major and symmetric. A pair's entry is half of its effect, a
   * feature's own what the pairs leave of its SHAP value, so that rows sum up to the SHAP values.
   */
  readonly interactions?: readonly Float64Array[]
  /** `strongestPairs[k]`: the pairs with the largest mean |interaction|, when only those were asked for. */
  readonly strongestPairs?: readonly (readonly PairStrength[])[]
  /** What the values explain, in their space: rows x outputs, row-major. */
  readonly margins: Float64Array
  /** The rows of the table that were explained, when it was a sample. */
  readonly sample?: Uint32Array
  readonly additivityError: AdditivityError
  readonly matching: Matching
}
