import { byCodePoint } from "../data/by-code-point.js"
import type { Run } from "../data/run.js"
import type { MetricSummary, RunGroup, RunGroups } from "../results/run-groups.js"

/** A field of runs by its name, as a filter writes it. */
export interface RunField<Value> {
  readonly name: string
  readonly read: (run: Run) => Value | null
}

export interface GroupOptions {
  /** Fields to group by; all runs are one group without. */
  readonly by?: readonly RunField<string>[]
  /** What each run weighs in the weighted mean, e.g. its rows: `metrics.n_test`. */
  readonly weight?: RunField<number>
  /** Only these metrics; all by default. */
  readonly metrics?: readonly string[]
}

/**
 * Mean, standard deviation, range, count and weighted mean of each metric in each group of runs, as `numpy.average` weighs them.
 * Groups are in the order of their values, numbers as numbers.
 * @throws RangeError for a negative weight.
 */
export function groupRuns(runs: readonly Run[], { by = [], weight, metrics }: GroupOptions = {}): RunGroups {
  const groups = new Map<string, { values: (string | null)[]; runs: Run[] }>()
  for (const run of runs) {
    const values = by.map(({ read }) => read(run))
    const key = JSON.stringify(values)
    const group = groups.get(key) ?? { values, runs: [] }
    group.runs.push(run)
    groups.set(key, group)
  }
  const sorted = [...groups.values()].sort((a, b) => compareValues(a.values, b.values))
  return {
    by: by.map(({ name }) => name),
    weight: weight?.name ?? null,
    runs: runs.length,
    groups: sorted.map((group) => summarized(group, weight, metrics)),
  }
}

function summarized(
  group: { values: (string | null)[]; runs: Run[] },
  weight: RunField<number> | undefined,
  metrics: readonly string[] | undefined,
): RunGroup {
  const present = [...new Set(group.runs.flatMap((run) => Object.keys(run.metrics)))].sort(byCodePoint)
  const keys = metrics ? metrics.filter((key) => present.includes(key)) : present
  const summaries = keys.map((key) => summary(key, group.runs, weight)).filter((each) => each !== undefined)
  return { values: group.values, runs: group.runs.length, metrics: summaries }
}

function summary(
  metric: string,
  runs: readonly Run[],
  weight: RunField<number> | undefined,
): MetricSummary | undefined {
  const pairs = runs
    .filter((run) => Object.hasOwn(run.metrics, metric) && !Number.isNaN(run.metrics[metric]))
    .map((run) => ({ value: run.metrics[metric]!, weight: weight ? weightOf(run, weight) : null }))
  if (pairs.length === 0) return undefined
  const values = pairs.map(({ value }) => value)
  const mean = sum(values) / values.length
  const squares = sum(values.map((value) => (value - mean) ** 2))
  return {
    metric,
    count: values.length,
    mean,
    sd: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : null,
    min: values.reduce((a, b) => Math.min(a, b)),
    max: values.reduce((a, b) => Math.max(a, b)),
    weightedMean: weightedMean(pairs),
  }
}

function weightOf(run: Run, { name, read }: RunField<number>): number | null {
  const weight = read(run)
  if (weight === null || Number.isNaN(weight)) return null
  if (weight >= 0 && weight < Infinity) return weight
  throw new RangeError(`run ${run.runId}: got weight ${weight} in ${name}, expected a number of at least 0`)
}

function weightedMean(pairs: readonly { value: number; weight: number | null }[]): number | null {
  const weighed = pairs.filter(({ weight }) => weight !== null)
  const total = sum(weighed.map(({ weight }) => weight!))
  return total > 0 ? sum(weighed.map(({ value, weight }) => value * weight!)) / total : null
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0)
}

/** Numbers before texts, absent values last. */
function compareValues(a: readonly (string | null)[], b: readonly (string | null)[]): number {
  for (const [i, x] of a.entries()) {
    const y = b[i]!
    if (x === y) continue
    if (x === null || y === null) return x === null ? 1 : -1
    const [p, q] = [numeral(x), numeral(y)]
    if (Number.isNaN(p) !== Number.isNaN(q)) return Number.isNaN(p) ? 1 : -1
    return (Number.isNaN(p) ? 0 : p - q) || byCodePoint(x, y)
  }
  return 0
}

function numeral(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text)
}
