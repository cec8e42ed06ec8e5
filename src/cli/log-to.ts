import { runOf } from "./find-runs.js"
import { openStoreOption, type StoreOption } from "./store-option.js"
import type { Terminal } from "./terminal.js"

/** What a verb leaves in a run. */
export interface Logged {
  readonly metrics: Readonly<Record<string, number>>
  /** Artifacts by path. */
  readonly artifacts: Readonly<Record<string, string>>
}

/** Writes results to a run; the line that says so. */
export async function logToRun(
  id: string,
  { metrics, artifacts }: Logged,
  options: StoreOption,
  terminal: Terminal,
): Promise<string> {
  const store = await openStoreOption(options, terminal)
  const { runId, runName } = await runOf(store, id)
  const finite = Object.entries(metrics).filter(([, value]) => Number.isFinite(value))
  await store.logBatch(runId, { metrics: finite.map(([key, value]) => ({ key, value })) })
  for (const [path, text] of Object.entries(artifacts)) {
    await store.logArtifact(runId, path, new TextEncoder().encode(text))
  }
  const files = Object.keys(artifacts)
  return `run ${runId} (${runName}): ${finite.length} metrics${files.length > 0 ? ` and ${files.join(", ")}` : ""} logged`
}
