import type { Table } from "../data/table.js"
import { openModel } from "./open-model.js"
import type { CommonOptions, ModelSource } from "./options.js"
import type { Terminal } from "./terminal.js"
import { withEngine } from "./with-engine.js"
import { scoredSpace, withPredictions } from "./with-predictions.js"

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
  const predicted = await withEngine(options, terminal, (engine, call) =>
    engine.predict(ensemble, table, { ...call, space: scoredSpace(ensemble) }),
  )
  return withPredictions(table, ensemble, predicted)
}
