import { NoModelsFound } from "./analysis/no-models-found.js"
import { type RankOptions, rankModels } from "./analysis/rank-models.js"
import { rankTags, type TagChange } from "./analysis/rank-tags.js"
import { rankWarnings } from "./analysis/rank-warnings.js"
import type { Experiment, Run } from "./data/run.js"
import type { ModelRanking } from "./results/model-ranking.js"
import type { RunStore } from "./stores/run-store.js"
import { allRuns } from "./stores/search-where.js"

export interface RankAndTagOptions extends RankOptions {
  /** Says what would be tagged and writes nothing. */
  readonly dryRun?: boolean
}

export interface RankedStore {
  /** The body of `POST /models/rank`. */
  readonly ranking: ModelRanking
  /** The tags that were changed, or with `dryRun` those that would be. */
  readonly changes: readonly TagChange[]
  /** What to know before the ranking is believed. */
  readonly warnings: readonly string[]
  /** Every active run of the experiment. */
  readonly runs: readonly Run[]
}

/**
 * Ranks the runs of an experiment, and tags them so: `model_rank`, `top_{N}`, `production_candidate`. What earlier
 * rankings left is deleted. What is tagged right already is not written, so that ranking again repairs what failed half way.
 * @param experiment its exact name, or itself.
 * @throws NoModelsFound where there is no such experiment, and where no run can be ranked.
 */
export async function rankAndTag(
  store: RunStore,
  experiment: string | Experiment,
  options: RankAndTagOptions = {},
): Promise<RankedStore> {
  const { experimentId, name, source } =
    typeof experiment === "string" ? await experimentOf(store, experiment) : experiment
  const runs = await allRuns(store, { experimentIds: [experimentId], ...(source !== undefined && { source }) })
  const ranking = rankModels(name, runs, options)
  const changes = rankTags(ranking, runs)
  if (!options.dryRun) await write(store, changes)
  return { ranking, changes, warnings: rankWarnings(ranking, runs), runs }
}

async function experimentOf(store: RunStore, name: string): Promise<Experiment> {
  const experiments = await store.experiments()
  const found = experiments.find((each) => each.name === name)
  if (found) return found
  throw new NoModelsFound(`${store.name} has no experiment "${name}"; names are matched exactly, case included`)
}

async function write(store: RunStore, changes: readonly TagChange[]): Promise<void> {
  for (const { runId, key, value } of changes) {
    await (value === undefined ? store.deleteTag(runId, key) : store.setTag(runId, key, value))
  }
}
