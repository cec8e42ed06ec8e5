/** One input of a model. */
export interface Feature {
  readonly name: string
  /** Splits on it test category codes. */
  readonly categorical: boolean
  /** The categories of training in code order, when the model file carries them. */
  readonly categories?: readonly string[]
}

/**
 * From the raw margin to what the library's own `predict` returns.
 * `average` divides the margin first (LightGBM's random forests: by iterations); `scale` is the sigmoid's factor.
 */
export interface Transform {
  readonly kind:
    | "identity"
    | "sigmoid"
    | "softmax"
    | "argmax"
    | "exp"
    | "signed-square"
    | "log1p-exp"
    | "step"
    | "sorted"
    | "expectiles"
  readonly scale?: number
  readonly average?: number
}

/**
 * A tree model of any library, ready for the kernels. Plain data: it can be posted to a worker.
 * Margins are `base[k]` plus the leaves of the trees of output k.
 */
export interface Ensemble {
  readonly name: string
  readonly library: "lightgbm" | "xgboost"
  readonly version: string
  readonly booster: "gbdt" | "dart" | "rf" | "gblinear"
  readonly objective: string
  readonly features: readonly Feature[]
  /** False when the file has no names: columns are then taken by position. */
  readonly named: boolean
  readonly outputs: number
  readonly base: Float64Array
  readonly transform: Transform
  /** Boosting rounds, and which of the file's rounds are used: [start, end). */
  readonly iterations: { readonly total: number; readonly start: number; readonly end: number }
  readonly bestIteration?: number
  /** A number that counts as missing beside NaN (XGBoost's `missing`). */
  readonly missing?: number
  /**
   * Lists of categories without their features: the k-th belongs to the k-th column of text or of a dictionary among
   * the model's features (LightGBM).
   */
  readonly frameCategories?: readonly (readonly string[])[]
  /** What happens to a category that training did not have: read as missing, or refused as the library does. */
  readonly unseenCategory: "missing" | "refused"
  /** Why SHAP values cannot be had although predictions can, e.g. linear trees. */
  readonly noShap?: string
  readonly notes: readonly string[]
  /** Params of training that the file states, as it writes them: all of LightGBM's, those of XGBoost's objective. */
  readonly training?: Readonly<Record<string, string>>
  /** See forest.ts. */
  readonly forest: ArrayBuffer
}
