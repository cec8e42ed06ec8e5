import type { Ensemble } from "./data/ensemble.js"
import type { Table } from "./data/table.js"
import type { BatchExplanation, EngineCalls, ShapBatchesOptions } from "./engine-calls.js"
import { overBatches } from "./over-batches.js"
import { SteadyColumns } from "./steady-columns.js"

/** `EngineCalls.shapBatches` of any engine, by its `shap`. */
export async function* shapBatches(
  engine: Pick<EngineCalls, "shap" | "release">,
  ensemble: Ensemble,
  batches: AsyncIterable<Table> | Iterable<Table>,
  { signal, onProgress, total, ...options }: ShapBatchesOptions,
): AsyncGenerator<BatchExplanation> {
  const steady = new SteadyColumns()
  const call = { ...(signal && { signal }), ...(onProgress && { onProgress }), ...(total !== undefined && { total }) }
  const explained = overBatches(batches, call, "explaining", async (rows, inner) => {
    try {
      return await engine.shap(ensemble, rows, { ...options, ...inner })
    } finally {
      engine.release(rows)
    }
  })
  for await (const { table, offset, result } of explained) {
    steady.check(table, result.matching, offset)
    yield { ...result, table, offset }
  }
}
