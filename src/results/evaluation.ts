import { z } from "zod"

/** What a target is: it decides which metrics fit. */
export type TargetKind = "binary" | "multiclass" | "continuous" | "graded"

/** Where a value stands between a random score and an excellent one. */
export type Standing = "no better than random" | "weak" | "good" | "excellent"

/** Rows (or dates, or groups) that were left out, and why. */
export interface Dropped {
  reason: string
  rows: number
}

/** How an interval was made; null where there is none. */
export type IntervalMethod = "DeLong" | "Wilson" | "bootstrap"

/** One metric of a table. What has no value says why. */
export interface MeasuredMetric {
  name: string
  /** What the number is, in words. */
  definition: string
  value: number | null
  /** Why there is no value. */
  reason: string | null
  low: number | null
  high: number | null
  method: IntervalMethod | null
  /** Resamples of a bootstrap that have a value. */
  samples: number | null
  /** What is drawn together by the bootstrap: rows, or rows of a date or group. */
  blocks: number | null
  /** Whether the weights were used. */
  weighted: boolean
  /** What a random score comes to on average, where that is known. */
  random: number | null
  /** The same metric of the best constant score that knows nothing of the row: the mean, or the class shares. */
  constant: number | null
  /** The same metric of the scores shuffled among the rows, within groups or dates where these are given. */
  shuffled: number | null
  standing: Standing | null
  /** Rows (groups or dates, as `unit`) that the value is made of. */
  rows: number
  unit: "rows" | "groups" | "dates"
  dropped: Dropped[]
}

/** One bin of the ranking, highest scores first. */
export interface EvaluatedBin {
  bin: number
  rows: number
  positives: number
  rate: number | null
  lift: number | null
  cumulativeLift: number
  cumulativeGain: number
  highestScore: number | null
  lowestScore: number | null
}

/** What wrong predictions cost at a threshold. */
export interface EvaluatedCost {
  threshold: number
  cost: number
  tn: number
  fp: number
  fn: number
  tp: number
}

/** A number that comes once a date. */
export interface DatedValue {
  date: string
  value: number
  rows: number
}

/** Every metric that fits a table's target, with intervals and baselines. */
export interface Evaluation {
  data: string
  kind: TargetKind
  /** Which column has which role; `score` has one name a class for several classes. */
  roles: Record<string, string | string[]>
  rows: { total: number; used: number; dropped: Dropped[] }
  level: number
  seed: number
  /** Resamples of a bootstrap of all rows: large tables get fewer than were asked for. */
  resamples: { asked: number; drawn: number }
  /** How a score becomes a prediction. */
  rule: "score >= threshold" | "score > threshold" | null
  /** The values of the target that are classes, ascending; the last of two is the positive one. */
  classes: string[] | null
  metrics: MeasuredMetric[]
  lift: EvaluatedBin[] | null
  cost: { falseNegative: number; falsePositive: number; thresholds: EvaluatedCost[]; best: EvaluatedCost } | null
  revenue:
    | { threshold: number; selected: number; captured: number; missed: number; random: number; lift: number }[]
    | null
  /** By actual class (rows) and predicted class (columns). */
  confusion: number[][] | null
  residuals: { quantile: number; value: number }[] | null
  byDate: {
    rankIc: DatedValue[]
    spread: DatedValue[]
    /** Shares of the outer fifths that are new; empty where there are no ids. */
    turnoverTop: DatedValue[]
    turnoverBottom: DatedValue[]
  } | null
  icDecay: { lag: number; mean: number | null; sd: number | null; t: number | null; dates: number }[] | null
  quantiles: { quantile: number; mean: number | null; rows: number }[] | null
  curves: {
    roc: { fpr: number[]; tpr: number[]; thresholds: number[] }
    pr: { precision: number[]; recall: number[]; thresholds: number[] }
    calibration: {
      probTrue: number[]
      probPred: number[]
      counts: number[]
      /** Wilson intervals of probTrue. */
      low: number[]
      high: number[]
    } | null
    /** Rows with a score of at least each threshold, thresholds descending; without weights. */
    counts: { thresholds: number[]; truePositives: number[]; falsePositives: number[] }
  } | null
  notes: string[]
}

