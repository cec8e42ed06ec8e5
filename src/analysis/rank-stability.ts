import type { Explanation } from "../results/explanation.js"
import type { Stability } from "../results/shap-analysis.js"
import type { RowWindow } from "./calendar-windows.js"
import { agreementOf, placesOf, topOf } from "./rank-agreement.js"

/** Fewer rows say little about a ranking. */
const LEAST_ROWS = 10

/**
 * How much a ranking by mean |SHAP| changes from window to window: rank correlation and overlap of the first `top`
 * features for every two windows, and the range of each feature's places. Null with fewer than two windows.
 * @param output one output only; by default means over all.
 */
export function rankStability(
  explanation: Explanation,
  windows: readonly RowWindow[],
  by: string,
  options: { readonly top: number; readonly output?: number },
): Stability | null {
  const used = windows.filter(({ rows }) => rows.length >= LEAST_ROWS)
  if (used.length < 2) return null
  const sizes = used.map(({ rows }) => meanSizes(explanation, rows, options.output))
  const places = sizes.map(placesOf)
  const { features } = explanation
  const pairs = used.flatMap((a, i) =>
    used.slice(i + 1).map((b, k) => {
      const { spearman, overlap } = agreementOf(sizes[i]!, sizes[i + 1 + k]!, options.top)
      return { a: a.name, b: b.name, neighbours: k === 0, spearman, overlap }
    }),
  )
  return {
    by,
    top: Math.min(options.top, features.length),
    windows: used.map(({ name, rows }, w) => ({
      name,
      rows: rows.length,
      top: topOf(sizes[w]!, options.top).map((j) => features[j]!),
    })),
    skipped: windows.filter(({ rows }) => rows.length < LEAST_ROWS).map(({ name }) => name),
    pairs,
    meanSpearman: mean(pairs.flatMap(({ spearman }) => (spearman === null ? [] : [spearman]))),
    leastSpearman: pairs.reduce<number | null>((least, { spearman }) => {
      return spearman === null || (least !== null && least <= spearman) ? least : spearman
    }, null),
    meanOverlap: mean(pairs.map(({ overlap }) => overlap))!,
    features: features.map((feature, j) => {
      const own = places.map((each) => each[j]!)
      return { feature, best: Math.min(...own), worst: Math.max(...own), mean: mean(own)! }
    }),
  }
}

function meanSizes({ values, features }: Explanation, rows: Uint32Array, output?: number): Float64Array {
  const outputs = output === undefined ? values : [values[output]!]
  return Float64Array.from(features, (_, j) => {
    let sum = 0
    for (const columns of outputs) for (const row of rows) sum += Math.abs(columns[j]![row]!)
    return sum / (rows.length * outputs.length)
  })
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}
