import type { ModelStage, ModelVersion, RegisteredModel } from "../data/registry.js"
import type { Run, RunLinks } from "../data/run.js"
import type { RunStore } from "./run-store.js"
import type {
  BatchToLog,
  MetricToLog,
  ModelToCreate,
  ModelToFinish,
  RunToCreate,
  RunUpdate,
  StoreWriter,
  VersionToCreate,
} from "./store-writer.js"

/**
 * Writes to several stores as one: to that which holds the run, experiment or model, the first where several do. What is
 * new goes to the first.
 */
export class CombinedWriter implements StoreWriter {
  readonly #name: string
  readonly #stores: readonly RunStore[]

  constructor(name: string, stores: readonly RunStore[]) {
    this.#name = name
    this.#stores = stores
  }

  async setTag(runId: string, key: string, value: string): Promise<void> {
    await (await this.#ofRun(runId)).setTag(runId, key, value)
  }

  async deleteTag(runId: string, key: string): Promise<void> {
    await (await this.#ofRun(runId)).deleteTag(runId, key)
  }

  async logMetric(runId: string, key: string, value: number, at?: Omit<MetricToLog, "key" | "value">): Promise<void> {
    await (await this.#ofRun(runId)).logMetric(runId, key, value, at)
  }

  async logParam(runId: string, key: string, value: string): Promise<void> {
    await (await this.#ofRun(runId)).logParam(runId, key, value)
  }

  async logBatch(runId: string, batch: BatchToLog): Promise<void> {
    await (await this.#ofRun(runId)).logBatch(runId, batch)
  }

  async logArtifact(runId: string, path: string, bytes: Uint8Array): Promise<void> {
    await (await this.#ofRunOrModel(runId)).logArtifact(runId, path, bytes)
  }

  async logLinks(runId: string, links: RunLinks): Promise<void> {
    await (await this.#ofRun(runId)).logLinks(runId, links)
  }

  refusesLoggedModels(): Promise<string | undefined> {
    return this.#stores[0]!.refusesLoggedModels()
  }

  async createLoggedModel(model: ModelToCreate): Promise<string> {
    return (await this.#ofExperiment(model.experimentId)).createLoggedModel(model)
  }

  async finishLoggedModel(modelId: string, made: ModelToFinish): Promise<void> {
    await (await this.#ofRunOrModel(modelId)).finishLoggedModel(modelId, made)
  }

  async copyRegisteredModel(model: RegisteredModel): Promise<string[]> {
    return ((await this.#withModel(model.name)) ?? this.#stores[0]!).copyRegisteredModel(model)
  }

  createExperiment(name: string, tags?: Readonly<Record<string, string>>): Promise<string> {
    return this.#stores[0]!.createExperiment(name, tags)
  }

  async renameExperiment(experimentId: string, name: string): Promise<void> {
    await (await this.#ofExperiment(experimentId)).renameExperiment(experimentId, name)
  }

  async deleteExperiment(experimentId: string): Promise<void> {
    await (await this.#ofExperiment(experimentId)).deleteExperiment(experimentId)
  }

  async restoreExperiment(experimentId: string): Promise<void> {
    await (await this.#ofExperiment(experimentId)).restoreExperiment(experimentId)
  }

  async setExperimentTag(experimentId: string, key: string, value: string): Promise<void> {
    await (await this.#ofExperiment(experimentId)).setExperimentTag(experimentId, key, value)
  }

  async createRun(run: RunToCreate): Promise<Run> {
    return (await this.#ofExperiment(run.experimentId)).createRun(run)
  }

  async updateRun(runId: string, update: RunUpdate): Promise<void> {
    await (await this.#ofRun(runId)).updateRun(runId, update)
  }

  async deleteRun(runId: string): Promise<void> {
    await (await this.#ofRun(runId)).deleteRun(runId)
  }

  async restoreRun(runId: string): Promise<void> {
    await (await this.#ofRun(runId)).restoreRun(runId)
  }

  async purgeRun(runId: string): Promise<void> {
    await (await this.#ofRun(runId)).purgeRun(runId)
  }

  async purgeExperiment(experimentId: string): Promise<void> {
    await (await this.#ofExperiment(experimentId)).purgeExperiment(experimentId)
  }

  async createRegisteredModel(name: string, description?: string): Promise<void> {
    const taken = await this.#withModel(name)
    if (taken) throw new Error(`${taken.name}: the registered model ${name} already exists`)
    await this.#stores[0]!.createRegisteredModel(name, description)
  }

  async createModelVersion(version: VersionToCreate): Promise<ModelVersion> {
    return (await this.#ofModel(version.name)).createModelVersion(version)
  }

  async setModelStage(name: string, version: string, stage: ModelStage, archiveExisting?: boolean): Promise<void> {
    await (await this.#ofModel(name)).setModelStage(name, version, stage, archiveExisting)
  }

  async setModelAlias(name: string, alias: string, version: string): Promise<void> {
    await (await this.#ofModel(name)).setModelAlias(name, alias, version)
  }

  async deleteModelAlias(name: string, alias: string): Promise<void> {
    await (await this.#ofModel(name)).deleteModelAlias(name, alias)
  }

  async setModelVersionTag(name: string, version: string, key: string, value: string): Promise<void> {
    await (await this.#ofModel(name)).setModelVersionTag(name, version, key, value)
  }

  async describeModelVersion(name: string, version: string, description: string): Promise<void> {
    await (await this.#ofModel(name)).describeModelVersion(name, version, description)
  }

  async #ofRun(runId: string): Promise<RunStore> {
    for (const store of this.#stores) if (await store.run(runId).catch(() => undefined)) return store
    throw new Error(`${this.#name}: there is no run ${runId}`)
  }

  async #ofRunOrModel(id: string): Promise<RunStore> {
    if (!id.startsWith("m-")) return this.#ofRun(id)
    for (const store of this.#stores) {
      if ((await store.loggedModels()).some(({ modelId }) => modelId === id)) return store
    }
    throw new Error(`${this.#name}: there is no logged model ${id}`)
  }

  async #ofExperiment(experimentId: string): Promise<RunStore> {
    for (const store of this.#stores) {
      const listed = await store.experiments({ view: "ALL" })
      if (listed.some((experiment) => experiment.experimentId === experimentId)) return store
    }
    throw new Error(`${this.#name}: there is no experiment ${experimentId}`)
  }

  async #ofModel(name: string): Promise<RunStore> {
    const store = await this.#withModel(name)
    if (store) return store
    throw new Error(`${this.#name}: there is no registered model ${name}. Create it first`)
  }

  async #withModel(name: string): Promise<RunStore | undefined> {
    for (const store of this.#stores) {
      if ((await store.registeredModels()).some((model) => model.name === name)) return store
    }
    return undefined
  }
}
