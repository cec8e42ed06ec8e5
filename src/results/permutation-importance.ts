import { z } from "zod"
import { type Matching, matchingSchema } from "./matching.js"

/** How much a score falls when features are permuted, over one table. Higher scores are better: losses are negated. */
export interface ImportanceSide {
  readonly data: string
  /** Rows that were scored, and those without a target. */
  readonly rows: number
  readonly dropped: number
  /** The score of the rows as they are. */
  readonly baseline: number
  /** [feature]: the mean fall of the score over the repeats, and its standard deviation (ddof 0). */
  readonly mean: Float64Array
  readonly sd: Float64Array
  /** [feature][repeat]: baseline less the permuted score. */
  readonly repeats: readonly Float64Array[]
}

/** A feature with its importance, as soon as it is known. */
export interface FeatureImportance {
  readonly feature: string
  readonly baseline: number
  readonly mean: number
  readonly sd: number
  readonly repeats: Float64Array
}

/** What an importance has to exceed to be told from noise. */
export interface NoiseFloor {
  /** A named random feature that the model was trained with, or the spread of each feature's own repeats. */
  readonly source: "feature" | "repeats"
  readonly feature?: string
  /** [feature]: the noise feature's mean and two of its standard deviations, or two of the feature's own. */
  readonly floor: Float64Array
}

/** Features that hardly matter: retrain without them and compare. */
export interface DropCandidates {
  readonly threshold: number
  /** Features (of groups: their members) whose mean importance is below the threshold. */
  readonly features: readonly string[]
  /** The score with all of them permuted together, and how far it falls: mean and sd over the repeats. */
  readonly score: number
  readonly mean: number
  readonly sd: number
}

export interface PermutationImportance extends ImportanceSide {
  readonly model: string
  readonly metric: string
  /** What was permuted: features in the model's order, or groups and then the features in none. */
  readonly features: readonly string[]
  /** Members of each group, where there are groups. */
  readonly groups?: Readonly<Record<string, readonly string[]>>
  readonly noise: NoiseFloor
  /** [feature]: its mean exceeds the noise floor. */
  readonly standsOut: readonly boolean[]
  readonly dropCandidates: DropCandidates
  /** The same over the rows of training. */
  readonly train?: ImportanceSide
  /** [feature]: mean importance in training less that here; far above 0 where the model overfits the feature. */
  readonly gap?: Float64Array
  readonly matching: Matching
}

const side = {
  data: z.string(),
  rows: z.number().int(),
  dropped: z.number().int(),
  baseline: z.number(),
  mean: z.array(z.number()),
  sd: z.array(z.number()),
  repeats: z.array(z.array(z.number())),
}

/** As JSON writes it: typed arrays are lists. */
export const permutationImportanceSchema: z.ZodType = z.object({
  model: z.string(),
  metric: z.string(),
  features: z.array(z.string()),
  ...side,
  groups: z.record(z.string(), z.array(z.string())).optional(),
  noise: z.object({
    source: z.enum(["feature", "repeats"]),
    feature: z.string().optional(),
    floor: z.array(z.number()),
  }),
  standsOut: z.array(z.boolean()),
  dropCandidates: z.object({
    threshold: z.number(),
    features: z.array(z.string()),
    score: z.number(),
    mean: z.number(),
    sd: z.number(),
  }),
  train: z.object(side).optional(),
  gap: z.array(z.number()).optional(),
  matching: matchingSchema,
})
