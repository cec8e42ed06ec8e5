import type { Run } from "../data/run.js"
import type { FoldScore } from "../results/store-inventory.js"

/** Names of a mean over folds, and of the spread that belongs to it. */
const pairs: readonly (readonly [mean: RegExp, std: (metric: string) => string[]])[] = [
  [/^(?:mean|avg)_(.+)$/, (metric) => [`std_${metric}`, `sd_${metric}`]],
  [/^(.+)_(?:mean|avg)$/, (metric) => [`${metric}_std`, `${metric}_sd`]],
]

/**
 * A run's metrics over its folds: `mean_x` and `std_x` as they were logged; where these are absent, a metric's own value
 * beside the standard deviation (ddof 1) over the runs nested in it; else the value alone.
 */
export function foldScores(run: Run, nested: readonly Run[]): FoldScore[] {
  const keys = Object.keys(run.metrics)
  const spreads = new Set(keys.filter((key) => /^(std|sd)_|_(std|sd)$/.test(key)))
  const own = keys.filter((key) => !spreads.has(key)).map((key) => scoreOf(run, key, nested))
  const found = new Set(own.map(({ metric }) => metric))
  const below = new Set(nested.flatMap((fold) => Object.keys(fold.metrics)))
  const made = [...below].filter((key) => !found.has(key)).flatMap((key) => nestedScore(key, nested) ?? [])
  return [...own, ...made]
}

function scoreOf(run: Run, key: string, nested: readonly Run[]): FoldScore {
  const mean = run.metrics[key]!
  for (const [pattern, names] of pairs) {
    const metric = pattern.exec(key)?.[1]
    if (metric === undefined) continue
    const std = names(metric).find((name) => Object.hasOwn(run.metrics, name))
    return { key, metric, mean, std: std === undefined ? null : run.metrics[std]!, source: "logged", folds: null }
  }
  const below = nestedScore(key, nested)
  if (below) return { ...below, mean }
  return { key, metric: key, mean, std: null, source: "value", folds: null }
}

function nestedScore(metric: string, nested: readonly Run[]): FoldScore | undefined {
  const values = nested.map(({ metrics }) => metrics[metric]).filter((value) => Number.isFinite(value)) as number[]
  if (values.length < 2) return undefined
  const mean = values.reduce((a, b) => a + b) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return {
    key: metric,
    metric,
    mean,
    std: Math.sqrt(squares / (values.length - 1)),
    source: "nested runs",
    folds: values.length,
  }
}
