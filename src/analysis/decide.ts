import { mulberry32 } from "../data/mulberry32.js"
import { percentile } from "../kernels/metrics/percentile.js"
import type { DecisionCard, GainInterval, PairedWindow } from "../results/decision-card.js"
import { isLoss } from "./is-loss.js"
import { recommend } from "./recommend.js"
import { studentReach, studentTail } from "./student-t.js"
import { type RunWithWindows, type WindowValues, windowMetrics, windowValues } from "./window-values.js"

export interface DecideOptions {
  readonly metric: string
  /** Whether less is better; told from the metric's name by default. */
  readonly lowerIsBetter?: boolean
  /** Of the intervals; 0.95 by default. */
  readonly level?: number
  /** The gain that a promotion has to bring, in the metric's unit; 0 by default. */
  readonly minGain?: number
  /** Resamples of the bootstrap; 2000 by default. */
  readonly samples?: number
  readonly seed?: number
}

/** A run to compare, and the registered version that it is known by. */
export interface ContenderWindows extends RunWithWindows {
  readonly model?: string
}

/**
 * Whether a challenger beats a champion, over the windows that both have: the mean gain with a paired t interval and a
 * circular block bootstrap (Politis and Romano 1992; blocks of about the cube root of the windows), wins and the sign test. Where
 * the rows of every window are known, means weigh windows by them: the interval's standard error is that of a ratio of
 * sums (Cochran 1977, 6.3), which for equal rows is the plain one.
 * @throws RangeError where they share fewer than two windows.
 */
export function decide(champion: ContenderWindows, challenger: ContenderWindows, options: DecideOptions): DecisionCard {
  const { metric, level = 0.95, minGain = 0, samples = 2000, seed = 0 } = options
  const lowerIsBetter = options.lowerIsBetter ?? isLoss(metric)
  const [a, b] = sharedReading(champion, challenger, metric)
  const windows = paired(a, b, lowerIsBetter)
  const gains = windows.map(({ gain }) => gain)
  const counts = { wins: gains.filter((gain) => gain > 0).length, losses: gains.filter((gain) => gain < 0).length }
  const weights = weightsOf(windows)
  const t = studentInterval(gains, weights, level)
  const measured = {
    ...counts,
    ties: gains.length - counts.wins - counts.losses,
    gain: mean(gains, weights),
    level,
    tInterval: t.interval,
    tTestP: t.p,
    bootstrap: blockBootstrap(gains, weights, { level, samples, seed }),
    signTestP: signTest(counts.wins, counts.losses),
    minGain,
  }
  return {
    ...{ metric, windowMetric: a.metric, windowsFrom: a.from, lowerIsBetter },
    champion: contender(
      champion,
      mean(
        windows.map((each) => each.champion),
        weights,
      ),
    ),
    challenger: contender(
      challenger,
      mean(
        windows.map((each) => each.challenger),
        weights,
      ),
    ),
    windows,
    weightedBy: windows.every(({ rows }) => rows !== null) ? "n_test" : null,
    unpaired: unpaired(a, b, windows),
    ...measured,
    ...recommend(measured),
  }
}

function contender({ run, model }: ContenderWindows, value: number): DecisionCard["champion"] {
  return { runId: run.runId, runName: run.runName, model: model ?? null, mean: value }
}

/** The reading under which the two share most windows; the first of those that share as many. */
function sharedReading(
  champion: RunWithWindows,
  challenger: RunWithWindows,
  metric: string,
): readonly [WindowValues, WindowValues] {
  const others = windowValues(challenger, metric)
  const pairs = windowValues(champion, metric).map((each, i) => [each, others[i]!] as const)
  const shared = pairs.map(([a, b]) => paired(a, b, false).length)
  const most = Math.max(...shared)
  if (most >= 2) return pairs[shared.indexOf(most)]!
  const [first, second] = [champion, challenger].map(({ run }) => `${run.runName || run.runId}`)
  throw new RangeError(
    `${first} and ${second} share ${most} windows of ${windowMetrics(metric).join(" or ")}, expected at least 2: log the metric with a step a window, in nested runs with a fold param, or as fold_1_${metric}`,
  )
}

