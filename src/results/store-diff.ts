import { z } from "zod"

/** One thing that two copies of a run do not have alike; null where one has none. */
export interface RunDifference {
  what: "attribute" | "experiment" | "param" | "metric" | "history" | "tag" | "artifact" | "dataset" | "model"
  key: string
  a: string | null
  b: string | null
}

export interface RunPlace {
  runId: string
  runName: string
  /** The experiment's name. */
  experiment: string
}

/** What beside runs only one store has, or both have but not alike. */
export interface NamedDiff {
  onlyInA: string[]
  onlyInB: string[]
  different: { name: string; differences: RunDifference[] }[]
}

/** What two stores do not have alike. Runs go together by their ids, experiments by their names. */
export interface StoreDiff {
  a: string
  b: string
  /** Runs that are the same in both. */
  same: number
  onlyInA: RunPlace[]
  onlyInB: RunPlace[]
  different: (RunPlace & { differences: RunDifference[] })[]
  /** Names of experiments that only one of them has; deleted ones are not compared. */
  experiments: { onlyInA: string[]; onlyInB: string[] }
  /** Models that MLflow 3 logged, by their ids. */
  loggedModels: NamedDiff
  /** Registered models and, as `name/number`, their versions. */
  registry: NamedDiff
  /** What could not be read: it was not compared. */
  problems: { path: string; reason: string }[]
}

const place = { runId: z.string(), runName: z.string(), experiment: z.string() }

const differences = z.array(
  z.object({
    what: z.enum(["attribute", "experiment", "param", "metric", "history", "tag", "artifact", "dataset", "model"]),
    key: z.string(),
    a: z.string().nullable(),
    b: z.string().nullable(),
  }),
)
const namedDiff = z.object({
  onlyInA: z.array(z.string()),
  onlyInB: z.array(z.string()),
  different: z.array(z.object({ name: z.string(), differences })),
})

export const storeDiffSchema: z.ZodType<StoreDiff> = z.object({
  a: z.string(),
  b: z.string(),
  same: z.number().int(),
  onlyInA: z.array(z.object(place)),
  onlyInB: z.array(z.object(place)),
  different: z.array(z.object({ ...place, differences })),
  experiments: z.object({ onlyInA: z.array(z.string()), onlyInB: z.array(z.string()) }),
  loggedModels: namedDiff,
  registry: namedDiff,
  problems: z.array(z.object({ path: z.string(), reason: z.string() })),
})
