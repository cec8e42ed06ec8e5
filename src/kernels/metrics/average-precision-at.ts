import { type GroupOptions, type Irrelevant, meanOverGroups } from "./groups.js"
import type { Labels, Numbers } from "./labels.js"
import { topHits } from "./top-hits.js"

export interface AveragePrecisionAtOptions extends GroupOptions {
  /** Divide by the relevant rows that k has room for, as LightGBM and XGBoost, or by all relevant rows. */
  readonly denominator?: "reachable" | "relevant"
  /** What a group without a relevant row counts as: 1 by default, as in LightGBM and XGBoost. */
  readonly irrelevant?: Irrelevant
}

/**
 * MAP@k: the mean over groups of the precision at each relevant row among the first k. A label above zero is relevant.
 * As LightGBM's `map`.
 * @throws RangeError for no rows, or numbers that are not finite.
 */
export function averagePrecisionAt(labels: Labels, scores: Numbers, options: AveragePrecisionAtOptions = {}): number {
  const values = averagePrecisionByGroup(labels, scores, options)
  return meanOverGroups(values, options.irrelevant ?? "one", "averagePrecisionAt")
}

/** The same of every group; NaN without a relevant row. */
export function averagePrecisionByGroup(
  labels: Labels,
  scores: Numbers,
  options: AveragePrecisionAtOptions = {},
): Float64Array {
  const { relevant, precisions, top } = topHits(labels, scores, options, "averagePrecisionAt")
  const most = options.denominator === "relevant" ? Number.POSITIVE_INFINITY : top
  return precisions.map((sum, group) => (relevant[group]! > 0 ? sum / Math.min(relevant[group]!, most) : Number.NaN))
}
