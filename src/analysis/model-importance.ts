import type { Ensemble } from "../data/ensemble.js"
import { viewForest } from "../data/forest.js"

/** What a model file itself says of its features, each in the model's order. */
export interface ModelImportance {
  /** The sum of the gains of a feature's splits: LightGBM's `gain`, XGBoost's `total_gain`. */
  readonly gain: Float64Array
  /** How many splits use it: LightGBM's `split`, XGBoost's `weight`. */
  readonly split: Float64Array
}

/**
 * Importance by gain and by split over the rounds that are used. LightGBM counts a split only where it gains something.
 * Null for linear models, and where the file holds no gains at all.
 */
export function modelImportance({ forest, features, library, booster }: Ensemble): ModelImportance | null {
  if (booster === "gblinear") return null
  const { nodes, splits, gains } = viewForest(forest)
  const found = { gain: new Float64Array(features.length), split: new Float64Array(features.length) }
  let known = false
  for (let node = 0; node < nodes; node++) {
    const feature = splits[node]!
    if (feature < 0) continue
    if (gains[node] !== 0) known = true
    if (library === "lightgbm" && !(gains[node]! > 0)) continue
    found.gain[feature]! += gains[node]!
    found.split[feature]! += 1
  }
  return known ? found : null
}
