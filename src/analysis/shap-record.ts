import type { Ranking } from "../results/ranking.js"
import { recordCsv, topFeatures } from "./feature-record.js"
import { metricKeys } from "./metric-keys.js"
import type { RunRecord } from "./run-record.js"

/** A ranking by mean |SHAP| as it is logged into a run: a metric for each of the first 20 features, JSON and CSV of all. */
export function shapRecord({ features, ...about }: Ranking): RunRecord {
  const { top } = topFeatures(features.map(({ meanAbsShap }) => meanAbsShap))
  const keys = metricKeys(
    "shap_importance_",
    top.map((j) => features[j]!.feature),
  )
  const values = [...keys.keys()].map((key, i) => [key, features[top[i]!]!.meanAbsShap] as const)
  const { model, data, rows, sampled, baseValues } = about
  const json = { model, data, rows, sampled, base_values: baseValues, metric_keys: Object.fromEntries(keys), features }
  return {
    metrics: Object.fromEntries(values),
    artifacts: {
      "shap_importance.json": `${JSON.stringify(json, null, 1)}\n`,
      "shap_importance.csv": recordCsv(
        ["rank", "feature", "mean_abs_shap", "mean_shap", "direction"],
        features.map((each, i) => [i + 1, each.feature, each.meanAbsShap, each.meanShap, each.direction]),
      ),
    },
  }
}
