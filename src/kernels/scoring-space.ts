import type { Ensemble } from "../data/ensemble.js"
import type { Scoring } from "./scoring.js"
import type { MetricTraits } from "./scoring-metrics.js"
import { transformMargins } from "./transform.js"

/**
 * A model's predictions in the space that a metric compares: `order` is any that keeps the rows' order, `probability`
 * that of the classes, `prediction` what the library's own `predict` returns.
 * @returns a function from margins (rows x outputs, row-major; read only) to a column an output.
 * @throws RangeError for probabilities of a model that has none.
 */
export function predictionsIn(
  ensemble: Ensemble,
  space: MetricTraits["space"],
  { targets, classes }: Scoring,
): (margins: Float64Array, asMargins: boolean) => Float64Array[] {
  const model = space === "prediction" ? ensemble : withProbabilities(ensemble, space)
  return (margins, asMargins) => {
    const flat = asMargins ? margins : transformMargins(model, margins)
    const outputs = Math.max(1, Math.round((flat.length / Math.max(1, margins.length)) * ensemble.outputs))
    if (outputs === 1) return [flat]
    const columns = columnsOf(flat, outputs)
    // One-vs-all probabilities are each for itself; classes exclude each other.
    return classes > 0 && targets.length === 1 && model.transform.kind === "sigmoid" ? shares(columns) : columns
  }
}

/** The model with its classes' probabilities in place of labels or raw scores. */
function withProbabilities(ensemble: Ensemble, space: MetricTraits["space"]): Ensemble {
  const { kind, average } = ensemble.transform
  const own = average === undefined ? {} : { average }
  if (kind === "argmax") return { ...ensemble, transform: { ...own, kind: "softmax" } }
  if (ensemble.objective === "binary:logitraw") return { ...ensemble, transform: { ...own, kind: "sigmoid" } }
  if (kind !== "step") return ensemble
  // A hinge's margin orders rows; its prediction, 0 or 1, is a label.
  if (space === "order") return { ...ensemble, transform: { ...own, kind: "identity" } }
  return ensemble
}

/** Columns whose rows add up to 1. */
function shares(columns: readonly Float64Array[]): Float64Array[] {
  const sums = columns.reduce(
    (sum, column) => sum.map((each, row) => each + column[row]!),
    new Float64Array(columns[0]!.length),
  )
  return columns.map((column) => column.map((each, row) => each / sums[row]!))
}

/** Row-major numbers, column by column. */
function columnsOf(values: Float64Array, columns: number): Float64Array[] {
  const rows = values.length / columns
  return Array.from({ length: columns }, (_, k) => {
    const column = new Float64Array(rows)
    for (let row = 0; row < rows; row++) column[row] = values[row * columns + k]!
    return column
  })
}
