import type { Column } from "../data/column.js"
import type { Ensemble } from "../data/ensemble.js"
import { columnNamed, type Table } from "../data/table.js"
import { averagePrecision } from "../kernels/metrics/average-precision.js"
import { f1 } from "../kernels/metrics/f1.js"
import { mae } from "../kernels/metrics/mae.js"
import { precision } from "../kernels/metrics/precision.js"
import { recall } from "../kernels/metrics/recall.js"
import { rmse } from "../kernels/metrics/rmse.js"
import { rocAuc } from "../kernels/metrics/roc-auc.js"
import { spearman } from "../kernels/metrics/spearman.js"
import { evaluate } from "./evaluate.js"
import { taskOfObjective } from "./logged-as.js"

/** The part of an engine that scoring needs. */
export interface Predictor {
  predict(
    ensemble: Ensemble,
    table: Table,
    options?: { space?: "raw" | "probability"; signal?: AbortSignal },
  ): Promise<Float64Array>
}

/** What a model comes to on a table, by the metrics that its objective is judged by. */
export interface ModelScores {
  readonly metrics: Readonly<Record<string, number>>
  /** 0 and 1 a row, NaN where there is none; of classifiers of two classes only. */
  readonly labels: Float64Array | null
  readonly auc: number | null
}

/**
 * Binary: AUC, average precision, and precision, recall and F1 at 0.5. Regression: RMSE, MAE and rank correlation.
 * Ranking: NDCG@10 and rank correlation.
 * @throws RangeError for a model of several outputs, a target that is not there or not of the objective's kind.
 */
export async function scoresOnTable(
  engine: Predictor,
  table: Table,
  { ensemble, target, group }: { ensemble: Ensemble; target: string; group?: string },
  signal?: AbortSignal,
): Promise<ModelScores> {
  if (ensemble.outputs > 1) throw new RangeError(`the model has ${ensemble.outputs} outputs, expected one`)
  const task = taskOfObjective(ensemble.objective) ?? "regression"
  const predicted = await engine.predict(ensemble, table, {
    space: task === "ranking" ? "raw" : "probability",
    ...(signal && { signal }),
  })
  const column = columnNamed(table, target)
  if (task === "classification") return binaryScores(labelsOf(column, table.rows), predicted)
  const values = column.type === "category" ? new Float64Array() : Float64Array.from(column.values)
  const rows = Array.from(values.keys()).filter((row) => !Number.isNaN(values[row]!))
  if (rows.length < 2) throw new RangeError(`target ${target}: got ${rows.length} numbers, expected at least 2`)
  const [y, p] = [rows.map((row) => values[row]!), rows.map((row) => predicted[row]!)]
  const rank = { spearman: spearman(y, p) }
  if (task === "regression") return { metrics: { rmse: rmse(y, p), mae: mae(y, p), ...rank }, labels: null, auc: null }
  const ndcg = group === undefined ? {} : { "ndcg@10": ndcgOf(table, predicted, target, group) }
  return { metrics: { ...ndcg, ...rank }, labels: null, auc: null }
}

function binaryScores(labels: Float64Array, predicted: Float64Array): ModelScores {
  const rows = Array.from(labels.keys()).filter((row) => !Number.isNaN(labels[row]!))
  const [y, p] = [rows.map((row) => labels[row]!), rows.map((row) => predicted[row]!)]
  const auc = rocAuc(y, p)
  const classes = p.map((each) => Number(each >= 0.5))
  const count = (actual: number, said: number) => y.filter((each, i) => each === actual && classes[i] === said).length
  const [tn, fp, fn, tp] = [count(0, 0), count(0, 1), count(1, 0), count(1, 1)]
  const metrics = {
    ...{ roc_auc: auc, precision: precision(y, classes), recall: recall(y, classes), f1_score: f1(y, classes) },
    ...{ pr_auc: averagePrecision(y, p), accuracy: (tn + tp) / y.length },
    ...{ false_positive_rate: fp / (fp + tn), false_negative_rate: fn / (fn + tp), business_cost: 10 * fn + fp },
  }
  return { metrics, labels, auc }
}

/** The larger of two values is positive. */
function labelsOf(column: Column, rows: number): Float64Array {
  const cells = Array.from({ length: rows }, (_, row) => {
    const cell = column.type === "category" ? column.codes[row]! : column.values[row]!
    return column.type === "category" && cell < 0 ? Number.NaN : cell
  })
  const values = [...new Set(cells.filter((cell) => !Number.isNaN(cell)))].sort((a, b) => a - b)
  if (values.length !== 2) throw new RangeError(`target ${column.name}: got ${values.length} classes, expected 2`)
  return Float64Array.from(cells, (cell) => (Number.isNaN(cell) ? cell : Number(cell === values[1])))
}

function ndcgOf(table: Table, predicted: Float64Array, target: string, group: string): number {
  const name = "prediction of the audit"
  const scored = { ...table, columns: [...table.columns, { name, type: "number" as const, values: predicted }] }
  const { metrics } = evaluate(scored, { target, score: name, group, kind: "graded", at: [10], samples: 1 })
  return metrics.find((each) => each.name === "ndcg@10")?.value ?? Number.NaN
}
