import { createModels, finishModels } from "./copy-logged-models.js"
import { copyRegistry } from "./copy-registry.js"
import { COPIED_FROM, COPYING, copyRun } from "./copy-run.js"
import type { LoggedModel } from "./data/registry.js"
import { type PlacedRun, placedRuns } from "./run-contents.js"
import type { RunStore } from "./stores/run-store.js"
import { artifactPlaces } from "./version-source.js"

export interface CopyOptions {
  /** Ids of runs; all, and all else that the store holds, by default. */
  readonly wanted?: ReadonlySet<string>
  /** Lets the target make ids of its own, as a tracking server does; the old ones stand in a tag. */
  readonly newIds?: boolean
  readonly onRun?: (done: number, all: number) => void
}

/** What a copy did. */
export interface CopyReport {
  readonly copied: string[]
  /** Runs that were there already. */
  readonly present: string[]
  readonly experiments: string[]
  /** Ids of logged models that were copied. */
  readonly models: string[]
  /** Versions of registered models that were copied, as `name/version`. */
  readonly versions: string[]
  /** What does not go along. */
  readonly notes: string[]
}

/**
 * Copies what a store lacks from another: runs with their ids, times, params, tags, whole metric histories, inputs and
 * artifacts, in experiments of the same names; logged models; and the registry. Nothing that is there is changed.
 * @throws Error where the target makes ids of its own and `newIds` does not allow it.
 */
export async function copyRuns(from: RunStore, to: RunStore, options: CopyOptions = {}): Promise<CopyReport> {
  const { wanted, newIds = false, onRun = () => {} } = options
  const [source, target] = [await placedRuns(from), await copiesIn(to, newIds)]
  const chosen = parentsFirst([...source.values()].filter(({ run }) => wanted?.has(run.runId) ?? true))
  const isPresent = ({ run }: PlacedRun) => {
    const there = target.get(run.runId)
    return there !== undefined && !Object.hasOwn(there.run.tags, COPYING)
  }
  const missing = chosen.filter((placed) => !isPresent(placed))
  const ids = new Map(chosen.filter(isPresent).map(({ run }) => [run.runId, target.get(run.runId)!.run.runId]))
  const models = await modelsFor(from, to, wanted)
  const places = await experimentsFor(missing, models.kept, from, to, wanted === undefined)
  // A file store takes its style from what is in it first, and runs of a database are named by models' values.
  const refused: string[] = []
  const onRefused = (reason: string) => refused.push(reason)
  const early = newIds ? [] : await createModels(models.kept, to, places.ids, ids, newIds)
  for (const [done, { run }] of missing.entries()) {
    const where = { to, experimentId: places.ids.get(run.experimentId)!, begun: target.get(run.runId)?.run }
    ids.set(
      run.runId,
      await copyRun(run, from, { ...where, newIds, ids, keepsModels: models.refused === undefined, onRefused }),
    )
    onRun(done + 1, missing.length)
  }
  const open = newIds ? await createModels(models.kept, to, places.ids, ids, newIds) : early
  await finishModels(open, from, to, ids)
  const artifacts = { from: artifactPlaces(source), to: artifactPlaces(await placedRuns(to)) }
  const isWanted = ({ runId }: { readonly runId: string }) => wanted?.has(runId) ?? true
  const registry = await copyRegistry(from, to, artifacts, ids, isWanted)
  // The last: what is deleted cannot be written.
  for (const id of places.deleted) await to.deleteExperiment(id)
  return {
    copied: missing.map(({ run }) => run.runId),
    present: chosen.filter(isPresent).map(({ run }) => run.runId),
    experiments: places.created,
    models: open.map(({ modelId }) => modelId),
    versions: registry.versions,
    notes: [...refused, ...models.notes, ...registry.notes],
  }
}

/** The target's runs by the ids that they have in the source. */
async function copiesIn(to: RunStore, newIds: boolean): Promise<Map<string, PlacedRun>> {
  const runs = await placedRuns(to)
  if (!newIds) return runs
  return new Map([...runs.values()].map((placed) => [placed.run.tags[COPIED_FROM] ?? placed.run.runId, placed]))
}

/** Runs that are others' parents come before them. */
function parentsFirst(runs: readonly PlacedRun[]): PlacedRun[] {
  const byId = new Map(runs.map((placed) => [placed.run.runId, placed]))
  const depthOf = ({ run }: PlacedRun, seen: number): number => {
    const parent = byId.get(run.tags["mlflow.parentRunId"] ?? "")
    return parent && seen < 50 ? depthOf(parent, seen + 1) : seen
  }
  return runs.toSorted((a, b) => depthOf(a, 0) - depthOf(b, 0))
}

interface ChosenModels {
  readonly kept: readonly LoggedModel[]
  /** Why the target keeps none. */
  readonly refused: string | undefined
  readonly notes: readonly string[]
}

/** The logged models that go along: those of the runs that do, the oldest first. */
async function modelsFor(from: RunStore, to: RunStore, wanted: ReadonlySet<string> | undefined): Promise<ChosenModels> {
  const all = (await from.loggedModels()).filter(({ sourceRunId }) => wanted?.has(sourceRunId) ?? true)
  if (all.length === 0) return { kept: [], refused: undefined, notes: [] }
  const refused = await to.refusesLoggedModels()
  const kept = all.toSorted((a, b) => (a.creationTime ?? 0) - (b.creationTime ?? 0))
  if (refused === undefined) return { kept, refused, notes: [] }
  const names = all.slice(0, 5).map(({ name }) => name)
  const note = `${all.length} logged models (${names.join(", ")}${all.length > 5 ? ", ..." : ""}) are not copied: ${refused}`
  return { kept: [], refused, notes: [note] }
}

/** Ids of the experiments in the target by those in the source; those that it lacks are made. */
async function experimentsFor(
  runs: readonly PlacedRun[],
  models: readonly LoggedModel[],
  from: RunStore,
  to: RunStore,
  withEmpty: boolean,
): Promise<{ ids: Map<string, string>; created: string[]; deleted: string[] }> {
  const needed = new Set([...runs.map(({ run }) => run.experimentId), ...models.map((model) => model.experimentId)])
  const present = new Map((await to.experiments({ view: "ALL" })).map((each) => [each.name, each]))
  const ids = new Map<string, string>()
  const created: string[] = []
  const deleted: string[] = []
  for (const { experimentId, name, tags, lifecycleStage } of await from.experiments({ view: "ALL" })) {
    // Experiments without runs go along when all runs do.
    if (!needed.has(experimentId) && !(withEmpty && lifecycleStage === "active")) continue
    const there = present.get(name)
    if (there?.lifecycleStage === "deleted")
      throw new Error(`${to.name}: experiment ${name} is deleted there: restore or purge it first`)
    ids.set(experimentId, there?.experimentId ?? (await to.createExperiment(name, tags)))
    if (there) continue
    created.push(name)
    if (lifecycleStage === "deleted") deleted.push(ids.get(experimentId)!)
  }
  return { ids, created, deleted }
}
