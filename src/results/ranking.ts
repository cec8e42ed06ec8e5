import { z } from "zod"
import { type Matching, matchingSchema } from "./matching.js"

/** POSITIVE: larger values push predictions up. MIXED: neither way, or not a matter of larger and smaller. */
export type Direction = "POSITIVE" | "NEGATIVE" | "MIXED"

/** One feature's place in a ranking. With several outputs the numbers are means over them. */
export interface RankedFeature {
  feature: string
  /** Mean of |SHAP| over rows, in units of the margin. */
  meanAbsShap: number
  /** Mean of SHAP over rows: its sign is the feature's net effect on these rows. */
  meanShap: number
  direction: Direction
  /** Spearman's correlation of value and SHAP where the value is present; null for categories and constants. */
  correlation: number | null
}

/** How well the explained rows are scored, where a target was given. */
export interface Score {
  target: string
  metric: "rocAuc" | "spearman"
  value: number
  rows: number
  /** Rows without a target. */
  dropped: number
}

/** The features of a model by mean |SHAP|, largest first. */
export interface Ranking {
  model: string
  data: string
  rows: number
  /** Rows that were explained, when it was a sample. */
  sampled: boolean
  /** Rows that correlations and directions are told of, where these are a sample of the explained ones. */
  directionRows?: number | undefined
  baseValues: number[]
  features: RankedFeature[]
  additivityError: { max: number; relative: number }
  score: Score | null
  matching: Matching
}

export const rankingSchema: z.ZodType<Ranking> = z.object({
  model: z.string(),
  data: z.string(),
  rows: z.number().int(),
  sampled: z.boolean(),
  directionRows: z.number().int().optional(),
  baseValues: z.array(z.number()),
  features: z.array(
    z.object({
      feature: z.string(),
      meanAbsShap: z.number(),
      meanShap: z.number(),
      direction: z.enum(["POSITIVE", "NEGATIVE", "MIXED"]),
      correlation: z.number().nullable(),
    }),
  ),
  additivityError: z.object({ max: z.number(), relative: z.number() }),
  score: z
    .object({
      target: z.string(),
      metric: z.enum(["rocAuc", "spearman"]),
      value: z.number(),
      rows: z.number().int(),
      dropped: z.number().int(),
    })
    .nullable(),
  matching: matchingSchema,
})
