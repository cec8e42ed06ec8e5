import { byCodePoint } from "../data/by-code-point.js"
import type { FoldScore } from "../results/store-inventory.js"

/** What people mean by the result of a run, the most telling first; means over folds are known by their metric. */
const known = ["roc_auc", "auc", "test_auc", "val_auc", "test_r2", "r2", "f1_score", "f1", "detection_rate"]
const others = ["pr_auc", "accuracy", "test_rmse", "rmse", "mae"]

/** Numbers that are about the run, not about how good it is. */
const aside = /(^|_)(n|num|count|rows|time|seconds|s|ms|duration|epoch|fold|folds|train|loss|importance|cost)(_|$)/

/**
 * The key of the metric that the runs of an experiment are ordered by: the first that is well known, else the one that
 * most runs have; of a mean over folds and a value of one name the mean.
 */
export function headlineMetric(runs: readonly (readonly FoldScore[])[]): string | null {
  const counts = new Map<string, { metric: string; mean: boolean; runs: number }>()
  for (const { key, metric, source } of runs.flat()) {
    const before = counts.get(key)?.runs ?? 0
    counts.set(key, { metric, mean: source === "logged", runs: before + 1 })
  }
  const keys = [...counts].sort(
    ([a, x], [b, y]) => Number(y.mean) - Number(x.mean) || y.runs - x.runs || byCodePoint(a, b),
  )
  for (const metric of [...known, ...others]) {
    const found = keys.find(([, each]) => each.metric === metric)
    if (found) return found[0]
  }
  return (keys.find(([key]) => !aside.test(key)) ?? keys[0])?.[0] ?? null
}

/** The key that a metric's name means, with or without `mean_`. */
export function headlineNamed(name: string, runs: readonly (readonly FoldScore[])[]): string {
  const all = runs.flat()
  const mean = all.find(({ metric, source }) => metric === name && source === "logged")
  return mean?.key ?? name
}
