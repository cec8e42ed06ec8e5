import { z } from "zod"
import { type Matching, matchingSchema } from "./matching.js"
import type { Direction } from "./ranking.js"

/** A category and what it does on average; null is missing. */
export interface FeatureLevel {
  level: string | null
  rows: number
  meanShap: number
}

/** A feature's importance by every measure, and which way it pushes. */
export interface AnalysedFeature {
  rank: number
  feature: string
  meanAbsShap: number
  meanShap: number
  direction: Direction
  /** Spearman's correlation of value and SHAP; null for categories and constants. */
  correlation: number | null
  /** Of categories: what each of their levels does. */
  levels: FeatureLevel[] | null
  /** From the model file: sum of gains and number of splits; null where it does not say. */
  gain: number | null
  split: number | null
  /** Mean fall of the metric when the feature is permuted; null when it was not asked for. */
  permutation: number | null
  permutationSd: number | null
}

/** How well two measures of the same features agree. */
export interface Agreement {
  a: string
  b: string
  spearman: number | null
  /** So many of the first features are compared, and which share of them is the same. */
  top: number
  overlap: number
}

/** How much a ranking changes from window to window. */
export interface Stability {
  /** "quarter", "year", "month", or the column. */
  by: string
  top: number
  windows: { name: string; rows: number; top: string[] }[]
  /** Windows with too few rows. */
  skipped: string[]
  pairs: { a: string; b: string; neighbours: boolean; spearman: number | null; overlap: number }[]
  meanSpearman: number | null
  leastSpearman: number | null
  meanOverlap: number
  features: { feature: string; best: number; worst: number; mean: number }[]
}

/** How well margins order the target on one side of the split. */
export interface SideScore {
  auc: number | null
  /** Why there is no AUC. */
  reason: string | null
  low: number | null
  high: number | null
  /** Spearman's correlation with the target as it is; null for two classes. */
  spearman: number | null
  rows: number
  positives: number
  /** Rows without a target. */
  dropped: number
}

/** What drives a model, by SHAP and by all else that is known. */
export interface ShapAnalysis {
  model: string
  objective: string
  data: string
  rows: { total: number; train: number; explained: number; dropped: number; sampled: boolean }
  dates: { column: string; trainStart: string | null; testStart: string } | null
  /** Features as cross-sectional percentiles within date, up to `scale`. */
  transform: { name: "perc"; within: string; scale: number; features: string[] } | null
  background: { kind: "train rows" | "table" | "covers"; rows: number }
  space: "raw" | "probability"
  baseValues: number[]
  additivityError: { max: number; relative: number }
  directionThreshold: number
  score: {
    target: string
    /** When a continuous target is positive, in words; null for two classes. */
    positive: string | null
    level: number
    /** "test" only after a split by date; else all explained rows, training rows may be among them. */
    side: "test" | "all"
    test: SideScore
    train: SideScore | null
    /** AUC of the train side less that of the test side. */
    gap: number | null
  } | null
  features: AnalysedFeature[]
  /** What was permuted is scored by this metric. */
  permutationMetric: string | null
  agreement: Agreement[]
  stability: Stability | null
  matching: Matching
  notes: string[]
}

const number = z.number().nullable()
const sideSchema = z.object({
  auc: number,
  reason: z.string().nullable(),
  low: number,
  high: number,
  spearman: number,
  rows: z.number().int(),
  positives: z.number().int(),
  dropped: z.number().int(),
})

const featureSchema: z.ZodType<AnalysedFeature> = z.object({
  rank: z.number().int(),
  feature: z.string(),
  meanAbsShap: z.number(),
  meanShap: z.number(),
  direction: z.enum(["POSITIVE", "NEGATIVE", "MIXED"]),
  correlation: number,
  levels: z.array(z.object({ level: z.string().nullable(), rows: z.number().int(), meanShap: z.number() })).nullable(),
  gain: number,
  split: number,
  permutation: number,
  permutationSd: number,
})

const stabilitySchema: z.ZodType<Stability> = z.object({
  by: z.string(),
  top: z.number().int(),
  windows: z.array(z.object({ name: z.string(), rows: z.number().int(), top: z.array(z.string()) })),
  skipped: z.array(z.string()),
  pairs: z.array(
    z.object({ a: z.string(), b: z.string(), neighbours: z.boolean(), spearman: number, overlap: z.number() }),
  ),
  meanSpearman: number,
  leastSpearman: number,
  meanOverlap: z.number(),
  features: z.array(
    z.object({ feature: z.string(), best: z.number().int(), worst: z.number().int(), mean: z.number() }),
  ),
})

export const shapAnalysisSchema: z.ZodType<ShapAnalysis> = z.object({
  model: z.string(),
  objective: z.string(),
  data: z.string(),
  rows: z.object({
    total: z.number().int(),
    train: z.number().int(),
    explained: z.number().int(),
    dropped: z.number().int(),
    sampled: z.boolean(),
  }),
  dates: z.object({ column: z.string(), trainStart: z.string().nullable(), testStart: z.string() }).nullable(),
  transform: z
    .object({ name: z.literal("perc"), within: z.string(), scale: z.number(), features: z.array(z.string()) })
    .nullable(),
  background: z.object({ kind: z.enum(["train rows", "table", "covers"]), rows: z.number().int() }),
  space: z.enum(["raw", "probability"]),
  baseValues: z.array(z.number()),
  additivityError: z.object({ max: z.number(), relative: z.number() }),
  directionThreshold: z.number(),
  score: z
    .object({
      target: z.string(),
      positive: z.string().nullable(),
      level: z.number(),
      side: z.enum(["test", "all"]),
      test: sideSchema,
      train: sideSchema.nullable(),
      gap: number,
    })
    .nullable(),
  features: z.array(featureSchema),
  permutationMetric: z.string().nullable(),
  agreement: z.array(
    z.object({ a: z.string(), b: z.string(), spearman: number, top: z.number().int(), overlap: z.number() }),
  ),
  stability: stabilitySchema.nullable(),
  matching: matchingSchema,
  notes: z.array(z.string()),
})
