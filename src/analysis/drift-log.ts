import type { Drift } from "../results/drift.js"
import { metricKeys } from "./metric-keys.js"

/** What is logged of a drift: metrics by key, and the column or metric that each key stands for. */
export interface DriftLog {
  readonly metrics: Record<string, number>
  readonly keys: Record<string, string>
}

/**
 * Metrics for a run: `drift_psi_{column}`, `drift_psi_max`, `drift_ks_max`, `drift_warn`, `drift_fail` (how many checks), and
 * `drift_change_{metric}`.
 */
export function driftLog({ columns, counts, metrics, shap }: Drift): DriftLog {
  const own = ["drift_psi_max", "drift_ks_max", "drift_warn", "drift_fail", "drift_shap_rank_correlation"]
  const psi = new Map(columns.map((each) => [each.column, each.psi]))
  const change = new Map(metrics.map((each) => [each.name, each.change]))
  const psiKeys = metricKeys("drift_psi_", [...psi.keys()], own)
  const changeKeys = metricKeys("drift_change_", [...change.keys()], own)
  const largest = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), 0)
  return {
    keys: Object.fromEntries([...psiKeys, ...changeKeys]),
    metrics: {
      ...Object.fromEntries([...psiKeys].map(([key, column]) => [key, psi.get(column)!])),
      ...Object.fromEntries([...changeKeys].map(([key, name]) => [key, change.get(name)!])),
      drift_psi_max: largest([...psi.values()]),
      drift_ks_max: largest(columns.map(({ ks }) => ks ?? 0)),
      ...{ drift_warn: counts.warn, drift_fail: counts.fail },
      ...(shap && shap.rankCorrelation !== null && { drift_shap_rank_correlation: shap.rankCorrelation }),
    },
  }
}
