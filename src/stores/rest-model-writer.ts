import type { RegisteredModel } from "../data/registry.js"
import type { RunLinks } from "../data/run.js"
import { RestError } from "./rest-error.js"
import { pairs, RestRegistryWriter } from "./rest-registry-writer.js"
import { type Json, textOf } from "./rest-run.js"
import type { ModelToCreate, ModelToFinish } from "./store-writer.js"

/** What MLflow's server takes at most in one request. */
const PARAMS = 100
const METRICS = 1000

/** What runs were given and made, models that were logged, and copies of registered ones, over MLflow's REST API. */
export abstract class RestModelWriter extends RestRegistryWriter {
  abstract readonly name: string

  async logLinks(runId: string, { datasets, modelInputs, modelOutputs }: RunLinks): Promise<void> {
    const inputs = datasets.map(({ name, digest, sourceType, source, schema, profile, tags }) => ({
      dataset: {
        name,
        digest,
        source_type: sourceType,
        source,
        ...(schema !== null && { schema }),
        ...(profile !== null && { profile }),
      },
      tags: pairs(tags),
    }))
    const models = modelInputs.map((model_id) => ({ model_id }))
    if (inputs.length + models.length > 0) {
      const body = { run_id: runId, datasets: inputs, ...(models.length > 0 && { models }) }
      await this.api.set("runs/log-inputs", body)
    }
    if (modelOutputs.length === 0) return
    const made = modelOutputs.map(({ modelId, step }) => ({ model_id: modelId, step }))
    await this.api.write("runs/outputs", { run_id: runId, models: made })
  }

  /** Servers before MLflow 3 do not know the path. */
  async refusesLoggedModels(): Promise<string | undefined> {
    try {
      await this.api.ask("logged-models/search", { experiment_ids: ["0"], max_results: 1 })
      return undefined
    } catch (error) {
      if (error instanceof RestError && error.unknownPath)
        return `${this.name}: is a server of MLflow 2, which keeps no logged models`
      throw error
    }
  }

  async createLoggedModel({ modelId, experimentId, name, sourceRunId, ...model }: ModelToCreate): Promise<string> {
    if (modelId !== undefined)
      throw new Error(
        `${this.name}: a tracking server makes model ids of its own, so ${modelId} cannot be kept. stores copy --new-ids lets it`,
      )
    const params = pairs(model.params)
    const { model: made } = (await this.api.write("logged-models", {
      experiment_id: experimentId,
      name,
      ...(sourceRunId && { source_run_id: sourceRunId }),
      ...(model.modelType && { model_type: model.modelType }),
      params: params.slice(0, PARAMS),
      tags: pairs(model.tags),
    })) as { model: { info: Json } }
    const id = textOf(made.info.model_id)
    for (let at = PARAMS; at < params.length; at += PARAMS)
      await this.api.set(`logged-models/${id}/params`, { model_id: id, params: params.slice(at, at + PARAMS) })
    return id
  }

  /** Values are logged to the runs that they are of as well: the server knows no other way. */
  async finishLoggedModel(modelId: string, { status, points = [] }: ModelToFinish): Promise<void> {
    for (const runId of new Set(points.map((point) => point.runId))) {
      const own = points.filter((point) => point.runId === runId)
      for (let at = 0; at < own.length; at += METRICS) {
        const metrics = own
          .slice(at, at + METRICS)
          .map(({ key, value, timestamp, step, datasetName, datasetDigest }) => ({
            key,
            value,
            timestamp,
            step,
            model_id: modelId,
            ...(datasetName && { dataset_name: datasetName, dataset_digest: datasetDigest }),
          }))
        await this.api.write("runs/log-batch", { run_id: runId, metrics })
      }
    }
    if (status === "PENDING") return
    await this.api.set(`logged-models/${modelId}`, { model_id: modelId, status: `LOGGED_MODEL_${status}` }, "PATCH")
  }

  /** A server numbers versions itself, so that they are added in their order. @throws Error where a number is not free. */
  async copyRegisteredModel(model: RegisteredModel): Promise<string[]> {
    const there = (await this.registeredModels()).find(({ name }) => name === model.name)
    if (!there) {
      const { name, description, tags } = model
      await this.api.write("registered-models/create", { name, ...(description && { description }), tags: pairs(tags) })
    }
    const present = new Set(there?.versions.map(({ version }) => version))
    const added: string[] = []
    for (const { version, stage, ...facts } of [...model.versions].reverse()) {
      if (present.has(version)) continue
      const { name, source, runId, description, tags } = facts
      const made = await this.createModelVersion({ name, source, runId, description, tags })
      if (made.version !== version)
        throw new Error(`${this.name}: got version ${made.version} of ${name} from the server, expected ${version}`)
      if (stage !== "None") await this.setModelStage(name, version, stage)
      added.push(version)
      present.add(version)
    }
    for (const [alias, version] of Object.entries(model.aliases))
      if (!there?.aliases[alias] && present.has(version)) await this.setModelAlias(model.name, alias, version)
    return added
  }
}
