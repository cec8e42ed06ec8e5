import type { Ensemble } from "../data/ensemble.js"
import { columnNamed, type Table } from "../data/table.js"
import type { Explanation } from "../results/explanation.js"
import type { PermutationImportance } from "../results/permutation-importance.js"
import type { AnalysedFeature } from "../results/shap-analysis.js"
import { categoryLevels } from "./category-levels.js"
import type { ModelImportance } from "./model-importance.js"
import { rankFeatures } from "./rank-features.js"

/** What stands beside the SHAP values. */
interface Beside {
  readonly own: ModelImportance | null
  readonly permuted: PermutationImportance | null
  readonly threshold: number
  readonly output: number | undefined
}

/** Features by mean |SHAP| with all that is known of each. Categories have no direction, but what each level does. */
export function analysedFeatures(
  { features }: Ensemble,
  explanation: Explanation,
  rows: Table,
  { own, permuted, threshold, output }: Beside,
): AnalysedFeature[] {
  return rankFeatures(explanation, rows, output, threshold).map((ranked, i) => {
    const j = explanation.features.indexOf(ranked.feature)
    const column = columnNamed(rows, explanation.matching.columns[j]!)
    const p = permuted ? permuted.features.indexOf(ranked.feature) : -1
    const isCategory = column.type === "category" || (features[j]?.categorical ?? false)
    return {
      rank: i + 1,
      ...ranked,
      ...(isCategory && { direction: "MIXED" as const, correlation: null }),
      levels: isCategory ? categoryLevels(column, meanOver(explanation, j, output)) : null,
      gain: own ? own.gain[j]! : null,
      split: own ? own.split[j]! : null,
      permutation: p < 0 ? null : permuted!.mean[p]!,
      permutationSd: p < 0 ? null : permuted!.sd[p]!,
    }
  })
}

/** A feature's SHAP values, as means over outputs where none is chosen. */
function meanOver({ values }: Explanation, j: number, output: number | undefined): Float64Array {
  const columns = (output === undefined ? values : [values[output]!]).map((each) => each[j]!)
  if (columns.length === 1) return columns[0]!
  return columns[0]!.map((_, row) => columns.reduce((sum, column) => sum + column[row]!, 0) / columns.length)
}
