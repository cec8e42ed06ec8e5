import { mulberry32 } from "../data/mulberry32.js"
import { percentile } from "../kernels/metrics/percentile.js"
import type { WalkForwardWindow, WindowedMetric } from "../results/walk-forward.js"
import { isLoss } from "./is-loss.js"
import { studentP } from "./student-p.js"

export interface WindowedOptions {
  readonly level?: number
  readonly seed?: number
  /** Resamples of an interval: 2000 by default. */
  readonly samples?: number
  /** Of all windows' rows together, by metric, where it is known. */
  readonly pooled?: Readonly<Record<string, number>>
  readonly pooledFrom?: "logged" | "rows"
}

interface Series {
  readonly names: readonly string[]
  readonly values: Float64Array
  /** Rows of each test, where all are known. */
  readonly weights: Float64Array | null
}

/** Every metric of the windows: mean, weighted mean, pooled, spread, worst, trend and interval. */
export function windowedMetrics(
  windows: readonly WalkForwardWindow[],
  options: WindowedOptions = {},
): WindowedMetric[] {
  const keys = new Set(windows.flatMap(({ metrics }) => Object.keys(metrics)))
  return [...keys].flatMap((metric) => {
    const known = windows.filter(({ metrics }) => Number.isFinite(metrics[metric]))
    return known.length === 0 ? [] : [windowedMetric(metric, known, windows, options)]
  })
}

function windowedMetric(
  metric: string,
  known: readonly WalkForwardWindow[],
  all: readonly WalkForwardWindow[],
  { level = 0.95, seed = 0, samples = 2000, pooled = {}, pooledFrom = "logged" }: WindowedOptions,
): WindowedMetric {
  const series: Series = {
    names: known.map(({ name }) => name),
    values: Float64Array.from(known, ({ metrics }) => metrics[metric]!),
    weights: known.every(({ nTest }) => nTest !== null) ? Float64Array.from(known, ({ nTest }) => nTest!) : null,
  }
  const { values, weights } = series
  const loss = isLoss(metric)
  const worst = values.reduce(
    (found, value, i) => ((loss ? value > values[found]! : value < values[found]!) ? i : found),
    0,
  )
  const given = Object.hasOwn(pooled, metric) ? pooled[metric]! : null
  const own = given === null && weights ? pooledByRows(metric, values, weights) : null
  return {
    ...{ metric, loss, windows: values.length },
    missing: known.length === all.length ? [] : all.filter((each) => !known.includes(each)).map(({ name }) => name),
    ...{ mean: mean(values), weightedMean: weights && weightedMean(values, weights) },
    ...{ pooled: given ?? own, pooledFrom: given !== null ? pooledFrom : own !== null ? "n_test" : null },
    ...{ sd: sd(values), min: Math.min(...values), max: Math.max(...values) },
    worst: { window: series.names[worst]!, value: values[worst]! },
    ...{ trend: trendOf(values), interval: intervalOf(series, level, seed, samples) },
  }
}

/**
 * The metric of all rows together where it is a mean over rows (accuracy, MAE, MSE, log loss, Brier), or the root of one
 * (RMSE); null for all others: the AUC of all rows is no mean of the windows'.
 */
function pooledByRows(metric: string, values: Float64Array, weights: Float64Array): number | null {
  const name = metric.toLowerCase()
  if (/(^|_)rmse(_|$)/.test(name))
    return Math.sqrt(
      weightedMean(
        values.map((value) => value ** 2),
        weights,
      ),
    )
  if (/balanced/.test(name)) return null
  const isMean = /(^|_)(accuracy|acc|mae|mse|log_?loss|brier(_score)?|mape|error_rate)(_|$)/.test(name)
  return isMean ? weightedMean(values, weights) : null
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function weightedMean(values: Float64Array, weights: Float64Array): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return values.reduce((sum, value, i) => sum + value * weights[i]!, 0) / total
}

function sd(values: Float64Array): number | null {
  if (values.length < 2) return null
  const middle = mean(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1))
}

/** Ordinary least squares over 0, 1, 2, ...; no t for a perfect line or two points. */
export function trendOf(values: Float64Array): WindowedMetric["trend"] {
  const n = values.length
  if (n < 2) return null
  const [middle, level] = [(n - 1) / 2, mean(values)]
  const sxx = (n * (n * n - 1)) / 12
  const slope = values.reduce((sum, value, i) => sum + (i - middle) * (value - level), 0) / sxx
  const rest = values.reduce((sum, value, i) => sum + (value - level - slope * (i - middle)) ** 2, 0)
  const scale = values.reduce((sum, value) => sum + (value - level) ** 2, 0)
  if (n < 3 || rest <= 1e-24 * scale || scale === 0) return { slope, t: null, p: null }
  const t = slope / Math.sqrt(rest / (n - 2) / sxx)
  return { slope, t, p: studentP(t, n - 2) }
}

/**
 * The percentile interval of the (weighted) mean by moving blocks of neighbouring windows (Künsch 1989), of about the
 * cube root of their number: what a window has in common with its neighbours stays together.
 */
function intervalOf(
  { values, weights }: Series,
  level: number,
  seed: number,
  samples: number,
): WindowedMetric["interval"] {
  const n = values.length
  if (n < 3) return null
  const block = Math.max(1, Math.round(n ** (1 / 3)))
  // Sums up to each window: a block is a difference of two.
  const [sums, totals] = [new Float64Array(n + 1), new Float64Array(n + 1)]
  for (let i = 0; i < n; i++) {
    const weight = weights ? weights[i]! : 1
    sums[i + 1] = sums[i]! + weight * values[i]!
    totals[i + 1] = totals[i]! + weight
  }
  const random = mulberry32(seed)
  const starts = n - block + 1
  const means = new Float64Array(samples)
  for (let k = 0; k < samples; k++) {
    let [sum, total] = [0, 0]
    for (let taken = 0; taken < n; taken += block) {
      const start = Math.floor(random() * starts)
      const end = start + Math.min(block, n - taken)
      sum += sums[end]! - sums[start]!
      total += totals[end]! - totals[start]!
    }
    means[k] = sum / total
  }
  means.sort()
  return { low: percentile(means, (1 - level) / 2), high: percentile(means, (1 + level) / 2), level, block }
}
