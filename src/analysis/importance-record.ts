import type { PermutationImportance } from "../results/permutation-importance.js"
import { featureParams, recordCsv, topFeatures } from "./feature-record.js"
import { metricKeys } from "./metric-keys.js"
import type { RunRecord } from "./run-record.js"

/** Rows below which a permutation says nothing. */
const FEWEST_ROWS = 10

/**
 * Permutation importance as it is logged into a run: the params `feature_names` and `total_features`, a metric for each of
 * the 20 most important features, the summary, `permutation_importance.json` and `feature_importance.csv`.
 * @param features every feature of the model, in its order.
 * @throws RangeError for fewer than 10 rows.
 */
export function importanceRecord(result: PermutationImportance, features: readonly string[]): RunRecord {
  if (result.rows < FEWEST_ROWS) {
    throw new RangeError(
      `${result.data}: got ${result.rows} rows with a target, expected at least ${FEWEST_ROWS} to log an importance`,
    )
  }
  const { mean, sd, features: names } = result
  const { order, top } = topFeatures(mean)
  const summary = summaryOf(mean)
  const keys = metricKeys(
    "importance_",
    top.map((j) => names[j]!),
    Object.keys(summary),
  )
  const own = [...keys.keys()].map((key, i) => [key, mean[top[i]!]!] as const)
  return {
    ...featureParams(features),
    metrics: { ...Object.fromEntries(own), ...summary },
    artifacts: {
      "permutation_importance.json": jsonOf(result, order, keys),
      "feature_importance.csv": recordCsv(
        ["rank", "feature", "importance", "std"],
        order.map((j, i) => [i + 1, names[j]!, mean[j]!, sd[j]!]),
      ),
    },
  }
}

function summaryOf(mean: Float64Array): Record<string, number> {
  const ascending = mean.slice().sort()
  const n = ascending.length
  const [below, above] = [ascending[Math.floor((n - 1) / 2)]!, ascending[Math.ceil((n - 1) / 2)]!]
  return {
    importance_max: ascending[n - 1]!,
    importance_mean: mean.reduce((sum, each) => sum + each, 0) / n,
    importance_median: (below + above) / 2,
    importance_min: ascending[0]!,
  }
}

function jsonOf(result: PermutationImportance, order: readonly number[], keys: ReadonlyMap<string, string>): string {
  const { model, data, rows, metric, baseline, features, mean, sd, repeats, groups, dropCandidates } = result
  const ranked = order.map((j, i) => {
    return { rank: i + 1, feature: features[j]!, importance: mean[j]!, std: sd[j]!, repeats: [...repeats[j]!] }
  })
  const about = { model, data, rows, metric, baseline, ...(groups && { groups }) }
  const drop = { threshold: dropCandidates.threshold, drop_candidates: dropCandidates.features }
  return `${JSON.stringify({ ...about, ...drop, metric_keys: Object.fromEntries(keys), features: ranked }, null, 1)}\n`
}
