import { z } from "zod"

/** A metric over the runs that have one value of a param. */
export interface ValueEffect {
  /** Null: the runs that lack the param. */
  value: string | null
  runs: number
  mean: number
  /** Of a sample (ddof 1); null for one run. */
  sd: number | null
  min: number
  max: number
  /** Null without weights. */
  weightedMean: number | null
}

/** A param and what the metric was at each of its values. */
export interface ParameterEffect {
  param: string
  /** Whether every value is a number. */
  numeric: boolean
  values: ValueEffect[]
  /** Spearman's, of value and metric over runs; null for texts, fewer than 3 runs, or a constant metric. */
  correlation: { value: number; runs: number } | null
  /** The largest minus the smallest mean. */
  range: number
  /** Pairs of runs that differ in this param alone. */
  pairs: number
}

/** A run of a pair. */
export interface PairedRun {
  runId: string
  runName: string
  value: string | null
  metric: number
}

/** Two runs that differ in exactly one param: a controlled experiment. */
export interface ControlledPair {
  param: string
  from: PairedRun
  to: PairedRun
  /** `to` minus `from`. */
  difference: number
  better: boolean
}

/** All pairs that make the same step of one param. */
export interface ControlledStep {
  param: string
  from: string | null
  to: string | null
  pairs: number
  /** Of the pairs, `to` minus `from`. */
  meanDifference: number
  /** Pairs in which `to` is the better one. */
  wins: number
}

/** A run in the order of starting, and the best so far. */
export interface BestSoFar {
  runId: string
  runName: string
  startTime: number | null
  value: number
  best: number
  improved: boolean
}

/** What the params of runs do to a metric. */
export interface ParameterEffects {
  metric: string
  lowerIsBetter: boolean
  weight: string | null
  runs: number
  /** Runs that were left out, and why. */
  dropped: { reason: string; runs: number }[]
  params: ParameterEffect[]
  /** Params that have one value in all runs. */
  constant: string[]
  steps: ControlledStep[]
  /** The largest differences first. */
  pairs: ControlledPair[]
  totalPairs: number
  curve: BestSoFar[]
  /** Spearman's, of the order of starting and the metric; null for fewer than 3 runs. */
  trend: number | null
  notes: string[]
}

const anyNumber = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])])
const whole = z.number().int()
const text = z.string().nullable()
const paired = z.object({ runId: z.string(), runName: z.string(), value: text, metric: anyNumber })

/** As JSON writes it. */
export const parameterEffectsSchema: z.ZodType = z.object({
  ...{ metric: z.string(), lowerIsBetter: z.boolean(), weight: text, runs: whole },
  dropped: z.array(z.object({ reason: z.string(), runs: whole })),
  params: z.array(
    z.object({
      ...{ param: z.string(), numeric: z.boolean() },
      values: z.array(
        z.object({
          ...{ value: text, runs: whole, mean: anyNumber, sd: anyNumber.nullable(), min: anyNumber, max: anyNumber },
          weightedMean: anyNumber.nullable(),
        }),
      ),
      correlation: z.object({ value: z.number(), runs: whole }).nullable(),
      ...{ range: anyNumber, pairs: whole },
    }),
  ),
  constant: z.array(z.string()),
  steps: z.array(
    z.object({ param: z.string(), from: text, to: text, pairs: whole, meanDifference: anyNumber, wins: whole }),
  ),
  pairs: z.array(z.object({ param: z.string(), from: paired, to: paired, difference: anyNumber, better: z.boolean() })),
  totalPairs: whole,
  curve: z.array(
    z.object({
      ...{ runId: z.string(), runName: z.string(), startTime: z.number().nullable(), value: anyNumber },
      ...{ best: anyNumber, improved: z.boolean() },
    }),
  ),
  trend: z.number().nullable(),
  notes: z.array(z.string()),
})
