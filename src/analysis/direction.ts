import type { Column } from "../data/column.js"
import { spearman } from "../kernels/metrics/spearman.js"
import type { Direction } from "../results/ranking.js"

/** Beyond this correlation a feature has a direction. */
const THRESHOLD = 0.3

/** Spearman's correlation of a feature's value and its SHAP value where the value is present; null where it has none. */
export function valueCorrelation(column: Column, shap: Float64Array): number | null {
  if (column.type === "category") return null
  const present = [...shap.keys()].filter((row) => !Number.isNaN(column.values[row]))
  const values = Float64Array.from(present, (row) => column.values[row]!)
  const effects = Float64Array.from(present, (row) => shap[row]!)
  return varies(values) && varies(effects) ? spearman(values, effects) : null
}

/** The direction that a correlation shows. */
export function directionOf(correlation: number | null): Direction {
  if (correlation === null || Math.abs(correlation) <= THRESHOLD) return "MIXED"
  return correlation > 0 ? "POSITIVE" : "NEGATIVE"
}

function varies(values: Float64Array): boolean {
  return values.some((value) => value !== values[0])
}
