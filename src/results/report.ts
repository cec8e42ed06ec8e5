import type { DecisionCard } from "./decision-card.js"
import type { Evaluation, MeasuredMetric } from "./evaluation.js"
import type { ModelRanking } from "./model-ranking.js"
import type { RankedFeature } from "./ranking.js"
import type { RunComparison } from "./run-comparison.js"

/** Numbers as the base64 of their little-endian bytes. */
export interface PackedNumbers {
  readonly type: "f32" | "f64" | "i32" | "u32"
  readonly base64: string
}

/** A column of the reported rows. */
export interface ReportedColumn {
  readonly name: string
  readonly type: "number" | "boolean" | "time" | "category"
  /** Values, or codes into `categories`; -1 is missing. */
  readonly values: PackedNumbers
  readonly categories?: readonly string[]
}

/** The kinds of charts that are drawn of explained rows. */
export type RowCard = "bar" | "beeswarm" | "dependence" | "waterfall"

/** All that a report may hold, in the order that it is shown in. */
export const reportCards = [
  "decision",
  "metrics",
  "curves",
  "findings",
  "bar",
  "beeswarm",
  "dependence",
  "waterfall",
  "importance",
  "ranking",
  "comparison",
] as const

export type ReportCard = (typeof reportCards)[number]

/** How a model explains a table's rows: the ranking of all of them, and so many rows as fit. */
export interface ReportedRows {
  readonly cards: readonly RowCard[]
  /** Rows of the table, and of the explained ones the ranking is made of. */
  readonly total: number
  readonly explained: number
  readonly ranking: readonly RankedFeature[]
  readonly space: "raw" | "probability"
  /** Of a model with several outputs the one whose rows are shown. */
  readonly output: number
  readonly outputs: number
  readonly baseValue: number
  readonly additivityError: { readonly max: number; readonly relative: number }
  readonly features: readonly string[]
  /** One a feature, in the features' order. */
  readonly columns: readonly ReportedColumn[]
  /** SHAP values, one a feature. */
  readonly shap: readonly PackedNumbers[]
  readonly margins: PackedNumbers
  /** The rows' numbers in the table. */
  readonly rows: PackedNumbers
}

/** How good the scores are. */
export interface ReportedMetrics {
  readonly target: string
  readonly kind: string
  readonly level: number
  readonly rows: { readonly total: number; readonly used: number }
  readonly metrics: readonly MeasuredMetric[]
}

/** How good the scores are, drawn: the curves of classes, or predictions beside what came true. */
export interface ReportedCurves {
  /** What made the scores, for legends. */
  readonly name: string
  readonly evaluation: Evaluation
  /** Rows of a quantity; null where the target is classes. */
  readonly points: {
    readonly target: string
    readonly total: number
    readonly actual: PackedNumbers
    readonly predicted: PackedNumbers
  } | null
}

/** What shuffling each feature costs. */
export interface ReportedImportance {
  readonly metric: string
  /** "test", "train": as many as each feature has lists. */
  readonly sets: readonly string[]
  /** The fall of the score at each shuffle, the features that cost most first. */
  readonly features: readonly { readonly name: string; readonly sets: readonly (readonly number[])[] }[]
  /** Rows of the table, and those that were shuffled. */
  readonly rows: { readonly total: number; readonly used: number; readonly withoutTarget: number }
}

/** Something that a check found. */
export interface ReportedFinding {
  readonly rule: string
  readonly severity: "fail" | "warn" | "info" | "pass"
  readonly message: string
  readonly evidence: readonly { readonly name: string; readonly value: string }[]
  readonly cure?: string
  readonly feature?: string
}

/** All that a report shows, in the order that it is shown in. What was not asked for is null. */
export interface Report {
  readonly title: string
  /** The release that wrote it. */
  readonly version: string
  /** ISO 8601. */
  readonly created: string
  readonly facts: readonly { readonly name: string; readonly value: string }[]
  readonly notes: readonly string[]
  readonly decision: DecisionCard | null
  readonly metrics: ReportedMetrics | null
  readonly curves: ReportedCurves | null
  readonly findings: readonly ReportedFinding[]
  readonly rows: ReportedRows | null
  readonly importance: ReportedImportance | null
  readonly ranking: ModelRanking | null
  readonly comparison: RunComparison | null
}
