import type { MetricDrift } from "../results/drift.js"
import type { Evaluation, MeasuredMetric } from "../results/evaluation.js"
import { type DriftThresholds, standing } from "./drift-thresholds.js"
import { isLoss } from "./is-loss.js"

/** No better high or low: the change is shown, not judged. */
const neutral = /^turnover/

/**
 * How each metric changed between two evaluations of other rows. The interval of the change is made of the two
 * intervals (MOVER: Zou and Donner 2008), which is right for independent samples. A metric that is worse, with an
 * interval without 0, has the status of how much worse it is.
 */
export function metricDrift(
  reference: Evaluation,
  current: Evaluation,
  { metricWarn, metricFail }: DriftThresholds,
): MetricDrift[] {
  const now = new Map(current.metrics.map((each) => [each.name, each]))
  return reference.metrics.flatMap((before) => {
    const after = now.get(before.name)
    if (!after || before.value === null || after.value === null) return []
    const change = after.value - before.value
    const { low, high } = intervalOf(before, after)
    const worseBy = worsening(before, change, low, high)
    const status = worseBy === null ? "pass" : standing(worseBy, metricWarn, metricFail)
    return [{ name: before.name, reference: before.value, current: after.value, change, low, high, worseBy, status }]
  })
}

function intervalOf(a: MeasuredMetric, b: MeasuredMetric): { low: number | null; high: number | null } {
  const [x, y] = [a.value!, b.value!]
  if (a.low === null || a.high === null || b.low === null || b.high === null) return { low: null, high: null }
  return {
    low: y - x - Math.hypot(y - b.low, a.high - x),
    high: y - x + Math.hypot(b.high - y, x - a.low),
  }
}

/** As a share of the reference's size; null where it is no worse, or may be chance. */
function worsening(
  { name, value }: MeasuredMetric,
  change: number,
  low: number | null,
  high: number | null,
): number | null {
  if (neutral.test(name) || low === null || high === null || (low <= 0 && high >= 0)) return null
  const spelled = name.replace(/@.*$/, "").replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  if (change === 0 || change > 0 !== isLoss(spelled)) return null
  return value === 0 ? Infinity : Math.abs(change / value!)
}
