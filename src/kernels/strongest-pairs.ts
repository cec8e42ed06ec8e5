import type { Ensemble } from "../data/ensemble.js"
import { viewForest } from "../data/forest.js"
import type { PairStrength } from "../results/explanation.js"
import { pairColumn } from "./shap-columns.js"

/** The pairs of different features with the largest mean |interaction|, of each output. */
export function strongestPairs(
  ensemble: Ensemble,
  sums: readonly Float64Array[],
  rows: number,
  top: number,
): PairStrength[][] {
  const used = usedFeatures(ensemble)
  return sums.map((output) => {
    const pairs: PairStrength[] = []
    for (let a = 0; a < used.length; a++) {
      for (let b = a + 1; b < used.length; b++) {
        const mean = rows > 0 ? output[pairColumn(a, b, used.length)]! / rows : 0
        pairs.push({ features: [used[a]!, used[b]!], mean })
      }
    }
    return pairs.sort((x, y) => y.mean - x.mean).slice(0, top)
  })
}

/** The features that any node splits on, ascending. */
export function usedFeatures(ensemble: Ensemble): Int32Array {
  const used = new Set(viewForest(ensemble.forest).splits)
  used.delete(-1)
  return Int32Array.from(used).sort()
}
