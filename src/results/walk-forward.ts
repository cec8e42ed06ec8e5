import { z } from "zod"

/** A stretch of time as ISO dates; `to` is not included. Null where it is not known. */
export interface WindowSpan {
  from: string | null
  to: string | null
}

/** One window: trained on one stretch, tested on a later one. */
export interface WalkForwardWindow {
  /** "fold 3", "Q1 2018": what the run calls it. */
  name: string
  /** The run that it is, where it is one of its own. */
  runId: string | null
  train: WindowSpan
  embargo: WindowSpan
  test: WindowSpan
  /** Dates that were not logged but follow from the lengths that were. */
  derived: boolean
  nTest: number | null
  metrics: Record<string, number>
}

/** A metric over the windows. */
export interface WindowedMetric {
  metric: string
  /** Less is better. */
  loss: boolean
  /** Windows that have a finite value, and the names of those that have none. */
  windows: number
  missing: string[]
  mean: number
  /** Weighted by `n_test`; null where that is not known of every window. */
  weightedMean: number | null
  /** Of all windows' rows together: logged, computed from the rows, or where the mean over rows is just that. */
  pooled: number | null
  pooledFrom: "logged" | "rows" | "n_test" | null
  /** Sample standard deviation (ddof 1), null for one window. */
  sd: number | null
  min: number
  max: number
  worst: { window: string; value: number }
  /** Least squares over the windows' numbers: the change from window to window, its t, and its two-sided p. */
  trend: { slope: number; t: number | null; p: number | null } | null
  /** Of the (weighted) mean, by moving blocks of neighbouring windows. */
  interval: { low: number; high: number; level: number; block: number } | null
}

/** Something that is wrong with the windows. */
export interface WalkForwardFinding {
  rule:
    | "embargo-too-short"
    | "embargo-unknown"
    | "label-overlap"
    | "short-training"
    | "train-test-overlap"
    | "dates-break-embargo"
    | "tests-overlap"
    | "windows-missing"
  severity: "warn" | "fail"
  message: string
  evidence: Record<string, string | number>
  cure: string
}

/** A length with its unit as it was logged, and where. */
export interface LoggedLength {
  text: string
  months: number
  from: string
}

/** What one run (or a group of runs) is made of. */
export interface WalkForwardRun {
  /** Null for a group of runs that are windows of an experiment. */
  runId: string | null
  name: string
  /** How the windows were recognised. */
  source: "nested runs" | "runs" | "metric names" | "metric steps" | "artifact" | "table"
  /** The artifact, the column, or what else the source is called. */
  sourceName: string | null
  scheme: "rolling" | "anchored" | "other"
  train: LoggedLength | null
  test: LoggedLength | null
  embargo: LoggedLength | null
  horizon: LoggedLength | null
  frequency: string | null
  windows: WalkForwardWindow[]
  metrics: WindowedMetric[]
  findings: WalkForwardFinding[]
}

export interface WalkForward {
  source: string
  experiments: string[]
  runs: WalkForwardRun[]
  notes: string[]
}

/** One window of a plan. */
export interface PlannedWindow {
  window: number
  trainFrom: string
  /** Not included. */
  trainTo: string
  embargoFrom: string | null
  embargoTo: string | null
  testFrom: string
  testTo: string
  /** "Window 1: [Train: 2014-2017] [Embargo] [Test: Q1 2018]" */
  text: string
}

export interface WalkForwardPlan {
  scheme: "rolling" | "expanding"
  frequency: "monthly" | "quarterly"
  trainMonths: number
  embargoMonths: number
  horizonMonths: number | null
  windows: PlannedWindow[]
  findings: WalkForwardFinding[]
}

/** JSON knows no NaN: it is text there. */
const number = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])]) as unknown as z.ZodType<number>
const span = z.object({ from: z.string().nullable(), to: z.string().nullable() })
const length = z.object({ text: z.string(), months: z.number(), from: z.string() }).nullable()

const findingSchema: z.ZodType<WalkForwardFinding> = z.object({
  rule: z.enum([
    ...["embargo-too-short", "embargo-unknown", "label-overlap", "short-training"],
    ...["train-test-overlap", "dates-break-embargo", "tests-overlap", "windows-missing"],
  ] as WalkForwardFinding["rule"][]),
  severity: z.enum(["warn", "fail"]),
  message: z.string(),
  evidence: z.record(z.string(), z.union([z.string(), z.number()])),
  cure: z.string(),
})

const metricSchema: z.ZodType<WindowedMetric> = z.object({
  metric: z.string(),
  loss: z.boolean(),
  windows: z.number().int(),
  missing: z.array(z.string()),
  mean: z.number(),
  weightedMean: z.number().nullable(),
  pooled: z.number().nullable(),
  pooledFrom: z.enum(["logged", "rows", "n_test"]).nullable(),
  sd: z.number().nullable(),
  min: z.number(),
  max: z.number(),
  worst: z.object({ window: z.string(), value: z.number() }),
  trend: z.object({ slope: z.number(), t: z.number().nullable(), p: z.number().nullable() }).nullable(),
  interval: z.object({ low: z.number(), high: z.number(), level: z.number(), block: z.number().int() }).nullable(),
})

export const walkForwardSchema: z.ZodType<WalkForward> = z.object({
  source: z.string(),
  experiments: z.array(z.string()),
  runs: z.array(
    z.object({
      runId: z.string().nullable(),
      name: z.string(),
      source: z.enum(["nested runs", "runs", "metric names", "metric steps", "artifact", "table"]),
      sourceName: z.string().nullable(),
      scheme: z.enum(["rolling", "anchored", "other"]),
      ...{ train: length, test: length, embargo: length, horizon: length, frequency: z.string().nullable() },
      windows: z.array(
        z.object({
          ...{ name: z.string(), runId: z.string().nullable(), train: span, embargo: span, test: span },
          ...{ derived: z.boolean(), nTest: z.number().nullable(), metrics: z.record(z.string(), number) },
        }),
      ),
      metrics: z.array(metricSchema),
      findings: z.array(findingSchema),
    }),
  ),
  notes: z.array(z.string()),
})

export const walkForwardPlanSchema: z.ZodType<WalkForwardPlan> = z.object({
  scheme: z.enum(["rolling", "expanding"]),
  frequency: z.enum(["monthly", "quarterly"]),
  trainMonths: z.number(),
  embargoMonths: z.number(),
  horizonMonths: z.number().nullable(),
  windows: z.array(
    z.object({
      ...{ window: z.number().int(), trainFrom: z.string(), trainTo: z.string() },
      ...{ embargoFrom: z.string().nullable(), embargoTo: z.string().nullable() },
      ...{ testFrom: z.string(), testTo: z.string(), text: z.string() },
    }),
  ),
  findings: z.array(findingSchema),
})
