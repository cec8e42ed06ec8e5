import { z } from "zod"

/** What the evidence says. `hold`: the champion stays, the challenger does not gain what was asked for. */
export type Recommendation = "promote" | "hold" | "not enough evidence"

/** One run of a comparison. */
export interface Contender {
  runId: string
  runName: string
  /** The registered model's version that it is known by, e.g. `models:/returns/3`; null where it is none. */
  model: string | null
  /** The mean over the shared windows. */
  mean: number
}

/** One window that both runs have. */
export interface PairedWindow {
  window: string
  champion: number
  challenger: number
  /** Above 0 where the challenger is better, also for losses. */
  gain: number
  /** Rows that it was tested on: the mean of the two runs' counts; null where one is not known. */
  rows: number | null
}

/** A range that holds the true mean gain with the card's level of confidence. */
export interface GainInterval {
  low: number
  high: number
}

/** A challenger against a champion, over the same windows. */
export interface DecisionCard {
  metric: string
  /** The name under which the windows' values were found. */
  windowMetric: string
  /** Where they were found: steps of a metric's history, nested runs, or metrics with a fold in their name. */
  windowsFrom: "steps" | "nested runs" | "fold metrics"
  lowerIsBetter: boolean
  champion: Contender
  challenger: Contender
  windows: PairedWindow[]
  /**
   * Means and intervals weigh each window by its rows where they are known of all; else null, and windows count alike.
   * Wins and the sign test never do.
   */
  weightedBy: "n_test" | null
  /** Windows that only one has, or whose value is no number. */
  unpaired: string[]
  wins: number
  losses: number
  ties: number
  /** Mean over the windows; above 0 where the challenger is better. */
  gain: number
  level: number
  /** Paired t interval: windows count as independent. */
  tInterval: GainInterval
  tTestP: number
  /** Percentiles of a circular block bootstrap: neighbouring windows may be alike. */
  bootstrap: GainInterval & { samples: number; blockLength: number; seed: number }
  /** Two-sided exact sign test; ties are left out. */
  signTestP: number
  /** The gain that a promotion has to bring. */
  minGain: number
  recommendation: Recommendation
  /** Why, in a sentence. */
  reason: string
}

const interval = { low: z.number(), high: z.number() }
const contender = z.object({ runId: z.string(), runName: z.string(), model: z.string().nullable(), mean: z.number() })

const decisionCardSchema: z.ZodType<DecisionCard> = z.object({
  metric: z.string(),
  windowMetric: z.string(),
  windowsFrom: z.enum(["steps", "nested runs", "fold metrics"]),
  lowerIsBetter: z.boolean(),
  champion: contender,
  challenger: contender,
  windows: z.array(
    z.object({
      window: z.string(),
      champion: z.number(),
      challenger: z.number(),
      gain: z.number(),
      rows: z.number().nullable(),
    }),
  ),
  weightedBy: z.enum(["n_test"]).nullable(),
  unpaired: z.array(z.string()),
  wins: z.number().int(),
  losses: z.number().int(),
  ties: z.number().int(),
  gain: z.number(),
  level: z.number(),
  tInterval: z.object(interval),
  tTestP: z.number(),
  bootstrap: z.object({
    ...interval,
    samples: z.number().int(),
    blockLength: z.number().int(),
    seed: z.number().int(),
  }),
  signTestP: z.number(),
  minGain: z.number(),
  recommendation: z.enum(["promote", "hold", "not enough evidence"]),
  reason: z.string(),
})

/** A champion against several challengers. */
export interface Decision {
  metric: string
  level: number
  minGain: number
  cards: DecisionCard[]
}

export const decisionSchema: z.ZodType<Decision> = z.object({
  metric: z.string(),
  level: z.number(),
  minGain: z.number(),
  cards: z.array(decisionCardSchema),
})
