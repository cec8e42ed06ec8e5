import type { Ensemble } from "../data/ensemble.js"
import type { PairStrength } from "../results/explanation.js"
import { pairColumn } from "./shap-columns.js"
import { usedFeatures } from "./used-features.js"

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
