/** One or two features, their grids in the model's numbers (missing is NaN), and what is asked for. */
export interface DependenceRequest {
  readonly features: readonly number[]
  readonly grid: readonly Float64Array[]
  readonly space: "raw" | "probability"
  /** Every row's predictions, too. */
  readonly individual: boolean
  /** One number a row; all 1 by default. */
  readonly weights?: Float64Array
}
