import type { RunRecord } from "./analysis/run-record.js"
import type { RunStore } from "./stores/run-store.js"

/** What was written, and what had to be written otherwise. */
export interface LoggedRecord {
  readonly metrics: number
  readonly params: number
  readonly artifacts: readonly string[]
  /** Params that have another value already: they became tags. */
  readonly asTags: readonly string[]
}

/**
 * Writes what an analysis found into a run. Params cannot change: one that has another value becomes a tag of the same name.
 * Metrics that were logged before get a new point. A value that is no finite number is left out.
 * @throws Error where the run is deleted, or the store cannot be written.
 */
export async function logRecord(store: RunStore, runId: string, record: RunRecord): Promise<LoggedRecord> {
  const { params: known, lifecycleStage } = await store.run(runId)
  if (lifecycleStage === "deleted")
    throw new Error(`run ${runId} is deleted: leafwise runs restore ${runId} brings it back`)
  const given = Object.entries(record.params ?? {})
  const fresh = given.filter(([key]) => known[key] === undefined)
  const changed = given.filter(([key, value]) => known[key] !== undefined && known[key] !== value)
  const timestamp = Date.now()
  const metrics = Object.entries(record.metrics).filter(([, value]) => Number.isFinite(value))
  // Artifacts first: a run that has the metrics has all of it.
  for (const [path, content] of Object.entries(record.artifacts)) {
    await store.logArtifact(runId, path, typeof content === "string" ? new TextEncoder().encode(content) : content)
  }
  await store.logBatch(runId, {
    metrics: metrics.map(([key, value]) => ({ key, value, timestamp, step: 0 })),
    params: Object.fromEntries(fresh),
    tags: Object.fromEntries(changed),
  })
  return {
    ...{ metrics: metrics.length, params: fresh.length, artifacts: Object.keys(record.artifacts) },
    asTags: changed.map(([key]) => key),
  }
}
