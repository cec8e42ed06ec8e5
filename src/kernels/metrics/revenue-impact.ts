import { type CutOff, type CutOffRule, cutOffRows, ruleOf } from "./cut-off.js"
import { type Labels, type Numbers, numbersFor } from "./labels.js"

/** What acting on the predicted positives brings. Money is in the unit of the values. */
export interface RevenueImpact {
  readonly threshold: number
  readonly rule: CutOffRule
  /** Rows predicted positive: those that are acted on. */
  readonly selected: number
  /** Value of the positives among them. */
  readonly captured: number
  /** Value of the positives that were not predicted. */
  readonly missed: number
  /** What acting on as many rows drawn at random would capture on average. */
  readonly random: number
  /** captured - random: the revenue that is owed to the model. */
  readonly lift: number
  /** selected x cost. */
  readonly cost: number
  /** captured - cost. */
  readonly net: number
}

/**
 * The revenue that a cut-off captures: a row's value is earned when the row is positive and predicted so.
 * @param values what each row is worth if it is a positive that is found.
 * @param options.cost what acting on one row costs; 0 by default. Weights are not taken: values weigh rows already.
 * @throws RangeError for a value that is not finite, labels other than 0 and 1, or lengths that differ.
 */
export function revenueImpact(
  labels: Labels,
  scores: Numbers,
  values: Numbers,
  options: Omit<CutOff, "weights"> & { cost?: number } = {},
): RevenueImpact {
  const { threshold = 0.5, strict = false, cost: each = 0 } = options
  for (const [name, number] of Object.entries({ threshold, cost: each })) {
    if (Number.isNaN(Number(number))) throw new RangeError(`revenueImpact: got ${name} ${number}, expected a number`)
  }
  const rows = cutOffRows(labels, scores, undefined, "revenueImpact")
  const worth = numbersFor(values, rows.classes.length, "revenueImpact", "values")
  let [selected, captured, total] = [0, 0, 0]
  for (let row = 0; row < worth.length; row++) {
    const predicted = strict ? rows.scores[row]! > threshold : rows.scores[row]! >= threshold
    const value = rows.classes[row]! * worth[row]!
    total += value
    if (!predicted) continue
    selected++
    captured += value
  }
  const random = (total * selected) / worth.length
  const cost = selected * each
  return {
    ...{ threshold, rule: ruleOf(strict), selected, captured, missed: total - captured },
    ...{ random, lift: captured - random, cost, net: captured - cost },
  }
}
