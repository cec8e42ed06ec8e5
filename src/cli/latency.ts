import { performance } from "node:perf_hooks"
import type { Ensemble } from "../data/ensemble.js"
import { columnNamed, sliceTable, type Table } from "../data/table.js"
import type { EngineCalls } from "../engine-calls.js"
import { percentile } from "../kernels/metrics/percentile.js"
import type { Anomalies } from "../results/anomalies.js"
import { runOf } from "./find-runs.js"
import { openStoreOption, type StoreOption } from "./store-option.js"
import type { Terminal } from "./terminal.js"

type Latency = NonNullable<Anomalies["latency"]>

/** Rows that are scored one by one. */
const MEASURED_ROWS = 100

/** From a column of milliseconds. @throws RangeError for text, or nothing at all. */
export function latencyInColumn(table: Table, name: string): Latency {
  const column = columnNamed(table, name)
  if (column.type !== "number")
    throw new RangeError(`${table.name}: latency "${name}" holds no numbers, expected milliseconds`)
  const values = Float64Array.from(column.values).filter((value) => Number.isFinite(value))
  if (values.length === 0) throw new RangeError(`${table.name}: latency "${name}" has no value, expected milliseconds`)
  return summary(values, `column ${name} of ${table.name}`)
}

/** From the metric `detection_latency_ms` of a run. @throws Error for a run without. */
export async function latencyInRun(id: string, options: StoreOption, terminal: Terminal): Promise<Latency> {
  const { runId, runName, metrics } = await runOf(await openStoreOption(options, terminal), id)
  const mean = metrics.detection_latency_ms
  if (mean !== undefined) return { source: `metric detection_latency_ms of run ${runId} (${runName})`, mean, p95: null }
  const known = Object.keys(metrics).join(", ")
  throw new Error(`run ${runId} has no metric detection_latency_ms; it has ${known || "none"}`)
}

/** Measured: rows are scored one at a time, the first ones unmeasured. */
export async function measuredLatency(engine: EngineCalls, ensemble: Ensemble, table: Table): Promise<Latency> {
  const rows = Math.min(MEASURED_ROWS, table.rows)
  const score = (row: number) => engine.predict(ensemble, sliceTable(table, row, row + 1))
  for (let row = 0; row < Math.min(10, rows); row++) await score(row)
  const times = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    const start = performance.now()
    await score(row)
    times[row] = performance.now() - start
  }
  return summary(times, `measured on ${rows} rows, one at a time, with ${ensemble.name}`)
}

function summary(values: Float64Array, source: string): Latency {
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  return { source, mean, p95: percentile(values.slice().sort(), 0.95) }
}
