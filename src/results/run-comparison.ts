import { z } from "zod"

/** One param, metric, tag or attribute of each run. */
export interface ComparedField {
  kind: "attribute" | "param" | "metric" | "tag"
  key: string
  /** One a run, in the runs' order; null where it has none. */
  values: (string | number | null)[]
  differs: boolean
  /** A metric minus the baseline's, one a run; null without a baseline, and where one has none. */
  differences: (number | null)[] | null
}

/** Runs side by side. */
export interface RunComparison {
  /** The baseline first, where there is one. */
  runs: { runId: string; runName: string; experimentId: string }[]
  baseline: string | null
  fields: ComparedField[]
}

/** Metrics may be NaN or infinite. */
const number = z.custom<number>((value) => typeof value === "number")
const cell = z.union([z.string(), number]).nullable()

export const runComparisonSchema: z.ZodType<RunComparison> = z.object({
  runs: z.array(z.object({ runId: z.string(), runName: z.string(), experimentId: z.string() })),
  baseline: z.string().nullable(),
  fields: z.array(
    z.object({
      kind: z.enum(["attribute", "param", "metric", "tag"]),
      key: z.string(),
      values: z.array(cell),
      differs: z.boolean(),
      differences: z.array(number.nullable()).nullable(),
    }),
  ),
})
