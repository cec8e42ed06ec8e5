import { z } from "zod"

/** One place of a ranking of runs. The names are those of the response of `POST /models/rank`. */
export interface RankedModel {
  rank: number
  run_id: string
  metric: string
  value: number
  run_name: string
}

/** The best runs of an experiment by one metric, as `POST /models/rank` answers. */
export interface ModelRanking {
  experiment_name: string
  metric: string
  top_n: number
  /** Models in the list: `top_n`, or fewer where there are no more. */
  total_ranked: number
  models: RankedModel[]
  summary: {
    best_value: number
    /** Of the list's last. */
    worst_value: number
    best_run_id: string
  }
}

export const modelRankingSchema: z.ZodType<ModelRanking> = z.object({
  experiment_name: z.string(),
  metric: z.string(),
  top_n: z.number().int(),
  total_ranked: z.number().int(),
  models: z.array(
    z.object({
      rank: z.number().int(),
      run_id: z.string(),
      metric: z.string(),
      value: z.number(),
      run_name: z.string(),
    }),
  ),
  summary: z.object({ best_value: z.number(), worst_value: z.number(), best_run_id: z.string() }),
})
