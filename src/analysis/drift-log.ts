import type { Drift } from "../results/drift.js"
import { metricKeys } from "./metric-keys.js"

/** What is logged of a drift: metrics by key, and which column has which key. */
export interface DriftLog {
  readonly metrics: Record<string, number>
  readonly keys: Record<string, string>
}

/**
 * Metrics for a run: `drift_psi_{column}`, `drift_psi_max`, `drift_ks_max`, `drift_warn`, `drift_fail` (how many checks), and
 * `drift_change_{metric}`.
 */
export function driftLog({ columns, counts, metrics, shap }: Drift): DriftLog {
  const names = columns.map(({ column }) => column)
  const keys = keysByName("drift_psi_", names)
  const changes = keysByName(
    "drift_change_",
    metrics.map(({ name }) => name),
  )
  const largest = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), 0)
  return {
    keys,
    metrics: {
      ...Object.fromEntries(columns.map(({ column, psi }) => [keys[column]!, psi])),
      drift_psi_max: largest(columns.map(({ psi }) => psi)),
      drift_ks_max: largest(columns.map(({ ks }) => ks ?? 0)),
      ...{ drift_warn: counts.warn, drift_fail: counts.fail },
      ...Object.fromEntries(metrics.map(({ name, change }) => [changes[name]!, change])),
      ...(shap && shap.rankCorrelation !== null && { drift_shap_rank_correlation: shap.rankCorrelation }),
    },
  }
}

/** Keys that no column may take: one may be called `max`. */
const summaries = ["drift_psi_max", "drift_ks_max", "drift_warn", "drift_fail", "drift_shap_rank_correlation"]

function keysByName(prefix: string, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Array.from(metricKeys(prefix, names, summaries), ([key, name]) => [name, key]))
}
