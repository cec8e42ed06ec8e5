import { byCodePoint } from "../data/by-code-point.js"
import type { Run } from "../data/run.js"
import { spearman } from "../kernels/metrics/spearman.js"
import type { BestSoFar, ParameterEffect, ParameterEffects } from "../results/parameter-effects.js"
import { controlledPairs } from "./controlled-pairs.js"
import { groupRuns, type RunField } from "./group-runs.js"
import { isLoss } from "./is-loss.js"
import { numeral, paramOf } from "./param-values.js"

export interface EffectsOptions {
  readonly metric: string
  /** Only these params; all that vary by default. */
  readonly params?: readonly string[]
  /** What each run weighs in the weighted means, e.g. its rows. */
  readonly weight?: RunField<number>
  /** Pairs that are kept, the largest differences first: 200 by default. */
  readonly pairs?: number
  /** Told from the metric's name by default. */
  readonly lowerIsBetter?: boolean
}

/**
 * What the params of runs do to a metric: its mean at each value, the rank correlation of numbers with it, pairs of
 * runs that differ in one param alone, and the best so far over start times. Only finished runs with a finite value
 * count.
 * @throws RangeError for a metric that no finished run has, or a param that none has.
 */
export function parameterEffects(runs: readonly Run[], options: EffectsOptions): ParameterEffects {
  const { metric, weight, lowerIsBetter = isLoss(metric) } = options
  const { kept, dropped } = usableRuns(runs, metric)
  const all = [...new Set(kept.flatMap(({ params }) => Object.keys(params)))].sort(byCodePoint)
  const unknown = options.params?.find((param) => !all.includes(param))
  if (unknown !== undefined) {
    throw new RangeError(`no run has a param ${unknown}; there are ${all.join(", ") || "none"}`)
  }
  const varying = all.filter((param) => new Set(kept.map((run) => paramOf(run, param))).size > 1)
  const wanted = options.params ?? varying
  const found = controlledPairs(kept, metric, varying, wanted, lowerIsBetter)
  const effects = wanted.map((param) => effectOf(kept, metric, param, weight, found.counts.get(param) ?? 0))
  const sorted = found.pairs.sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference))
  const curve = bestSoFar(kept, metric, lowerIsBetter)
  return {
    ...{ metric, lowerIsBetter, weight: weight?.name ?? null, runs: kept.length, dropped },
    params: effects.sort((a, b) => b.range - a.range),
    constant: all.filter((param) => !varying.includes(param)),
    ...{ steps: found.steps, pairs: sorted.slice(0, options.pairs ?? 200), totalPairs: sorted.length, curve },
    trend: rankCorrelation(
      curve.map((_, i) => i),
      curve.map(({ value }) => value),
    ),
    notes: found.notes,
  }
}

function usableRuns(runs: readonly Run[], metric: string): { kept: Run[]; dropped: ParameterEffects["dropped"] } {
  const reasons = new Map<string, number>()
  const kept = runs.filter((run) => {
    const reason = whyNot(run, metric)
    if (reason !== undefined) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
    return reason === undefined
  })
  const dropped = [...reasons].map(([reason, number]) => ({ reason, runs: number }))
  if (kept.length > 0) return { kept, dropped }
  const why = dropped.map((each) => `${each.runs} ${each.reason}`).join(", ")
  throw new RangeError(
    `no finished run has a finite ${metric} (${why || "there are no runs"}); leafwise runs list shows what was logged`,
  )
}

function whyNot({ status, metrics }: Run, metric: string): string | undefined {
  if (status !== "FINISHED") return `status is ${status}`
  if (!Object.hasOwn(metrics, metric)) return `${metric} is missing`
  return Number.isFinite(metrics[metric]) ? undefined : `${metric} is ${metrics[metric]}`
}

function effectOf(
  runs: readonly Run[],
  metric: string,
  param: string,
  weight: RunField<number> | undefined,
  pairs: number,
): ParameterEffect {
  const by = [{ name: param, read: (run: Run) => paramOf(run, param) }]
  const { groups } = groupRuns(runs, { by, metrics: [metric], ...(weight && { weight }) })
  const values = groups.map(({ values: [value], runs: number, metrics: [summary] }) => {
    const { mean, sd, min, max, weightedMean } = summary!
    return { value: value ?? null, runs: number, mean, sd, min, max, weightedMean }
  })
  const numbered = runs.filter((run) => !Number.isNaN(numeral(paramOf(run, param))))
  const numeric = values.every(({ value }) => value === null || !Number.isNaN(numeral(value))) && numbered.length > 0
  const correlation = rankCorrelation(
    numbered.map((run) => numeral(paramOf(run, param))),
    numbered.map((run) => run.metrics[metric]!),
  )
  const means = values.map(({ mean }) => mean)
  const range = means.reduce((a, b) => Math.max(a, b)) - means.reduce((a, b) => Math.min(a, b))
  return {
    ...{ param, numeric, values, range, pairs },
    correlation: numeric && correlation !== null ? { value: correlation, runs: numbered.length } : null,
  }
}

/** Null where it says nothing: fewer than 3 values, or a constant. */
function rankCorrelation(a: readonly number[], b: readonly number[]): number | null {
  if (a.length < 3 || new Set(a).size < 2 || new Set(b).size < 2) return null
  const value = spearman(Float64Array.from(a), Float64Array.from(b))
  return Number.isNaN(value) ? null : value
}

function bestSoFar(runs: readonly Run[], metric: string, lowerIsBetter: boolean): BestSoFar[] {
  const sorted = [...runs].sort(
    (a, b) => (a.startTime ?? Infinity) - (b.startTime ?? Infinity) || byCodePoint(a.runId, b.runId),
  )
  let best = lowerIsBetter ? Infinity : -Infinity
  return sorted.map(({ runId, runName, startTime, metrics }) => {
    const value = metrics[metric]!
    const improved = lowerIsBetter ? value < best : value > best
    if (improved) best = value
    return { runId, runName, startTime, value, best, improved }
  })
}
