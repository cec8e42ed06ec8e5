import { rocAuc } from "../kernels/metrics/roc-auc.js"
import { rocAucInterval } from "../kernels/metrics/roc-auc-interval.js"
import { spearman } from "../kernels/metrics/spearman.js"
import type { SideScore } from "../results/shap-analysis.js"
import { attempt } from "./measure.js"

/**
 * How well margins order a target: the AUC with DeLong's interval, and Spearman's correlation with a continuous one.
 * @param labels 0, 1, or NaN where there is no target.
 * @param values the target as it is, when it is continuous.
 */
export function sideScore(
  margins: Float64Array,
  labels: Float64Array,
  values: ArrayLike<number> | null,
  level: number,
): SideScore {
  const rows = Uint32Array.from(labels.keys()).filter((row) => !Number.isNaN(labels[row]!))
  const take = (from: ArrayLike<number>) => Float64Array.from(rows, (row) => from[row]!)
  const [truth, scores] = [take(labels), take(margins)]
  const positives = truth.reduce((sum, label) => sum + label, 0)
  const counts = { rows: rows.length, positives, dropped: labels.length - rows.length }
  if (positives === 0 || positives === rows.length) {
    const reason = rows.length === 0 ? "no row has a target" : `all ${rows.length} rows are of one class`
    return { auc: null, reason, low: null, high: null, spearman: null, ...counts }
  }
  const interval = attempt(() => rocAucInterval(truth, scores, { level })).value
  const order = values ? attempt(() => spearman(take(values), scores)).value : null
  return {
    ...{ auc: rocAuc(truth, scores), reason: null },
    ...{ low: interval?.low ?? null, high: interval?.high ?? null, spearman: order },
    ...counts,
  }
}
