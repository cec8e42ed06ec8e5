import type { Ensemble } from "../data/ensemble.js"
import type { Matching } from "../results/matching.js"
import { nearestName } from "./nearest-name.js"

/**
 * The feature that a name stands for: the model's own, or the table's where columns are taken by position.
 * @throws RangeError with the nearest name.
 */
export function featureNumber(ensemble: Ensemble, matching: Matching, name: string): number {
  const own = ensemble.features.map((feature) => feature.name)
  const at = own.includes(name) ? own.indexOf(name) : matching.columns.indexOf(name)
  if (at >= 0) return at
  const near = nearestName(name, own)
  const cure =
    near === undefined
      ? `they are ${own.slice(0, 12).join(", ")}${own.length > 12 ? " ..." : ""}`
      : `the nearest is "${near}"`
  throw new RangeError(
    `${ensemble.name}: got feature "${name}", expected one of the model's ${own.length} features: ${cure}`,
  )
}
