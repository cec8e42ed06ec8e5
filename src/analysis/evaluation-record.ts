import type { Evaluation } from "../results/evaluation.js"
import type { RunRecord } from "./run-record.js"

/** Names that differ from those of MLflow's users. */
const named: Readonly<Record<string, string>> = { auc: "roc_auc", averagePrecision: "pr_auc", f1: "f1_score" }

/** What is called otherwise when it is measured at thresholds. */
const atThresholds = new Set([
  "accuracy",
  "balancedAccuracy",
  "precision",
  "recall",
  "f1",
  "matthews",
  "falsePositiveRate",
  "falseNegativeRate",
])

/**
 * Metrics under the names that runs are searched by: `roc_auc`, `pr_auc`, `precision` and the other rates at one threshold,
 * `f1_threshold_0.3` at every one, `business_cost`, `revenue_impact_usd` (what the predicted positives bring beyond as many rows
 * drawn at random); with the rows of training `train_*` and `roc_auc_gap`, training less this. What has no value is left out.
 * @param threshold one of those that were measured.
 */
export function evaluationMetrics(evaluation: Evaluation, threshold: number, train?: Evaluation): RunRecord["metrics"] {
  const metrics = metricsOf(evaluation, threshold)
  if (!train) return metrics
  const own = metricsOf(train, threshold)
  const trained = Object.entries(own).map(([name, value]) => [`train_${name}`, value])
  const gaps = ["roc_auc", "pr_auc", "r2"]
    .filter((name) => own[name] !== undefined && metrics[name] !== undefined)
    .map((name) => [`${name}_gap`, own[name]! - metrics[name]!])
  return { ...metrics, ...Object.fromEntries([...trained, ...gaps]) }
}

function metricsOf({ metrics, cost, revenue }: Evaluation, threshold: number): Record<string, number> {
  const measured = new Set(cost?.thresholds.map((each) => String(each.threshold)))
  const found = metrics.flatMap(({ name, value }): [string, number][] =>
    value === null ? [] : keysOf(name, threshold, measured).map((key) => [key, value]),
  )
  const at = cost?.thresholds.find((each) => each.threshold === threshold)
  const earned = revenue?.find((each) => each.threshold === threshold)
  return {
    ...Object.fromEntries(found),
    ...(at && { business_cost: at.cost }),
    ...(earned && { revenue_impact_usd: earned.lift }),
  }
}

/**
 * `precision@0.5` is `precision` at the headline's threshold and nothing elsewhere; F1 is kept at each. `precision@5` of a
 * ranking is no rate at a threshold.
 */
function keysOf(name: string, threshold: number, measured: ReadonlySet<string>): string[] {
  const [base = "", cut] = name.split("@")
  if (cut === undefined || !atThresholds.has(base) || !measured.has(cut)) return [snake(named[name] ?? name)]
  const headline = Number(cut) === threshold ? [snake(named[base] ?? base)] : []
  return base === "f1" ? [...headline, `f1_threshold_${cut}`] : headline
}

function snake(name: string): string {
  return name
    .replaceAll("%", "pct")
    .replaceAll("@", "_at_")
    .replace(/[^\p{L}\p{N}_.\- /]+/gu, "_")
    .replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`)
    .toLowerCase()
}
