import type { Ensemble } from "../data/ensemble.js"
import type { Table } from "../data/table.js"
import type { EngineCalls } from "../engine-calls.js"
import { predictionColumns } from "../kernels/transform.js"
import type { LongCall } from "../results/progress.js"
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
  return withEngine(options, terminal, (engine, call) => addPredictions(engine, ensemble, table, call))
}

/** The same with an engine and a model that are open. */
export async function addPredictions(
  engine: EngineCalls,
  ensemble: Ensemble,
  table: Table,
  call: LongCall,
): Promise<{ table: Table; scores: string[] }> {
  const { outputs } = ensemble
  const space = predictionColumns(ensemble) === outputs ? "probability" : "raw"
  const predicted = await engine.predict(ensemble, table, { ...call, space })
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