const numberOrNull = z.number().nullable()
/** JSON writes an infinite threshold as text. */
const anyNumber = z.union([z.number(), z.enum(["Infinity", "-Infinity", "NaN"])])
const dropped = z.array(z.object({ reason: z.string(), rows: z.number().int() }))
const costAt = z.object({
  ...{ threshold: anyNumber, cost: z.number(), tn: z.number(), fp: z.number(), fn: z.number(), tp: z.number() },
})
const dated = z.array(z.object({ date: z.string(), value: z.number(), rows: z.number().int() }))

const measured = z.object({
  name: z.string(),
  definition: z.string(),
  value: anyNumber.nullable(),
  reason: z.string().nullable(),
  low: anyNumber.nullable(),
  high: anyNumber.nullable(),
  method: z.enum(["DeLong", "Wilson", "bootstrap"]).nullable(),
  samples: numberOrNull,
  blocks: numberOrNull,
  weighted: z.boolean(),
  random: numberOrNull,
  constant: anyNumber.nullable(),
  shuffled: anyNumber.nullable(),
  standing: z.enum(["no better than random", "weak", "good", "excellent"]).nullable(),
  rows: z.number().int(),
  unit: z.enum(["rows", "groups", "dates"]),
  dropped,
})

/** As JSON writes it: typed arrays are lists, numbers that JSON does not know are text. */
export const evaluationSchema: z.ZodType = z.object({
  data: z.string(),
  kind: z.enum(["binary", "multiclass", "continuous", "graded"]),
  roles: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  rows: z.object({ total: z.number().int(), used: z.number().int(), dropped }),
  level: z.number(),
  seed: z.number().int(),
  resamples: z.object({ asked: z.number().int(), drawn: z.number().int() }),
  rule: z.enum(["score >= threshold", "score > threshold"]).nullable(),
  classes: z.array(z.string()).nullable(),
  metrics: z.array(measured),
  lift: z
    .array(
      z.object({
        ...{ bin: z.number().int(), rows: z.number().int(), positives: z.number(), rate: numberOrNull },
        ...{ lift: numberOrNull, cumulativeLift: z.number(), cumulativeGain: z.number() },
        ...{ highestScore: numberOrNull, lowestScore: numberOrNull },
      }),
    )
    .nullable(),
  cost: z
    .object({
      ...{ falseNegative: z.number(), falsePositive: z.number(), thresholds: z.array(costAt), best: costAt },
    })
    .nullable(),
  revenue: z
    .array(
      z.object({
        ...{ threshold: z.number(), selected: z.number(), captured: z.number(), missed: z.number() },
        ...{ random: z.number(), lift: z.number() },
      }),
    )
    .nullable(),
  confusion: z.array(z.array(z.number())).nullable(),
  residuals: z.array(z.object({ quantile: z.number(), value: z.number() })).nullable(),
  byDate: z.object({ rankIc: dated, spread: dated, turnoverTop: dated, turnoverBottom: dated }).nullable(),
  icDecay: z
    .array(
      z.object({ lag: z.number().int(), mean: numberOrNull, sd: numberOrNull, t: numberOrNull, dates: z.number() }),
    )
    .nullable(),
  quantiles: z.array(z.object({ quantile: z.number().int(), mean: numberOrNull, rows: z.number().int() })).nullable(),
  curves: z
    .object({
      roc: z.object({ fpr: z.array(z.number()), tpr: z.array(z.number()), thresholds: z.array(anyNumber) }),
      pr: z.object({ precision: z.array(z.number()), recall: z.array(z.number()), thresholds: z.array(anyNumber) }),
      calibration: z
        .object({
          ...{ probTrue: z.array(z.number()), probPred: z.array(z.number()), counts: z.array(z.number()) },
          ...{ low: z.array(z.number()), high: z.array(z.number()) },
        })
        .nullable(),
      counts: z.object({
        thresholds: z.array(anyNumber),
        truePositives: z.array(z.number()),
        falsePositives: z.array(z.number()),
      }),
    })
    .nullable(),
  notes: z.array(z.string()),
})
