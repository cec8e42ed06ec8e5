import type { NdcgPreset } from "../kernels/metrics/ndcg.js"
import type { Evaluation, TargetKind } from "../results/evaluation.js"
import type { EvaluatedRoles, EvaluatedRows } from "./evaluated-rows.js"
import type { Interpretation } from "./interpretation.js"
import type { MeasureContext } from "./measure.js"

/** What is asked of an evaluation. */
export interface EvaluateOptions extends EvaluatedRoles {
  /** What the target is; guessed from its values by default. */
  readonly kind?: TargetKind
  /** Places that ranking metrics are cut at: 5 and 10 by default. */
  readonly at?: readonly number[]
  /** Default 0.3, 0.5 and 0.7. */
  readonly thresholds?: readonly number[]
  /** Positive above the threshold, not at it. */
  readonly strict?: boolean
  /** The cost of a missed positive: 10 by default. */
  readonly falseNegative?: number
  /** The cost of a false alarm: 1 by default. */
  readonly falsePositive?: number
  readonly ndcgPreset?: NdcgPreset
  /** Of intervals: 0.95 by default. */
  readonly level?: number
  readonly interpretation?: Interpretation
  readonly seed?: number
  /** Resamples of a bootstrap at most: 1000 by default; large tables get fewer. */
  readonly samples?: number
  /** Resamples of a bootstrap exactly, however large the table is. */
  readonly resamples?: number
  /** ROC, precision-recall and calibration curves, too. */
  readonly curves?: boolean
  /** Points of the ROC and precision-recall curves at most, spread evenly over the thresholds; all by default. */
  readonly curvePoints?: number
  /** Only the metrics of these names and nothing beside them; all that fit the target by default. */
  readonly only?: readonly string[]
}

/** The rows of an evaluation and what its parts share. */
export interface EvaluationJob {
  readonly rows: EvaluatedRows
  readonly options: EvaluateOptions
  readonly context: MeasureContext
  /** Scores shuffled within dates or groups, or among all rows. */
  readonly shuffled: Float64Array
  /** What a bootstrap draws together. */
  readonly blockBy: Float64Array | undefined
  readonly strict: boolean
  readonly thresholds: readonly number[]
}

/** The parts of an evaluation that depend on the target's kind. */
export type EvaluationParts = Partial<Evaluation> & Pick<Evaluation, "metrics">

/** Whether a metric was asked for. */
export function isWanted({ options }: EvaluationJob, name: string): boolean {
  return options.only?.includes(name) ?? true
}
