import type { Table } from "../data/table.js"
import { scoreTable } from "../score-table.js"
import { openModel } from "./open-model.js"
import type { CommonOptions, ModelSource } from "./options.js"
import type { Terminal } from "./terminal.js"
import { withEngine } from "./with-engine.js"

/** A table with the predictions of the model behind `--model` beside its columns. */
export async function scoredTable(
  options: CommonOptions & ModelSource,
  table: Table,
  terminal: Terminal,
): Promise<{ table: Table; scores: string[] }> {
  const ensemble = await openModel(options, terminal)
  return withEngine(options, terminal, (engine, call) => scoreTable(engine, ensemble, table, call))
}
