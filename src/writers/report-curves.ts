import { findColumn, type Table } from "../data/table.js"
import type { Evaluation } from "../results/evaluation.js"
import type { ReportedCurves } from "../results/report.js"
import { packNumbers } from "./pack-numbers.js"

export interface ReportedCurvesOptions {
  /** What made the scores, for legends. */
  readonly name: string
  /** The table with target and score. */
  readonly table: Table
  readonly target: string
  readonly score: string
  /** Rows of a quantity to keep; all by default. */
  readonly keep?: Uint32Array
}

/** A judged table as a report draws it; null where there is nothing to draw. */
export function reportedCurves(evaluation: Evaluation, options: ReportedCurvesOptions): ReportedCurves | null {
  const { kind, curves, confusion, metrics } = evaluation
  const drawn = curves || confusion || metrics.some(({ name }) => name.startsWith("ndcg@"))
  const points = kind === "continuous" || kind === "graded" ? pointsOf(options) : null
  return drawn || points ? { name: options.name, evaluation, points } : null
}

function pointsOf({ table, target, score, keep }: ReportedCurvesOptions): ReportedCurves["points"] {
  const [truth, prediction] = [findColumn(table, target), findColumn(table, score)]
  if (!truth || !prediction || truth.type === "category" || prediction.type === "category") return null
  const few = (values: ArrayLike<number>) =>
    packNumbers(keep ? Float32Array.from(keep, (row) => values[row]!) : Float32Array.from(values))
  return { target, total: table.rows, actual: few(truth.values), predicted: few(prediction.values) }
}
