import type { PermutationImportance } from "../results/permutation-importance.js"
import type { ReportedImportance } from "../results/report.js"

/** An importance as it is drawn, the features that cost most first. @param total rows of the whole table. */
export function reportedImportance(result: PermutationImportance, total: number): ReportedImportance {
  const { features, repeats, train, metric, rows, dropped, mean } = result
  const order = [...features.keys()].sort((a, b) => mean[b]! - mean[a]!)
  return {
    metric,
    sets: train ? ["test", "train"] : ["test"],
    features: order.map((j) => ({
      name: features[j]!,
      sets: [[...repeats[j]!], ...(train ? [[...train.repeats[j]!]] : [])],
    })),
    rows: { total, used: rows, withoutTarget: dropped },
  }
}
