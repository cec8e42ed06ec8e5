import { columnNamed, type Table } from "../data/table.js"
import { rocAuc } from "../kernels/metrics/roc-auc.js"
import { spearman } from "../kernels/metrics/spearman.js"
import type { Score } from "../results/ranking.js"

/**
 * How well one output's margins order a target: the AUC of a target with two values, else Spearman's correlation.
 * Rows without a target are dropped and counted.
 * @throws RangeError for a target of text with other than two values, or of one value.
 */
export function scoreMargins(margins: Float64Array, table: Table, target: string): Score {
  const column = columnNamed(table, target)
  const values =
    column.type === "category"
      ? Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : code))
      : column.values
  const rows = [...margins.keys()].filter((row) => !Number.isNaN(values[row]))
  const labels = Float64Array.from(rows, (row) => values[row]!)
  const scores = Float64Array.from(rows, (row) => margins[row]!)
  const distinct = new Set(labels).size
  if (column.type === "category" && distinct !== 2) {
    throw new RangeError(`target ${target}: got text with ${distinct} values, expected two classes or numbers`)
  }
  if (distinct === 0) throw new RangeError(`target ${target}: got no values at all, expected at least two`)
  if (distinct < 2) throw new RangeError(`target ${target}: got one value only, expected at least two`)
  const counts = { target, rows: rows.length, dropped: margins.length - rows.length }
  if (distinct === 2) return { ...counts, metric: "rocAuc", value: rocAuc(labels, scores) }
  return { ...counts, metric: "spearman", value: spearman(labels, scores) }
}
