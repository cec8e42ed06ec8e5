import type { ModelRanking, RankedModel } from "../results/model-ranking.js"

/** What a new ranking changed. */
export interface RankingChanges {
  /** Models that are new in the list, or whose place or value is another, by their new rank. */
  readonly moved: readonly { readonly model: RankedModel; readonly before: RankedModel | null }[]
  readonly left: readonly RankedModel[]
}

/** @param before null where there was none. */
export function rankingChanges(before: ModelRanking | null, after: ModelRanking): RankingChanges {
  const old = new Map(before?.models.map((model) => [model.run_id, model]))
  const now = new Set(after.models.map(({ run_id: id }) => id))
  const moved = after.models
    .map((model) => ({ model, before: old.get(model.run_id) ?? null }))
    .filter(({ model, before: was }) => was?.rank !== model.rank || was.value !== model.value)
  return { moved, left: (before?.models ?? []).filter(({ run_id: id }) => !now.has(id)) }
}

/** A line each: `1. trial_42 0.8523 (was 3.)`. */
export function changeLines({ moved, left }: RankingChanges): string[] {
  const name = ({ run_name: own, run_id: id }: RankedModel) => own || id
  const lines = moved.map(({ model, before }) => {
    const was =
      before === null ? "new" : before.rank === model.rank ? `was ${short(before.value)}` : `was ${before.rank}.`
    return `${model.rank}. ${name(model)} ${short(model.value)} (${was})`
  })
  return [...lines, ...left.map((model) => `left: ${name(model)} ${short(model.value)} (was ${model.rank}.)`)]
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)))
}
