import type { StoreFacts } from "./analysis/audit-store.js"
import { type AuditedRun, PARENT } from "./analysis/audited-run.js"
import { joinPath } from "./data/files.js"
import { groupBy } from "./data/group-by.js"
import type { LoggedModel } from "./data/registry.js"
import type { Experiment, Run } from "./data/run.js"
import { readModel } from "./readers/model.js"
import { parseYaml } from "./readers/yaml.js"
import type { LongCall } from "./results/progress.js"
import { findStoredModel } from "./stored-model.js"
import type { RunStore } from "./stores/run-store.js"
import { allRuns } from "./stores/search-where.js"

export interface FactsOptions extends LongCall {
  /** Only these experiments, by id. */
  readonly experimentIds?: readonly string[]
  /** Artifacts and histories are read of so many runs, the newest ones: 1000 by default. */
  readonly deep?: number
  /** ms since 1970; the present by default. */
  readonly now?: number
}

/** What an audit reads of a store. */
export interface StoreReading {
  readonly runs: AuditedRun[]
  readonly facts: Omit<StoreFacts, "place" | "others" | "project" | "option">
  readonly notes: string[]
}

/** How many runs are read at a time. */
const atOnce = 16

/**
 * Reads what an audit of a store looks at: runs and experiments, and of each run its files, requirements, the values of
 * its metrics, and how many features its model has. Nothing is written. What cannot be read is a note.
 */
export async function readForAudit(store: RunStore, options: FactsOptions = {}): Promise<StoreReading> {
  const { deep = 1000, now = Date.now() } = options
  const experiments = (await store.experiments({ view: "ALL" })).filter(
    ({ experimentId }) => options.experimentIds?.includes(experimentId) ?? true,
  )
  const ids = experiments.map(({ experimentId }) => experimentId)
  const all = ids.length > 0 ? await allRuns(store, { experimentIds: ids, view: "ALL" }) : []
  const registered = await registeredRuns(store)
  const notes: string[] = []
  const runs = await audited(store, activeRuns(all, experiments), {
    ...{ experiments, registered, deep, notes },
    ...(options.signal && { signal: options.signal }),
    ...(options.onProgress && { onProgress: options.onProgress }),
  })
  return { runs, facts: { name: store.name, experiments, runs: all, registered, now }, notes }
}

/** Active runs of active experiments. */
function activeRuns(runs: readonly Run[], experiments: readonly Experiment[]): Run[] {
  const live = new Set(experiments.filter((each) => each.lifecycleStage === "active").map((each) => each.experimentId))
  return runs.filter((run) => run.lifecycleStage === "active" && live.has(run.experimentId))
}

async function registeredRuns(store: RunStore): Promise<Set<string>> {
  const models = await store.registeredModels()
  return new Set(models.flatMap(({ versions }) => versions.map(({ runId }) => runId)).filter((id) => id !== ""))
}

interface Around extends LongCall {
  readonly experiments: readonly Experiment[]
  readonly registered: ReadonlySet<string>
  readonly deep: number
  readonly notes: string[]
}

async function audited(store: RunStore, runs: readonly Run[], around: Around): Promise<AuditedRun[]> {
  const { experiments, registered, deep, notes } = around
  const names = new Map(experiments.map(({ experimentId, name }) => [experimentId, name]))
  const children = groupBy(runs, ({ tags }) => tags[PARENT] ?? "")
  const logged = groupBy(await store.loggedModels().catch(() => []), ({ sourceRunId }) => sourceRunId)
  if (runs.length > deep) notes.push(`artifacts and histories were read of the newest ${deep} of ${runs.length} runs`)
  const found: AuditedRun[] = []
  const pause = pauses(around)
  for (let at = 0; at < runs.length; at += atOnce) {
    await pause(at, runs.length)
    const some = runs.slice(at, at + atOnce).map(async (run, i) => ({
      run,
      experiment: names.get(run.experimentId) ?? run.experimentId,
      children: children.get(run.runId) ?? [],
      registered: registered.has(run.runId),
      ...(at + i < deep ? await contents(store, run, logged.get(run.runId) ?? [], notes) : { requirements: {} }),
    }))
    found.push(...(await Promise.all(some)))
  }
  return found
}

/** Lets other work go on ten times a second, says how far it is, and throws when it is ended. */
function pauses({ signal, onProgress }: LongCall): (done: number, total: number) => Promise<void> {
  const started = performance.now()
  let last = started
  return async (done, total) => {
    signal?.throwIfAborted()
    if (performance.now() - last < 100) return
    await new Promise((resolve) => setTimeout(resolve))
    signal?.throwIfAborted()
    last = performance.now()
    const rowsPerSecond = (1000 * done) / (last - started)
    onProgress?.({ stage: "reading", done, total, rowsPerSecond, secondsLeft: (total - done) / rowsPerSecond })
  }
}