function paired(a: WindowValues, b: WindowValues, lowerIsBetter: boolean): PairedWindow[] {
  const both = [...a.values].flatMap(([window, champion]): PairedWindow[] => {
    const challenger = b.values.get(window)
    if (challenger === undefined || !Number.isFinite(champion) || !Number.isFinite(challenger)) return []
    const rows = rowsOf(a.rows.get(window), b.rows.get(window))
    return [{ window, champion, challenger, gain: lowerIsBetter ? champion - challenger : challenger - champion, rows }]
  })
  return both.sort((x, y) => x.window.localeCompare(y.window, "en", { numeric: true }))
}

function rowsOf(a: number | undefined, b: number | undefined): number | null {
  return a !== undefined && b !== undefined && a > 0 && b > 0 && Number.isFinite(a + b) ? (a + b) / 2 : null
}

/** One a window with a mean of 1, so that windows of equal rows count exactly as without. */
function weightsOf(windows: readonly PairedWindow[]): number[] {
  const rows = windows.map((each) => each.rows ?? Number.NaN)
  const even = rows.every((each) => each === rows[0]) || rows.some(Number.isNaN)
  const middle = rows.reduce((sum, each) => sum + each, 0) / rows.length
  return rows.map((each) => (even ? 1 : each / middle))
}

function unpaired(a: WindowValues, b: WindowValues, windows: readonly PairedWindow[]): string[] {
  const used = new Set(windows.map(({ window }) => window))
  return [...new Set([...a.values.keys(), ...b.values.keys()])].filter((window) => !used.has(window))
}

function studentInterval(
  gains: readonly number[],
  weights: readonly number[],
  level: number,
): { interval: GainInterval; p: number } {
  const n = gains.length
  const middle = mean(gains, weights)
  const squares = gains.reduce((sum, gain, i) => sum + (weights[i]! * (gain - middle)) ** 2, 0)
  const error = Math.sqrt(squares / (n - 1) / n)
  const reach = error * studentReach(level, n - 1)
  const p = error > 0 ? 2 * studentTail(Math.abs(middle) / error, n - 1) : Number(middle === 0)
  return { interval: { low: middle - reach, high: middle + reach }, p }
}

/** Windows follow each other in time: they are drawn in stretches, the last followed by the first. */
function blockBootstrap(
  gains: readonly number[],
  weights: readonly number[],
  { level, samples, seed }: { readonly level: number; readonly samples: number; readonly seed: number },
): DecisionCard["bootstrap"] {
  const n = gains.length
  const blockLength = Math.max(1, Math.round(Math.cbrt(n)))
  const random = mulberry32(seed)
  const means = Float64Array.from({ length: samples }, () => {
    let [sum, weight, start] = [0, 0, 0]
    for (let i = 0; i < n; i++) {
      if (i % blockLength === 0) start = Math.floor(random() * n)
      const at = (start + (i % blockLength)) % n
      sum += weights[at]! * gains[at]!
      weight += weights[at]!
    }
    return sum / weight
  }).sort()
  const [low, high] = [percentile(means, (1 - level) / 2), percentile(means, (1 + level) / 2)]
  return { low, high, samples, blockLength, seed }
}

/** Two-sided, exact: as scipy.stats.binomtest of wins among those that are no ties. */
function signTest(wins: number, losses: number): number {
  const n = wins + losses
  // In logarithms: 0.5 to the power of many windows is no double.
  let [term, sum] = [n * Math.log(0.5), 0]
  for (let k = 0; k <= Math.min(wins, losses); k++) {
    sum += Math.exp(term)
    term += Math.log((n - k) / (k + 1))
  }
  return Math.min(1, 2 * sum)
}

/** @param weights with a mean of 1. */
function mean(values: readonly number[], weights: readonly number[]): number {
  return values.reduce((sum, value, i) => sum + weights[i]! * value, 0) / values.length
}
