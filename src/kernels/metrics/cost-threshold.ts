import { binaryScores } from "./binary-scores.js"
import { type Costs, costsOf } from "./business-cost.js"
import { type CutOff, type CutOffCounts, type CutOffRule, ruleOf } from "./cut-off.js"
import type { Labels, Numbers } from "./labels.js"
import { thresholdCounts } from "./threshold-counts.js"

/** The cut-off of the least cost, and what it leads to. */
export interface CostThreshold extends CutOffCounts {
  /** Infinity when predicting none is cheapest; with `strict`, -Infinity when predicting all is. */
  readonly threshold: number
  readonly rule: CutOffRule
  readonly cost: number
}

/**
 * The threshold that costs least: one of the scores, or infinity. Of several the highest, which predicts fewest.
 * Sorts once. @throws RangeError for a score or cost that is not finite, labels other than 0 and 1, or other lengths.
 */
export function costThreshold(
  labels: Labels,
  scores: Numbers,
  options: Costs & Omit<CutOff, "threshold"> = {},
): CostThreshold {
  const { falseNegative, falsePositive } = costsOf(options, "costThreshold")
  const rows = binaryScores(labels, scores, options.weights, "costThreshold", "0 and 1")
  const { thresholds, truePositives, falsePositives } = thresholdCounts(rows)
  const [positives, negatives] = [truePositives.at(-1)!, falsePositives.at(-1)!]
  const cost = (i: number) =>
    (positives - (truePositives[i] ?? 0)) * falseNegative + (falsePositives[i] ?? 0) * falsePositive
  // -1 stands for none.
  let best = -1
  for (let i = 0; i < thresholds.length; i++) if (cost(i) < cost(best)) best = i
  const [tp, fp] = [truePositives[best] ?? 0, falsePositives[best] ?? 0]
  const threshold = options.strict
    ? (thresholds[best + 1] ?? Number.NEGATIVE_INFINITY)
    : (thresholds[best] ?? Number.POSITIVE_INFINITY)
  return {
    ...{ threshold, rule: ruleOf(options.strict), cost: cost(best) },
    ...{ tn: negatives - fp, fp, fn: positives - tp, tp },
  }
}
