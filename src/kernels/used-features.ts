import type { Ensemble } from "../data/ensemble.js"
import { viewForest } from "../data/forest.js"

/** The features whose values the kernels need, ascending: those that trees split on, or all for linear leaves. */
export function usedFeatures(ensemble: Ensemble): Int32Array {
  const { splits, linearStarts } = viewForest(ensemble.forest)
  if (linearStarts.length > 0) return Int32Array.from(ensemble.features.keys())
  const used = new Set(splits)
  used.delete(-1)
  return Int32Array.from(used).sort()
}
