import type { MetricPoint, Run, RunLinks } from "./data/run.js"
import { artifactSizes, pointText } from "./run-contents.js"
import { RestError } from "./stores/rest-error.js"
import type { RunStore } from "./stores/run-store.js"
import type { MetricToLog } from "./stores/store-writer.js"

/** A run has it while it is being copied: a copy that was cut short is finished by the same call. */
export const COPYING = "leafwise.copying"
/** Names the run or model that a copy with an id of its own was made from. */
export const COPIED_FROM = "leafwise.copied_from"

/** MLflow takes at most so many in one batch. */
const PARAMS = 100
const METRICS = 1000

/** Where a run goes. */
export interface RunTarget {
  readonly to: RunStore
  readonly experimentId: string
  /** What an earlier try began. */
  readonly begun: Run | undefined
  /** Whether the target makes ids of its own. */
  readonly newIds: boolean
  /** What a copied run or model is called in the target. */
  readonly ids: ReadonlyMap<string, string>
  /** Whether the target keeps logged models. */
  readonly keepsModels: boolean
  /** Told what the target's release refuses: that is left out, and all else is copied. */
  readonly onRefused: (reason: string) => void
}

/** Copies a run with its times, params, tags, histories, links and artifacts. @returns its id there. */
export async function copyRun(run: Run, from: RunStore, target: RunTarget): Promise<string> {
  const { to, begun } = target
  const id = begun?.runId ?? (await createRun(run, from, target))
  const refused = (error: Error) => target.onRefused(`run ${run.runId} (${run.runName}): ${error.message}`)
  await whatFits(
    Object.entries(tagsOf(run, target)),
    (tags) => to.logBatch(id, { tags: Object.fromEntries(tags) }),
    refused,
  )
  await whatFits(Object.entries(run.params), (params) => copyParams(params, id, to), refused)
  const copyAll = async (keys: readonly string[]) => {
    for (const key of keys) await copyHistory(run, key, from, id, to, begun !== undefined)
  }
  for (const key of Object.keys(run.metrics)) await whatFits([key], copyAll, refused)
  await copyLinks(run, from, id, target)
  await copyArtifacts(run.runId, from, id, to)
  await to.updateRun(id, { status: run.status, ...(run.endTime !== null && { endTime: run.endTime }) })
  await to.deleteTag(id, COPYING)
  if (run.lifecycleStage === "deleted") await to.deleteRun(id)
  return id
}

/** Without its other tags, of which one may be refused. */
async function createRun(run: Run, from: RunStore, { to, experimentId, newIds }: RunTarget): Promise<string> {
  const { runId, runName, startTime, userId } = run
  const start = startTime === null ? {} : { startTime }
  const tags = { [COPYING]: from.name, ...(newIds && { [COPIED_FROM]: runId }) }
  return (await to.createRun({ ...(!newIds && { runId }), experimentId, runName, userId, ...start, tags })).runId
}

function tagsOf({ tags }: Run, { ids }: RunTarget): Record<string, string> {
  const parent = tags["mlflow.parentRunId"]
  return { ...tags, ...(parent !== undefined && { "mlflow.parentRunId": ids.get(parent) ?? parent }) }
}

/** Writes all, or, where the target refuses some, the rest. */
async function whatFits<Item>(
  items: readonly Item[],
  write: (items: readonly Item[]) => Promise<void>,
  onRefused: (error: Error) => void,
): Promise<void> {
  if (items.length === 0) return
  try {
    await write(items)
  } catch (error) {
    if (!isRefusal(error)) throw error
    const half = Math.ceil(items.length / 2)
    if (items.length === 1) onRefused(error as Error)
    else for (const part of [items.slice(0, half), items.slice(half)]) await whatFits(part, write, onRefused)
  }
}

/** A database says it around the reason. */
function isRefusal(error: unknown): boolean {
  if (error instanceof RestError) return error.code === "INVALID_PARAMETER_VALUE"
  return error instanceof RangeError || (error instanceof Error && error.cause instanceof RangeError)
}

/** Every artifact of a run or a logged model. */
export async function copyArtifacts(id: string, from: RunStore, newId: string, to: RunStore): Promise<void> {
  for (const path of (await artifactSizes(from, id)).keys())
    await to.logArtifact(newId, path, await from.readArtifact(id, path))
}

async function copyParams(
  entries: readonly (readonly [key: string, value: string])[],
  id: string,
  to: RunStore,
): Promise<void> {
  for (let at = 0; at < entries.length; at += PARAMS) {
    await to.logBatch(id, { params: Object.fromEntries(entries.slice(at, at + PARAMS)) })
  }
}

/** In the order of logging; points that an earlier try has written are not written again. */
async function copyHistory(
  { runId }: Run,
  key: string,
  from: RunStore,
  id: string,
  to: RunStore,
  begun: boolean,
): Promise<void> {
  const all = await from.metricHistory(runId, key)
  const points = begun ? without(all, await to.metricHistory(id, key).catch(() => [])) : all
  for (let at = 0; at < points.length; at += METRICS) {
    await to.logBatch(id, {
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

async function copyLinks(run: Run, from: RunStore, id: string, target: RunTarget): Promise<void> {
  const { to, begun, ids, keepsModels } = target
  const all = await from.links(run.runId)
  const there = begun ? await to.links(id) : noLinks
  const named = (model: string) => ids.get(model) ?? model
  const isNew = (model: string) => keepsModels && !there.modelOutputs.some(({ modelId }) => modelId === named(model))
  const links: RunLinks = {
    datasets: all.datasets,
    modelInputs: keepsModels ? all.modelInputs.map(named) : [],
    modelOutputs: all.modelOutputs
      .filter(({ modelId }) => isNew(modelId))
      .map(({ modelId, step }) => ({ modelId: named(modelId), step })),
  }
  if (links.datasets.length + links.modelInputs.length + links.modelOutputs.length > 0) await to.logLinks(id, links)
}

const noLinks: RunLinks = { datasets: [], modelInputs: [], modelOutputs: [] }
