import { z } from "zod"
import type { Dropped } from "./evaluation.js"

/** How far something moved, by thresholds that are the user's to set. */
export type DriftStatus = "pass" | "warn" | "fail"

/** A bin of the population stability index: a range of numbers, a level, or the missing values. */
export interface DriftBin {
  /** `(0.5, 1]`, the level's name, or `missing`. */
  name: string
  /** Shares of all rows. */
  reference: number
  current: number
  /** What it adds to the index. */
  psi: number
}

/** One column in both tables. */
export interface ColumnDrift {
  column: string
  role: "feature" | "prediction" | "target"
  kind: "numeric" | "levels"
  psi: number
  /** About what the index would be without drift, from the rows alone: (bins - 1) (1 / n + 1 / m). */
  psiNoise: number
  psiStatus: DriftStatus
  /** Kolmogorov and Smirnov's largest distance, of present values; null for levels and where a side has none. */
  ks: number | null
  /** Two-sided. */
  ksPValue: number | null
  ksStatus: DriftStatus
  missing: { reference: number; current: number; status: DriftStatus }
  /** Means of present numbers. */
  mean: { reference: number; current: number } | null
  /** Levels that the reference never had, with their share of the current rows; the most frequent first. */
  newLevels: { level: string; share: number }[]
  /** Levels that are gone. */
  lostLevels: string[]
  levelStatus: DriftStatus
  /** The worst of all. */
  status: DriftStatus
  bins: DriftBin[]
}

/** A metric of the predictions on both sides. */
export interface MetricDrift {
  name: string
  reference: number
  current: number
  /** `current` minus `reference`, and where it lies. */
  change: number
  low: number | null
  high: number | null
  /** Worse by more than chance, and by how much of the reference's value. */
  worseBy: number | null
  status: DriftStatus
}

/** A feature's place in the two rankings by mean |SHAP|. */
export interface ShapRankChange {
  feature: string
  referenceRank: number
  currentRank: number
  /** Positive: it became more important. */
  rise: number
  referenceMeanAbsShap: number
  currentMeanAbsShap: number
}

/** How the ranking by mean |SHAP| changed. */
export interface ShapDrift {
  rows: { reference: number; current: number }
  /** Spearman's, of mean |SHAP| over features; null for fewer than two. */
  rankCorrelation: number | null
  /** Share of the reference's first `top` features that are among the current first ones. */
  top: number
  overlap: number
  status: DriftStatus
  features: ShapRankChange[]
}

/** What moved between two tables. */
export interface Drift {
  reference: string
  current: string
  rows: { reference: number; current: number }
  bins: number
  thresholds: Record<string, number>
  status: DriftStatus
  counts: Record<DriftStatus, number>
  /** The most moved first; prediction and target are among them. */
  columns: ColumnDrift[]
  /** Columns that only one side has, or whose type changed. */
  unmatched: { column: string; reason: string; status: DriftStatus }[]
  metrics: MetricDrift[]
  /** Rows that metrics leave out, by side. */
  dropped: { reference: Dropped[]; current: Dropped[] } | null
  shap: ShapDrift | null
  notes: string[]
}

const status = z.enum(["pass", "warn", "fail"])
const anyNumber = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])])
const both = z.object({ reference: z.number(), current: z.number() })
const whole = z.number().int()
const dropped = z.array(z.object({ reason: z.string(), rows: whole }))

/** As JSON writes it. */
export const driftSchema: z.ZodType = z.object({
  ...{ reference: z.string(), current: z.string(), rows: both, bins: whole },
  ...{ thresholds: z.record(z.string(), z.number()), status, counts: z.record(status, whole) },
  columns: z.array(
    z.object({
      ...{ column: z.string(), role: z.enum(["feature", "prediction", "target"]), kind: z.enum(["numeric", "levels"]) },
      ...{ psi: z.number(), psiNoise: z.number(), psiStatus: status, ks: z.number().nullable() },
      ...{ ksPValue: z.number().nullable(), ksStatus: status, missing: both.extend({ status }) },
      mean: z.object({ reference: anyNumber, current: anyNumber }).nullable(),
      newLevels: z.array(z.object({ level: z.string(), share: z.number() })),
      ...{ lostLevels: z.array(z.string()), levelStatus: status, status },
      bins: z.array(z.object({ name: z.string(), reference: z.number(), current: z.number(), psi: z.number() })),
    }),
  ),
  unmatched: z.array(z.object({ column: z.string(), reason: z.string(), status })),
  metrics: z.array(
    z.object({
      ...{ name: z.string(), reference: anyNumber, current: anyNumber, change: anyNumber },
      ...{ low: anyNumber.nullable(), high: anyNumber.nullable(), worseBy: anyNumber.nullable(), status },
    }),
  ),
  dropped: z.object({ reference: dropped, current: dropped }).nullable(),
  shap: z
    .object({
      ...{ rows: both, rankCorrelation: z.number().nullable(), top: whole, overlap: z.number(), status },
      features: z.array(
        z.object({
          ...{ feature: z.string(), referenceRank: whole, currentRank: whole, rise: whole },
          ...{ referenceMeanAbsShap: z.number(), currentMeanAbsShap: z.number() },
        }),
      ),
    })
    .nullable(),
  notes: z.array(z.string()),
})
