import type { Ensemble } from "../data/ensemble.js"
import { viewForest } from "../data/forest.js"

/** How finely a model cuts its training rows. */
export interface LeafSizes {
  readonly trees: number
  readonly leaves: number
  /** The most leaves of one tree. */
  readonly most: number
  /** What the first tree's root holds; NaN where the model has no trees or no covers. */
  readonly root: number
  /** Ascending: what each leaf of each tree holds. */
  readonly sizes: Float64Array
  /** "rows" of training (LightGBM), or "hessian": their weights in the loss, below the rows (XGBoost). */
  readonly unit: "rows" | "hessian"
}

/** What the leaves of a model hold, as its file says; undefined where it has no trees or keeps no covers. */
export function leafSizes({ library, forest, booster }: Ensemble): LeafSizes | undefined {
  if (booster === "gblinear") return undefined
  const { trees, roots, splits, covers } = viewForest(forest)
  const sizes: number[] = []
  let most = 0
  for (let tree = 0; tree < trees; tree++) {
    const before = sizes.length
    for (let node = roots[tree]!; node < roots[tree + 1]!; node++) if (splits[node]! < 0) sizes.push(covers[node]!)
    most = Math.max(most, sizes.length - before)
  }
  if (sizes.length === 0 || sizes.every((size) => !(size > 0))) return undefined
  return {
    ...{ trees, most, leaves: sizes.length, root: covers[roots[0]!] ?? Number.NaN },
    ...{ sizes: Float64Array.from(sizes).sort(), unit: library === "lightgbm" ? "rows" : "hessian" },
  }
}
