import { type CutOff, cutOffCounts } from "./cut-off.js"
import type { Labels, Numbers } from "./labels.js"

/** What a wrong prediction costs, in any unit. */
export interface Costs {
  /** A positive that is predicted negative; default 10. */
  falseNegative?: number
  /** A negative that is predicted positive; default 1. */
  falsePositive?: number
}

/**
 * What all wrong predictions at a cut-off cost together.
 * @throws RangeError for a cost that is not finite, labels other than 0 and 1, or lengths that differ.
 */
export function businessCost(labels: Labels, scores: Numbers, options: CutOff & Costs = {}): number {
  const { falseNegative, falsePositive } = costsOf(options, "businessCost")
  const { fn, fp } = cutOffCounts(labels, scores, options, "businessCost")
  return fn * falseNegative + fp * falsePositive
}

/** Costs with their defaults. @throws RangeError for one that is not finite. */
export function costsOf({ falseNegative = 10, falsePositive = 1 }: Costs, metric: string): Required<Costs> {
  for (const [name, cost] of Object.entries({ falseNegative, falsePositive })) {
    if (!Number.isFinite(cost)) throw new RangeError(`${metric}: got a cost of ${cost} for ${name}, expected a number`)
  }
  return { falseNegative, falsePositive }
}
