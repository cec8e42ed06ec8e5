import type { Run, RunStore } from "../src/index.js"
import {
  importanceFile,
  importanceOfJson,
  importanceOfMetrics,
  importanceOfTable,
  type LoggedFeature,
  logsImportance,
} from "./logged-importance.js"
import type { Job } from "./pages/latest.js"
import type { Session } from "./session.js"

/** A run that logged what its features are worth, as metrics or as a file. */
export interface ImportanceRun {
  readonly run: Run
  readonly store: RunStore
  /** The run and its experiment in words. */
  readonly label: string
}

/** Runs whose files are looked at, the newest of all stores. */
const LOOKED_AT = 300
/** Folders of a run that such a file may lie in, beside the top. */
const FOLDERS = /importance|feature|shap|explain|checkpoint/i
const MOST_FOLDERS = 5

/** The newest runs of all open stores that logged an importance. */
export async function importanceRuns({ state }: Session, { signal, onProgress }: Job): Promise<ImportanceRun[]> {
  const all = state.stores.flatMap(({ store, runs, experiments }) => {
    const names = new Map(experiments.map(({ experimentId, name }) => [experimentId, name]))
    const labelOf = ({ runName, runId, experimentId }: Run) =>
      `${runName || runId.slice(0, 8)} (${names.get(experimentId) ?? experimentId})`
    return runs.map((run) => ({ run, store, label: labelOf(run) }))
  })
  const newest = all.sort((a, b) => Number(b.run.startTime ?? 0) - Number(a.run.startTime ?? 0)).slice(0, LOOKED_AT)
  const found: ImportanceRun[] = []
  const started = performance.now()
  for (const [i, each] of newest.entries()) {
    signal.throwIfAborted()
    if (logsImportance(each.run.metrics) || (await fileOf(each)) !== undefined) found.push(each)
    const perRun = (performance.now() - started) / 1000 / (i + 1)
    const [done, total] = [i + 1, newest.length]
    onProgress({ stage: "measuring", done, total, rowsPerSecond: 1 / perRun, secondsLeft: perRun * (total - done) })
  }
  return found
}

/** A run's importance: of its best file, else of its metrics. `source` says which. */
export async function importanceOfRun(
  session: Session,
  own: ImportanceRun,
  features: readonly string[],
): Promise<{ readonly features: readonly LoggedFeature[]; readonly source: string } | undefined> {
  const path = await fileOf(own)
  if (path !== undefined) {
    const bytes = await own.store.readArtifact(own.run.runId, path)
    const found = /\.json$/i.test(path)
      ? importanceOfJson(new TextDecoder().decode(bytes))
      : importanceOfTable(await (await session.engine()).readTable(bytes, { name: path }))
    if (found && found.length > 0) return { features: found, source: path }
  }
  const found = importanceOfMetrics(own.run.metrics, features)
  return found.length > 0 ? { features: found, source: "its metrics" } : undefined
}

/** The path of a run's best file. A run whose files are not at hand has none. */
async function fileOf({ run, store }: ImportanceRun): Promise<string | undefined> {
  const list = (folder?: string) => store.artifacts(run.runId, folder).catch(() => [])
  const top = await list()
  const paths = top.filter(({ folder }) => !folder).map(({ name }) => name)
  const folders = top.filter(({ name, folder }) => folder && FOLDERS.test(name)).slice(0, MOST_FOLDERS)
  for (const { name } of folders) {
    for (const inner of await list(name)) if (!inner.folder) paths.push(`${name}/${inner.name}`)
  }
  const known = paths.filter((path) => importanceFile(path) !== undefined)
  return known.sort((a, b) => importanceFile(a)! - importanceFile(b)! || a.length - b.length)[0]
}
