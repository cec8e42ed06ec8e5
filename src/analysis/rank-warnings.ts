import type { Run } from "../data/run.js"
import type { ModelRanking } from "../results/model-ranking.js"

/** Runs that a warning names. */
const NAMED = 5

/** What to know before a ranking is believed, a sentence each. @param runs those of the experiment. */
export function rankWarnings({ metric, models }: ModelRanking, runs: readonly Run[]): string[] {
  const warnings = isOfTraining(metric)
    ? [`${metric} is measured on the rows of training: it rewards overfitting; rank by a test metric`]
    : []
  const byId = new Map(runs.map((run) => [run.runId, run]))
  const finished = runs.filter(({ status, lifecycleStage }) => status === "FINISHED" && lifecycleStage === "active")
  const most = finished.reduce((max, run) => Math.max(max, foldsOf(run) ?? 0), 0)
  const short = models.flatMap(({ rank, run_id: id, run_name: name }) => {
    const folds = foldsOf(byId.get(id))
    return folds !== undefined && folds < most ? [`${rank}. ${name || id} (${folds})`] : []
  })
  if (short.length === 0) return warnings
  const shown = short.slice(0, NAMED).join(", ") + (short.length > NAMED ? `, and ${short.length - NAMED} more` : "")
  return [...warnings, `fewer num_folds than the most, ${most}: ${shown}; their folds may have failed mid-training`]
}

/** Whether a metric is of the rows that a model was trained on, told from its name: `avg_train_rmse`. */
function isOfTraining(metric: string): boolean {
  return /(^|_)train(ing)?(_|$)/.test(metric.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_"))
}

/** How many folds a run says it has, as a metric or as a param. */
function foldsOf(run: Run | undefined): number | undefined {
  const folds = run?.metrics.num_folds ?? Number(run?.params.num_folds?.trim() || Number.NaN)
  return Number.isFinite(folds) ? folds : undefined
}
