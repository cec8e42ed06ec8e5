import type { TargetKind } from "./evaluation.js"

/** What a metric comes to on the rows of one window. */
export interface WindowScore {
  readonly name: string
  /** The first and the last date that has rows, as text. */
  readonly first: string
  readonly last: string
  /** Rows that have a date in the window, and those that the value is made of. */
  readonly rows: number
  readonly used: number
  readonly value: number | null
  /** Why there is no value. */
  readonly reason: string | null
  readonly low: number | null
  readonly high: number | null
  /** The same metric of shuffled scores. */
  readonly shuffled: number | null
}

/** One metric over windows of time. */
export interface WindowScores {
  readonly metric: string
  readonly definition: string
  readonly kind: TargetKind
  /** Metrics that could be asked for. */
  readonly metrics: readonly string[]
  /** How long a window is; "date" is one a date, "part" an equal share of the dates. */
  readonly every: "day" | "week" | "month" | "quarter" | "year" | "date" | "part"
  /** Over all rows together, and the mean over windows. */
  readonly pooled: WindowScore
  readonly mean: number | null
  readonly windows: readonly WindowScore[]
  /** Rows without a date. */
  readonly undated: number
  readonly level: number
}
