import type { Floats } from "./floats.js"

/** SHAP values [output][feature] of n rows each, and the base value of each output. */
export interface ShapValues {
  readonly values: Floats[][]
  readonly baseValues: Float64Array
  /** [output]: rows x features x features. */
  readonly interactions?: Float64Array[]
  /** [output][pair of used features]: sums of |interaction| over the rows. */
  readonly pairSums?: Float64Array[]
}
