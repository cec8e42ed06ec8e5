import type { Column } from "../data/column.js"
import { columnNamed, type Table, takeRows } from "../data/table.js"
import type { Explanation } from "../results/explanation.js"
import type { RankedFeature } from "../results/ranking.js"
import type { ReportedColumn, ReportedRows, RowCard } from "../results/report.js"
import { packNumbers } from "./pack-numbers.js"

export interface ReportedRowsOptions {
  readonly cards: readonly RowCard[]
  readonly ranking: readonly RankedFeature[]
  /** Rows of the whole table, where a sample was explained. */
  readonly total: number
  /** The output whose rows are shown; 0 by default. */
  readonly output?: number
  /** Which of the explained rows to keep, ascending; all by default. */
  readonly keep?: Uint32Array
}

/**
 * Explained rows as they stand in a report: SHAP values in single precision, values as the table has them.
 * @param table the explained rows.
 */
export function reportedRows(explanation: Explanation, table: Table, options: ReportedRowsOptions): ReportedRows {
  const { cards, ranking, total, output = 0 } = options
  const { features, outputs, space, additivityError, matching, sample } = explanation
  const explained = explanation.margins.length / outputs
  const keep = options.keep ?? Uint32Array.from({ length: explained }, (_, row) => row)
  const columns = matching.columns.map((name) => columnNamed(table, name))
  const few = takeRows({ ...table, columns }, keep).columns
  return {
    ...{ cards, ranking, total, explained, space, output, outputs, additivityError, features },
    baseValue: explanation.baseValues[output]!,
    columns: few.map(packColumn),
    shap: explanation.values[output]!.map((values) => packNumbers(Float32Array.from(keep, (row) => values[row]!))),
    margins: packNumbers(Float64Array.from(keep, (row) => explanation.margins[row * outputs + output]!)),
    rows: packNumbers(Uint32Array.from(keep, (row) => sample?.[row] ?? row)),
  }
}

function packColumn(column: Column): ReportedColumn {
  const { name, type } = column
  if (column.type === "category")
    return { name, type, values: packNumbers(column.codes), categories: [...column.categories] }
  const single = column.values.every((value) => Object.is(Math.fround(value), value))
  return { name, type, values: packNumbers(single ? Float32Array.from(column.values) : column.values) }
}
