import type { Ensemble } from "./data/ensemble.js"
import type { Table } from "./data/table.js"
import type { EngineCalls, PredictOptions } from "./engine-calls.js"
import { type BatchCall, overBatches } from "./over-batches.js"
import { SteadyColumns } from "./steady-columns.js"

/** The predictions of one batch after the other, as `EngineCalls.predict` returns them for a table. */
export async function* predictBatches(
  engine: Pick<EngineCalls, "predict" | "match" | "release">,
  ensemble: Ensemble,
  batches: AsyncIterable<Table> | Iterable<Table>,
  { space, ...call }: PredictOptions & BatchCall,
): AsyncGenerator<{ table: Table; result: Float64Array }> {
  const steady = new SteadyColumns()
  const predicted = overBatches(batches, call, "predicting", async (rows, inner) => {
    try {
      return await engine.predict(ensemble, rows, { ...inner, ...(space && { space }) })
    } finally {
      engine.release(rows)
    }
  })
  for await (const { table, offset, result } of predicted) {
    steady.check(table, engine.match(ensemble, table), offset)
    yield { table, result }
  }
}
