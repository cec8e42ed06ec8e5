import type { Ensemble } from "../data/ensemble.js"
import type { Table } from "../data/table.js"
import { predictionColumns } from "../kernels/transform.js"

/** How predictions are scored: as the library predicts; as margins where it gives nothing but the class. */
export function scoredSpace(ensemble: Ensemble): "raw" | "probability" {
  return predictionColumns(ensemble) === ensemble.outputs ? "probability" : "raw"
}

/** A table with predictions beside its columns, a column an output. @param predicted rows x outputs, row-major. */
export function withPredictions(
  table: Table,
  { outputs }: Ensemble,
  predicted: Float64Array,
): { table: Table; scores: string[] } {
  const columns = Array.from({ length: outputs }, (_, k) => ({
    name: freeName(outputs > 1 ? `prediction:${k}` : "prediction", table),
    type: "number" as const,
    values: Float64Array.from({ length: table.rows }, (_, row) => predicted[row * outputs + k]!),
  }))
  return { table: { ...table, columns: [...table.columns, ...columns] }, scores: columns.map(({ name }) => name) }
}

/** A column of the table may be called so already. */
function freeName(name: string, table: Table): string {
  return table.columns.some((column) => column.name === name) ? freeName(`${name} (model)`, table) : name
}
