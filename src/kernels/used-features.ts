import type { Ensemble } from "../data/ensemble.js"
import { viewForest } from "../data/forest.js"

/** The features whose values the kernels need, ascending: those that trees split on, or all for linear leaves. */
export function usedFeatures(ensemble: Ensemble): Int32Array {
  const { splits, linearStarts } = viewForest(ensemble.forest)
  if (linearStarts.length > 0) return Int32Array.from(ensemble.features.keys())
  const split = new Uint8Array(ensemble.features.length)
  for (let node = 0; node < splits.length; node++) if (splits[node]! >= 0) split[splits[node]!] = 1
  return Int32Array.from(ensemble.features.keys()).filter((feature) => split[feature] === 1)
}
