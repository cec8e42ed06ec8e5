import { COPIED_FROM, copyArtifacts } from "./copy-run.js"
import type { LoggedModel } from "./data/registry.js"
import type { RunStore } from "./stores/run-store.js"

/**
 * Makes the logged models that a store lacks; they stay pending until `finishModels`.
 * @param experiments ids in the target by those in the source.
 * @param ids what copied runs are called there; models are added to it.
 * @returns those that have to be finished: new ones, and what an earlier try left pending.
 */
export async function createModels(
  models: readonly LoggedModel[],
  to: RunStore,
  experiments: ReadonlyMap<string, string>,
  ids: Map<string, string>,
  newIds: boolean,
): Promise<LoggedModel[]> {
  const there = new Map((await to.loggedModels()).map((model) => [model.tags[COPIED_FROM] ?? model.modelId, model]))
  const open: LoggedModel[] = []
  for (const model of models) {
    const present = there.get(model.modelId)
    if (present) ids.set(model.modelId, present.modelId)
    else ids.set(model.modelId, await createModel(model, to, experiments.get(model.experimentId)!, ids, newIds))
    if (!present || present.status === "PENDING") open.push(model)
  }
  return open
}

async function createModel(
  model: LoggedModel,
  to: RunStore,
  experimentId: string,
  ids: ReadonlyMap<string, string>,
  newIds: boolean,
): Promise<string> {
  const { modelId, name, modelType, params, tags, creationTime } = model
  return to.createLoggedModel({
    ...(!newIds && { modelId }),
    experimentId,
    name,
    modelType,
    params,
    tags: { ...tags, ...(newIds && { [COPIED_FROM]: modelId }) },
    sourceRunId: ids.get(model.sourceRunId) ?? model.sourceRunId,
    ...(creationTime !== null && { creationTime }),
  })
}

/** Copies artifacts and the values of metrics of runs that are there, then gives each model its status. */
export async function finishModels(
  models: readonly LoggedModel[],
  from: RunStore,
  to: RunStore,
  ids: ReadonlyMap<string, string>,
): Promise<void> {
  for (const { modelId, status } of models) {
    const id = ids.get(modelId)!
    await copyArtifacts(modelId, from, id, to)
    const points = (await from.modelPoints(modelId)).filter(({ runId }) => ids.has(runId))
    await to.finishLoggedModel(id, {
      status,
      points: points.map((point) => ({ ...point, runId: ids.get(point.runId)! })),
    })
  }
}
