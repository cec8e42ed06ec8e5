import type { PermutationImportance } from "../results/permutation-importance.js"
import type { PlotKinds } from "../results/plot-data.js"

/** What `feature_importance.png` shows: every feature, the most important first. */
export function importancePlot(result: PermutationImportance): PlotKinds["feature_importance"] {
  const { metric, features, mean, sd, rows, dropped } = result
  const order = [...features.keys()].sort((a, b) => mean[b]! - mean[a]!)
  return {
    measure: `decrease in ${metric}`,
    features: order.map((j) => ({ feature: features[j]!, importance: mean[j]!, std: sd[j]! })),
    rows: { in: rows + dropped, used: rows, ...(dropped > 0 && { dropped: [["no target", dropped]] as const }) },
  }
}
