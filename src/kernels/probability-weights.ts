import type { Ensemble } from "../data/ensemble.js"
import { transformMargins } from "./transform.js"

/**
 * The factors that take SHAP values of the margin to the space of predictions, as shap's TreeExplainer has them with
 * `model_output="probability"`: for a row x and a background row z, (p(x) - p(z)) / (f(x) - f(z)), and 1 where the
 * margins are equal. The margins are rows x outputs; the result is outputs x rows x rows of the background.
 */
export function probabilityWeights(ensemble: Ensemble, margins: Float64Array, background: Float64Array): Float64Array {
  const { outputs } = ensemble
  const own = transformMargins(ensemble, margins)
  const other = transformMargins(ensemble, background)
  const rivals = background.length / outputs
  const weights = new Float64Array((margins.length / outputs) * rivals * outputs)
  let at = 0
  for (let k = 0; k < outputs; k++) {
    for (let i = k; i < margins.length; i += outputs) {
      for (let j = k; j < background.length; j += outputs) {
        const apart = margins[i]! - background[j]!
        weights[at++] = apart === 0 ? 1 : (own[i]! - other[j]!) / apart
      }
    }
  }
  return weights
}
