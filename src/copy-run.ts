import type { MetricPoint, Run, RunLinks } from "./data/run.js"
import { artifactSizes, pointText } from "./run-contents.js"
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
}

/** Copies a run with its times, params, tags, histories, links and artifacts. @returns its id there. */
export async function copyRun(run: Run, from: RunStore, target: RunTarget): Promise<string> {
  const { to, begun } = target
  const id = begun?.runId ?? (await createRun(run, from, target))
  await copyParams(run, id, to)
  for (const key of Object.keys(run.metrics)) await copyHistory(run, key, from, id, to, begun !== undefined)
  await copyLinks(run, from, id, target)
  await copyArtifacts(run.runId, from, id, to)
  await to.updateRun(id, { status: run.status, ...(run.endTime !== null && { endTime: run.endTime }) })
  await to.deleteTag(id, COPYING)
  if (run.lifecycleStage === "deleted") await to.deleteRun(id)
  return id
}

async function createRun(run: Run, from: RunStore, { to, experimentId, newIds, ids }: RunTarget): Promise<string> {
  const { runId, runName, startTime, userId, tags } = run
  const parent = tags["mlflow.parentRunId"]
  const mapped = {
    ...tags,
    ...(parent !== undefined && { "mlflow.parentRunId": ids.get(parent) ?? parent }),
    ...(newIds && { [COPIED_FROM]: runId }),
    [COPYING]: from.name,
  }
  const start = startTime === null ? {} : { startTime }
  const kept = newIds ? {} : { runId }
  return (await to.createRun({ ...kept, experimentId, runName, userId, ...start, tags: mapped })).runId
}

/** Every artifact of a run or a logged model. */
export async function copyArtifacts(id: string, from: RunStore, newId: string, to: RunStore): Promise<void> {
  for (const path of (await artifactSizes(from, id)).keys())
    await to.logArtifact(newId, path, await from.readArtifact(id, path))
}

async function copyParams({ params }: Run, id: string, to: RunStore): Promise<void> {
  const entries = Object.entries(params)
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
