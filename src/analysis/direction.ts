import type { Column } from "../data/column.js"
import { spearman } from "../kernels/metrics/spearman.js"
import type { Direction } from "../results/ranking.js"

/** Beyond this correlation a feature has a direction. */
export const DIRECTION_THRESHOLD = 0.3

/** Spearman's correlation of a feature's value and its SHAP value where the value is present; null where it has none. */
export function valueCorrelation(column: Column, shap: Float64Array | Float32Array): number | null {
  if (column.type === "category") return null
  const [values, effects] = presentPairs(column.values, shap)
  smoothNoise(effects)
  return varies(values) && varies(effects) ? spearman(values, effects) : null
}

/** The direction that a correlation shows. */
export function directionOf(correlation: number | null, threshold: number = DIRECTION_THRESHOLD): Direction {
  if (correlation === null || Math.abs(correlation) <= threshold) return "MIXED"
  return correlation > 0 ? "POSITIVE" : "NEGATIVE"
}

/** Plain loops: a table may have millions of rows. */
function presentPairs(
  column: Float64Array | Float32Array,
  shap: Float64Array | Float32Array,
): [values: Float64Array, effects: Float64Array] {
  const [values, effects] = [new Float64Array(shap.length), new Float64Array(shap.length)]
  let count = 0
  for (let row = 0; row < shap.length; row++) {
    const value = column[row]!
    if (Number.isNaN(value)) continue
    values[count] = value
    effects[count++] = shap[row]!
  }
  return [values.subarray(0, count), effects.subarray(0, count)]
}

/** Effects that are equal but for the rounding of sums must be ties, not an order. */
function smoothNoise(effects: Float64Array): void {
  let largest = 0
  for (const effect of effects) largest = Math.max(largest, Math.abs(effect))
  const grain = largest * 1e-12
  if (!(grain > 0)) return
  for (let i = 0; i < effects.length; i++) effects[i] = Math.round(effects[i]! / grain)
}

function varies(values: Float64Array): boolean {
  for (const value of values) if (value !== values[0]) return true
  return false
}
