import { z } from "zod"

/** A metric over the runs of a group. NaN and absent values are not counted. */
export interface MetricSummary {
  metric: string
  count: number
  mean: number
  /** Of a sample (ddof 1); null for one value. */
  sd: number | null
  min: number
  max: number
  /** Null without weights, or where no run has both. */
  weightedMean: number | null
}

/** Runs that have the same values of the fields they are grouped by. */
export interface RunGroup {
  /** One a field; null where the runs have none. */
  values: (string | null)[]
  runs: number
  metrics: MetricSummary[]
}

/** Metrics of many runs, summarized by group: folds of a walk-forward, seeds, horizons. */
export interface RunGroups {
  /** Params, tags or attributes; none for all runs in one group. */
  by: string[]
  weight: string | null
  runs: number
  groups: RunGroup[]
}

/** Infinite metrics make infinite means. */
const number = z.custom<number>((value) => typeof value === "number")

const summarySchema = z.object({
  metric: z.string(),
  count: z.number().int(),
  mean: number,
  sd: number.nullable(),
  min: number,
  max: number,
  weightedMean: number.nullable(),
})

export const runGroupsSchema: z.ZodType<RunGroups> = z.object({
  by: z.array(z.string()),
  weight: z.string().nullable(),
  runs: z.number().int(),
  groups: z.array(
    z.object({
      values: z.array(z.string().nullable()),
      runs: z.number().int(),
      metrics: z.array(summarySchema),
    }),
  ),
})
