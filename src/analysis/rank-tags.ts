import type { Run } from "../data/run.js"
import type { ModelRanking } from "../results/model-ranking.js"

/** Runs that are named as candidates for production. */
const CANDIDATES = 3

/** A tag to set, or to delete where it has no value. */
export interface TagChange {
  readonly runId: string
  readonly key: string
  readonly value?: string
}

/**
 * What a ranking changes in the tags of an experiment's runs: `model_rank`, `top_{N}` and, for the first three,
 * `production_candidate`; what earlier rankings left is deleted. Tags that are right already are not touched.
 */
export function rankTags(ranking: ModelRanking, runs: readonly Run[]): TagChange[] {
  const wanted = new Map(ranking.models.map(({ run_id: runId, rank }) => [runId, tagsOf(rank, ranking.top_n)]))
  return runs.flatMap(({ runId, tags }) => {
    const own = wanted.get(runId) ?? {}
    const stale = Object.keys(tags).filter((key) => isRankTag(key) && !Object.hasOwn(own, key))
    const fresh = Object.entries(own).filter(([key, value]) => tags[key] !== value)
    return [...stale.map((key) => ({ runId, key })), ...fresh.map(([key, value]) => ({ runId, key, value }))]
  })
}

function tagsOf(rank: number, top: number): Record<string, string> {
  const candidate = rank <= CANDIDATES ? { production_candidate: "true" } : {}
  return { model_rank: String(rank), [`top_${top}`]: "true", ...candidate }
}

function isRankTag(key: string): boolean {
  return key === "model_rank" || key === "production_candidate" || /^top_\d+$/.test(key)
}
