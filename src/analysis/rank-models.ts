import type { Run } from "../data/run.js"
import type { ModelRanking } from "../results/model-ranking.js"
import { NoModelsFound } from "./no-models-found.js"

export interface RankOptions {
  /** `avg_test_r2` by default. */
  readonly metric?: string
  /** 10 by default. */
  readonly topN?: number
  /** Whether the least value is the best; false by default. `isLoss` tells it from the metric's name. */
  readonly ascending?: boolean
}

export const DEFAULT_METRIC = "avg_test_r2"
export const DEFAULT_TOP = 10

/**
 * The best runs by one metric: finished active ones whose latest value is finite; ties by start, the newest first.
 * @throws NoModelsFound where no run can be ranked. @throws RangeError for a `topN` below 1.
 */
export function rankModels(experimentName: string, runs: readonly Run[], options: RankOptions = {}): ModelRanking {
  const { metric = DEFAULT_METRIC, topN = DEFAULT_TOP, ascending = false } = options
  if (!(Number.isInteger(topN) && topN >= 1)) throw new RangeError(`got top_n ${topN}, expected a whole number from 1`)
  const sign = ascending ? 1 : -1
  const ranked = rankable(runs, metric)
    .sort((a, b) => sign * (a.metrics[metric]! - b.metrics[metric]!) || newerFirst(a, b))
    .slice(0, topN)
  const models = ranked.map((run, i) => ({
    rank: i + 1,
    run_id: run.runId,
    metric,
    value: run.metrics[metric]!,
    run_name: run.runName,
  }))
  const [best] = models
  const worst = models.at(-1)
  if (!best || !worst) {
    throw new NoModelsFound(
      `experiment "${experimentName}" has ${runs.length} runs, none of them finished with a finite ${metric}`,
    )
  }
  const summary = { best_value: best.value, worst_value: worst.value, best_run_id: best.run_id }
  return { experiment_name: experimentName, metric, top_n: topN, total_ranked: models.length, models, summary }
}

/** Runs that a ranking considers. */
function rankable(runs: readonly Run[], metric: string): Run[] {
  return runs.filter(({ status, lifecycleStage, metrics }) => {
    const finite = Object.hasOwn(metrics, metric) && Number.isFinite(metrics[metric])
    return status === "FINISHED" && lifecycleStage === "active" && finite
  })
}

function newerFirst(a: Run, b: Run): number {
  return (b.startTime ?? Number.NEGATIVE_INFINITY) - (a.startTime ?? Number.NEGATIVE_INFINITY) || byId(a, b)
}

function byId(a: Run, b: Run): number {
  return a.runId < b.runId ? -1 : Number(a.runId > b.runId)
}
