import type { Table } from "../data/table.js"
import { predictionColumns } from "../kernels/transform.js"
import { openModel } from "./open-model.js"
import type { CommonOptions, ModelSource } from "./options.js"
import type { Terminal } from "./terminal.js"
import { withEngine } from "./with-engine.js"

/**
 * A table with a model's predictions beside its columns, as the model's library predicts: probabilities of classes,
 * quantities as they are. Margins where the library gives nothing but the class.
 */
export async function scoredTable(
  options: CommonOptions & ModelSource,
  table: Table,
  terminal: Terminal,
): Promise<{ table: Table; scores: string[] }> {
  const ensemble = await openModel(options, terminal)
  const { outputs } = ensemble
  const space = predictionColumns(ensemble) === outputs ? "probability" : "raw"
  const predicted = await withEngine(options, terminal, (engine, call) =>
    engine.predict(ensemble, table, { ...call, space }),
  )
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
