import { type Column, cellText } from "../data/column.js"
import type { FeatureLevel } from "../results/shap-analysis.js"

/** The mean SHAP value of each of a category's levels, the largest first; missing is a level, too. */
export function categoryLevels(column: Column, shap: ArrayLike<number>): FeatureLevel[] {
  const found = new Map<string | null, { rows: number; sum: number }>()
  for (let row = 0; row < shap.length; row++) {
    const level = cellText(column, row) ?? null
    const own = found.get(level) ?? { rows: 0, sum: 0 }
    own.rows++
    own.sum += shap[row]!
    found.set(level, own)
  }
  return [...found]
    .map(([level, { rows, sum }]) => ({ level, rows, meanShap: sum / rows }))
    .sort((a, b) => b.meanShap - a.meanShap)
}
