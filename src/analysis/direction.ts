import type { Column } from "../data/column.js"
import { spearman } from "../kernels/metrics/spearman.js"
import type { Direction } from "../results/ranking.js"

/** Beyond this correlation a feature has a direction. */
export const DIRECTION_THRESHOLD = 0.3

/** Spearman's correlation of a feature's value and its SHAP value where the value is present; null where it has none. */
export function valueCorrelation(column: Column, shap: Float64Array | Float32Array): number | null {
  if (column.type === "category") return null
  const present = [...shap.keys()].filter((row) => !Number.isNaN(column.values[row]))
  const values = Float64Array.from(present, (row) => column.values[row]!)
  const effects = withoutNoise(Float64Array.from(present, (row) => shap[row]!))
  return varies(values) && varies(effects) ? spearman(values, effects) : null
}

/** The direction that a correlation shows. */
export function directionOf(correlation: number | null, threshold: number = DIRECTION_THRESHOLD): Direction {
  if (correlation === null || Math.abs(correlation) <= threshold) return "MIXED"
  return correlation > 0 ? "POSITIVE" : "NEGATIVE"
}

/** Effects that are equal but for the rounding of sums must be ties, not an order. */
function withoutNoise(effects: Float64Array): Float64Array {
  const largest = effects.reduce((most, effect) => Math.max(most, Math.abs(effect)), 0)
  const grain = largest * 1e-12
  return grain > 0 ? effects.map((effect) => Math.round(effect / grain)) : effects
}

function varies(values: Float64Array): boolean {
  return values.some((value) => value !== values[0])
}
