import type { MetricPoint, Run } from "./data/run.js"
import { artifactSizes, type PlacedRun, placedRuns, pointText } from "./run-contents.js"
import type { RunStore } from "./stores/run-store.js"
import type { MetricToLog } from "./stores/store-writer.js"

/** A run has it while it is being copied: a copy that was cut short is finished by the same call. */
const MARK = "leafwise.copying"

/** MLflow takes at most so many in one batch. */
const PARAMS = 100
const METRICS = 1000

/** What a copy did. */
export interface CopyReport {
  readonly copied: string[]
  /** Runs that were there already. */
  readonly present: string[]
  readonly experiments: string[]
  /** What does not go along. */
  readonly notes: string[]
}

/**
 * Copies the runs that a store lacks from another: with their ids, times, params, tags, whole metric histories and artifacts, in
 * experiments of the same names. Nothing that is there is changed.
 * @param wanted run ids; all by default.
 * @throws Error when a run can not keep its id, as on a tracking server.
 */
export async function copyRuns(
  from: RunStore,
  to: RunStore,
  wanted?: ReadonlySet<string>,
  onRun: (done: number, all: number) => void = () => {},
): Promise<CopyReport> {
  const [source, target] = [await placedRuns(from), await placedRuns(to)]
  const chosen = [...source.values()].filter(({ run }) => wanted?.has(run.runId) ?? true)
  const isPresent = ({ run }: PlacedRun) => {
    const there = target.get(run.runId)
    return there !== undefined && !Object.hasOwn(there.run.tags, MARK)
  }
  const missing = chosen.filter((placed) => !isPresent(placed))
  // Experiments without runs go along when all runs do.
  const empty = wanted ? [] : (await from.experiments()).map(({ name }) => name)
  const names = new Set([...missing.map(({ experiment }) => experiment), ...empty])
  const places = await experimentsFor(names, from, to)
  for (const [done, { run, experiment }] of missing.entries()) {
    await copyRun(run, places.ids.get(experiment)!, from, to, target.get(run.runId)?.run)
    onRun(done + 1, missing.length)
  }
  const withData = missing.filter(({ run }) => run.datasets.length > 0).length
  return {
    copied: missing.map(({ run }) => run.runId),
    present: chosen.filter(isPresent).map(({ run }) => run.runId),
    experiments: places.created,
    notes: withData > 0 ? [`${withData} runs name datasets as inputs: these are not copied`] : [],
  }
}

/** Ids of the experiments in the target by name; those that it lacks are made. */
async function experimentsFor(
  names: ReadonlySet<string>,
  from: RunStore,
  to: RunStore,
): Promise<{ ids: Map<string, string>; created: string[] }> {
  const sources = new Map((await from.experiments({ view: "ALL" })).map((each) => [each.name, each]))
  const present = await to.experiments({ view: "ALL" })
  const ids = new Map(present.map(({ name, experimentId }) => [name, experimentId]))
  const gone = new Set(present.filter(({ lifecycleStage }) => lifecycleStage === "deleted").map(({ name }) => name))
  const created: string[] = []
  for (const name of names) {
    if (gone.has(name)) throw new Error(`${to.name}: experiment ${name} is deleted there: restore or purge it first`)
    if (ids.has(name)) continue
    ids.set(name, await to.createExperiment(name, sources.get(name)?.tags ?? {}))
    created.push(name)
  }
  return { ids, created }
}

async function copyRun(
  run: Run,
  experimentId: string,
  from: RunStore,
  to: RunStore,
  begun: Run | undefined,
): Promise<void> {
  const { runId, runName, startTime, userId, tags } = run
  if (!begun) {
    const start = startTime === null ? {} : { startTime }
    const made = await to.createRun({
      runId,
      experimentId,
      runName,
      userId,
      ...start,
      tags: { ...tags, [MARK]: from.name },
    })
    if (made.runId !== runId)
      throw new Error(`${to.name}: run ${runId} cannot keep its id there. Copy to a file store or a database`)
  }
  await copyParams(run, to)
  for (const key of Object.keys(run.metrics)) await copyHistory(run, key, from, to, begun !== undefined)
  for (const path of (await artifactSizes(from, runId)).keys()) {
    await to.logArtifact(runId, path, await from.readArtifact(runId, path))
  }
  await to.updateRun(runId, { status: run.status, ...(run.endTime !== null && { endTime: run.endTime }) })
  await to.deleteTag(runId, MARK)
  if (run.lifecycleStage === "deleted") await to.deleteRun(runId)
}

async function copyParams({ runId, params }: Run, to: RunStore): Promise<void> {
  const entries = Object.entries(params)
  for (let at = 0; at < entries.length; at += PARAMS) {
    await to.logBatch(runId, { params: Object.fromEntries(entries.slice(at, at + PARAMS)) })
  }
}

/** In the order of logging; points that an earlier try has written are not written again. */
async function copyHistory({ runId }: Run, key: string, from: RunStore, to: RunStore, begun: boolean): Promise<void> {
  const all = await from.metricHistory(runId, key)
  const points = begun ? without(all, await to.metricHistory(runId, key)) : all
  for (let at = 0; at < points.length; at += METRICS) {
    await to.logBatch(runId, {
      metrics: points.slice(at, at + METRICS).map((point): MetricToLog => ({ key, ...point })),
    })
  }
}

/** Each written point takes away one that is like it. */
function without(points: readonly MetricPoint[], written: readonly MetricPoint[]): MetricPoint[] {
  const left = new Map<string, number>()
  for (const point of written.map(pointText)) left.set(point, (left.get(point) ?? 0) + 1)
  return points.filter((point) => {
    const text = pointText(point)
    const like = left.get(text) ?? 0
    left.set(text, like - 1)
    return like <= 0
  })
}
