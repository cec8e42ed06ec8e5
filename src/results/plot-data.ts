import type { Explanation } from "./explanation.js"
import type { RankedFeature } from "./ranking.js"

/** Where the rows of a plot come from. */
export interface PlottedRows {
  readonly in: number
  readonly used: number
  /** Reasons with their rows, e.g. ["no target", 12]. */
  readonly dropped?: readonly (readonly [reason: string, rows: number])[]
  /** How the rows were drawn, when they are a sample. */
  readonly sample?: string
}

interface Rows {
  readonly rows?: PlottedRows
}

type Numbers = ArrayLike<number>

/** A stretch of time: milliseconds since 1970, the end not included. */
export type TimeSpan = readonly [from: number, to: number]

/** The kinds of plots that are written to files, and the numbers that each is drawn from. */
export interface PlotKinds {
  /** [actual][predicted] rows or weights. */
  readonly confusion_matrix: Rows & {
    readonly labels: readonly string[]
    readonly counts: readonly (readonly number[])[]
  }
  /** Rates from (0, 0) to (1, 1), a curve a model or fold. */
  readonly roc_curve: Rows & {
    readonly curves: readonly {
      readonly name: string
      readonly falsePositiveRate: Numbers
      readonly truePositiveRate: Numbers
      readonly auc: number
      readonly interval?: readonly [low: number, high: number]
    }[]
  }
  readonly pr_curve: Rows & {
    /** The share of positives. */
    readonly prevalence: number
    readonly curves: readonly {
      readonly name: string
      readonly recall: Numbers
      readonly precision: Numbers
      readonly averagePrecision: number
      readonly interval?: readonly [low: number, high: number]
    }[]
  }
  /** Bins: mean prediction, share of positives with its interval, rows. */
  readonly calibration_curve: Rows & {
    readonly curves: readonly {
      readonly name: string
      readonly predicted: readonly number[]
      readonly observed: readonly number[]
      readonly low?: readonly number[]
      readonly high?: readonly number[]
      readonly counts: readonly number[]
      readonly ece?: number
      readonly brier?: number
    }[]
  }
  readonly residuals: Rows & {
    readonly target: string
    readonly actual: Float64Array
    readonly predicted: Float64Array
  }
  readonly predicted_actual: PlotKinds["residuals"]
  /** By permutation, by gain or any other: largest first. */
  readonly feature_importance: Rows & {
    /** What the bars are, e.g. "decrease in auc". */
    readonly measure: string
    readonly features: readonly { readonly feature: string; readonly importance: number; readonly std?: number }[]
    readonly most?: number
  }
  /** The windows of a walk-forward test in time. */
  readonly walk_forward: Rows & {
    readonly windows: readonly {
      readonly name: string
      readonly train: TimeSpan
      readonly embargo?: TimeSpan
      readonly test: TimeSpan
    }[]
    readonly scheme: "anchored" | "rolling" | "other"
  }
  /** A metric of each window. */
  readonly window_metric: Rows & {
    readonly metric: string
    readonly windows: readonly string[]
    readonly series: readonly {
      readonly name: string
      readonly values: readonly number[]
      readonly low?: readonly number[]
      readonly high?: readonly number[]
    }[]
    readonly pooled?: number
    /** Larger is better. */
    readonly larger?: boolean
    readonly interval?: string
  }
}

export type PlotKind = keyof PlotKinds

/** An explanation that is drawn in all the ways there are. */
export interface PlottedExplanation<Rows> {
  readonly explanation: Explanation
  readonly ranking: readonly RankedFeature[]
  /** The rows that were explained. */
  readonly table: Rows
  readonly output: number
  /** Rows that the explained ones were drawn from. */
  readonly total: number
  /** The row of `table` for the plots of one row. */
  readonly row: number
  /** Features that get a dependence plot of their own, the most important ones. */
  readonly dependence: number
  /** features x features, row-major: mean |interaction|, where it was computed. */
  readonly strengths?: Numbers
}

/** A plot as a file. */
export interface PlotFile {
  /** Without an ending. */
  readonly name: string
  readonly svg: string
}
