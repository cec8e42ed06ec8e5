import { z } from "zod"

/** A metric of a run over its folds. */
export interface FoldScore {
  /** As it was logged: `mean_roc_auc`. */
  key: string
  /** Without `mean_` and `std_`: `roc_auc`. */
  metric: string
  mean: number
  /** Over folds; null where it was not logged. */
  std: number | null
  /** `logged`: the run's own `mean_x` and `std_x`. `nested runs`: made of the folds that are runs below it. `value`: one number. */
  source: "logged" | "nested runs" | "value"
  /** Nested runs that it was made of. */
  folds: number | null
}

/** A run of an inventory. */
export interface InventoryRun {
  runId: string
  runName: string
  status: string
  startTime: number | null
  /** Its place among its siblings by start time, from 1. */
  number: number
  /** What was trained on, e.g. `domain (194)`. */
  features: string | null
  sampling: string | null
  method: string | null
  purpose: string | null
  /** Of the experiment's headline metric; null where the run has none. */
  score: FoldScore | null
  scores: FoldScore[]
  /** Required metrics that it lacks, alternatives as `roc_auc|mean_roc_auc`. */
  missing: string[]
  /** Why it is not complete: its status, or the headline metric that is missing. */
  incomplete: string | null
  /** Runs nested in it. */
  nested: InventoryRun[]
}

/** A metric of an experiment, or one that should be there. */
export interface InventoryMetric {
  name: string
  meaning: string | null
  /** Runs of the experiment that logged it, of those that are complete (of all where none is). */
  runs: number
  of: number
  required: boolean
}

/** An experiment of an inventory. Its runs are the ones that are nested in no other, the best first. */
export interface InventoryExperiment {
  experimentId: string
  name: string
  purpose: string | null
  purposeFrom: "tag" | "description" | "name" | null
  method: string | null
  /** The metric that runs are ordered by, as `mean_roc_auc`; null where no run has any. */
  headline: string | null
  lowerIsBetter: boolean
  runs: InventoryRun[]
  nestedRuns: number
  incompleteRuns: number
  bestRunId: string | null
  /** Over the complete runs' means: not to be mixed up with the std over one run's folds. */
  spread: { runs: number; mean: number; sd: number | null; min: number; max: number } | null
  metrics: InventoryMetric[]
  /** Distinct values of each tag that people set. */
  tags: { key: string; values: string[]; more: number }[]
}

/** What a store holds: project, experiments, runs. */
export interface StoreInventory {
  store: string
  project: string
  experiments: InventoryExperiment[]
}

const anyNumber = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])])
const score = z.object({
  ...{ key: z.string(), metric: z.string(), mean: anyNumber, std: anyNumber.nullable() },
  ...{ source: z.enum(["logged", "nested runs", "value"]), folds: z.number().int().nullable() },
})
const run: z.ZodType = z.object({
  ...{ runId: z.string(), runName: z.string(), status: z.string(), startTime: z.number().nullable() },
  ...{ number: z.number().int(), features: z.string().nullable(), sampling: z.string().nullable() },
  ...{ method: z.string().nullable(), purpose: z.string().nullable(), score: score.nullable() },
  ...{ scores: z.array(score), missing: z.array(z.string()), incomplete: z.string().nullable() },
  get nested(): z.ZodType {
    return z.array(run)
  },
})

/** As JSON writes it. */
export const storeInventorySchema: z.ZodType = z.object({
  store: z.string(),
  project: z.string(),
  experiments: z.array(
    z.object({
      ...{ experimentId: z.string(), name: z.string(), purpose: z.string().nullable() },
      purposeFrom: z.enum(["tag", "description", "name"]).nullable(),
      ...{ method: z.string().nullable(), headline: z.string().nullable(), lowerIsBetter: z.boolean() },
      ...{ runs: z.array(run), nestedRuns: z.number().int(), incompleteRuns: z.number().int() },
      bestRunId: z.string().nullable(),
      spread: z
        .object({
          ...{ runs: z.number().int(), mean: anyNumber, sd: anyNumber.nullable(), min: anyNumber, max: anyNumber },
        })
        .nullable(),
      metrics: z.array(
        z.object({
          ...{ name: z.string(), meaning: z.string().nullable(), runs: z.number().int(), of: z.number().int() },
          required: z.boolean(),
        }),
      ),
      tags: z.array(z.object({ key: z.string(), values: z.array(z.string()), more: z.number().int() })),
    }),
  ),
})