type Contents = Pick<AuditedRun, "artifacts" | "requirements" | "python" | "modelFeatures" | "histories">

async function contents(store: RunStore, run: Run, models: readonly LoggedModel[], notes: string[]): Promise<Contents> {
  try {
    const own = await filesOf(store, run.runId)
    const ofModels = await Promise.all(models.map((model) => filesOfModel(store, model)))
    const files = [...own, ...ofModels.flat()]
    const python = await pythonOf(store, files)
    const modelFeatures = await featuresOf(store, run, files)
    return {
      artifacts: files.map(({ shown, bytes }) => ({ path: shown, bytes })),
      requirements: await textsOf(store, files, /(^|\/)requirements\.txt$/),
      histories: await historiesOf(store, run),
      ...(python !== undefined && { python }),
      ...(modelFeatures !== undefined && { modelFeatures }),
    }
  } catch (error) {
    notes.push(`run ${run.runId} (${run.runName}): artifacts are not judged: ${(error as Error).message}`)
    return { requirements: {} }
  }
}

interface OwnedFile {
  readonly owner: string
  readonly path: string
  /** Where it would lie in the run: a model that MLflow 3 keeps beside the runs is a folder of its name. */
  readonly shown: string
  readonly bytes: number | null
}

async function filesOfModel(store: RunStore, { modelId, name }: LoggedModel): Promise<OwnedFile[]> {
  const files = await filesOf(store, modelId)
  return files.map((file) => ({ ...file, shown: joinPath(name, file.path) }))
}

async function filesOf(store: RunStore, owner: string, folder = ""): Promise<OwnedFile[]> {
  const entries = await store.artifacts(owner, folder)
  const parts = entries.map((entry) => {
    const path = joinPath(folder, entry.name)
    return entry.folder ? filesOf(store, owner, path) : [{ owner, path, shown: path, bytes: entry.bytes ?? null }]
  })
  return (await Promise.all(parts)).flat()
}

async function textsOf(store: RunStore, files: readonly OwnedFile[], name: RegExp): Promise<Record<string, string>> {
  const found = files.filter(({ path, bytes }) => name.test(path) && (bytes ?? 0) < 1e6)
  const texts = found.map(async ({ owner, path, shown }) => {
    return [shown, new TextDecoder().decode(await store.readArtifact(owner, path))] as const
  })
  return Object.fromEntries(await Promise.all(texts))
}

/** The Python that MLflow wrote beside a model. */
async function pythonOf(store: RunStore, files: readonly OwnedFile[]): Promise<string | undefined> {
  const [text] = Object.values(await textsOf(store, files, /(^|\/)python_env\.yaml$/))
  const parsed = text === undefined ? null : (parseYaml(text) as { python?: unknown } | null)
  return parsed?.python === undefined ? undefined : String(parsed.python)
}

/** Read only where the run says how many features its model has: models may be large. */
async function featuresOf(store: RunStore, run: Run, files: readonly OwnedFile[]): Promise<number | undefined> {
  if (!["n_features", "total_features", "num_features"].some((key) => Object.hasOwn(run.params, key))) return undefined
  const file = files.find(({ path }) => /(^|\/)(model|booster)\.(lgb|xgb|ubj|json|txt)$/i.test(path))
  if (!file) return undefined
  try {
    const { path } = file.owner === run.runId ? await findStoredModel(store, `runs:/${run.runId}/${file.path}`) : file
    return readModel(await store.readArtifact(file.owner, path), { name: path }).features.length
  } catch {
    return undefined
  }
}

/** Of metrics that may have windows or epochs; importances are one value each. */
async function historiesOf(store: RunStore, run: Run): Promise<Record<string, readonly number[]>> {
  const keys = Object.keys(run.metrics).filter((key) => !/^(importance_|shap_|system\/)/.test(key))
  const histories = keys.map(async (key) => {
    const points = await store.metricHistory(run.runId, key)
    const inOrder = [...points].sort((a, b) => (a.step < b.step ? -1 : a.step > b.step ? 1 : a.timestamp - b.timestamp))
    return [key, inOrder.map(({ value }) => value)] as const
  })
  return Object.fromEntries((await Promise.all(histories)).filter(([, values]) => values.length > 1))
}
