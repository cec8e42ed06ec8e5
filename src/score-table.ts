import type { Ensemble } from "./data/ensemble.js"
import type { Table } from "./data/table.js"
import type { EngineCalls } from "./engine-calls.js"
import { predictionColumns } from "./kernels/transform.js"
import type { LongCall } from "./results/progress.js"

/**
 * A table with a model's predictions beside its columns, as the model's library predicts: probabilities of classes,
 * quantities as they are; margins where the library gives nothing but the class.
 * @returns `scores`: the names of the new columns, one an output.
 * @throws RangeError as the engine's `predict`.
 */
export async function scoreTable(
  engine: EngineCalls,
  ensemble: Ensemble,
  table: Table,
  call: LongCall = {},
): Promise<{ table: Table; scores: string[] }> {
  const { outputs } = ensemble
  const space = predictionColumns(ensemble) === outputs ? "probability" : "raw"
  const predicted = await engine.predict(ensemble, table, { ...call, space })
  const columns = Array.from({ length: outputs }, (_, k) => ({
    name: freeName(outputs > 1 ? `prediction:${k}` : "prediction", table),
    type: "number" as const,
    values: outputs === 1 ? predicted : columnOf(predicted, outputs, k, table.rows),
  }))
  return { table: { ...table, columns: [...table.columns, ...columns] }, scores: columns.map(({ name }) => name) }
}

function columnOf(predicted: Float64Array, outputs: number, k: number, rows: number): Float64Array {
  const values = new Float64Array(rows)
  for (let row = 0; row < rows; row++) values[row] = predicted[row * outputs + k]!
  return values
}

/** A column of the table may be called so already. */
function freeName(name: string, table: Table): string {
  return table.columns.some((column) => column.name === name) ? freeName(`${name} (model)`, table) : name
}
