import type { LoggedModel, ModelPoint, ModelStage, ModelVersion, RegisteredModel } from "../data/registry.js"
import type { Run, RunLinks, RunStatus } from "../data/run.js"

/** A value to log. `timestamp` in ms, now by default; `step` 0 by default. */
export interface MetricToLog {
  readonly key: string
  readonly value: number
  readonly timestamp?: number
  readonly step?: number | bigint
}

export interface BatchToLog {
  readonly metrics?: readonly MetricToLog[]
  readonly params?: Readonly<Record<string, string>>
  readonly tags?: Readonly<Record<string, string>>
}

export interface RunToCreate {
  /** Keeps the id of a run that is copied; a new one is made without. Tracking servers make their own. */
  readonly runId?: string
  readonly experimentId: string
  readonly runName?: string
  readonly startTime?: number
  readonly userId?: string
  readonly tags?: Readonly<Record<string, string>>
}

/** What a run became; what is absent stays. */
export interface RunUpdate {
  readonly status?: RunStatus
  readonly endTime?: number
  readonly runName?: string
}

export interface VersionToCreate {
  readonly name: string
  readonly source: string
  readonly runId?: string
  readonly description?: string
  readonly tags?: Readonly<Record<string, string>>
}

/** A logged model; it is pending until it is finished. */
export interface ModelToCreate
  extends Pick<LoggedModel, "experimentId" | "name" | "sourceRunId" | "modelType" | "params" | "tags"> {
  /** Keeps the id of a model that is copied. Tracking servers make their own. */
  readonly modelId?: string
  readonly creationTime?: number
}

/** What a logged model became, with the values of its metrics, which name runs of the store. */
export interface ModelToFinish {
  readonly status: LoggedModel["status"]
  readonly points?: readonly ModelPoint[]
}

/** Writing to a store as MLflow's own client does. Every call leaves each file old or new, never half written. */
export interface StoreWriter {
  setTag(runId: string, key: string, value: string): Promise<void>
  deleteTag(runId: string, key: string): Promise<void>
  logMetric(runId: string, key: string, value: number, at?: Pick<MetricToLog, "timestamp" | "step">): Promise<void>
  /** @throws Error when the param has another value already: params are immutable. */
  logParam(runId: string, key: string, value: string): Promise<void>
  logBatch(runId: string, batch: BatchToLog): Promise<void>
  /** Adds what a run was given and made; what is there already is not added again. */
  logLinks(runId: string, links: RunLinks): Promise<void>
  /** @param runId of a run, or of a logged model (`m-...`). @param path below its artifacts, with `/`. */
  logArtifact(runId: string, path: string, bytes: Uint8Array): Promise<void>
  createExperiment(name: string, tags?: Readonly<Record<string, string>>): Promise<string>
  renameExperiment(experimentId: string, name: string): Promise<void>
  deleteExperiment(experimentId: string): Promise<void>
  restoreExperiment(experimentId: string): Promise<void>
  setExperimentTag(experimentId: string, key: string, value: string): Promise<void>
  createRun(run: RunToCreate): Promise<Run>
  updateRun(runId: string, update: RunUpdate): Promise<void>
  deleteRun(runId: string): Promise<void>
  restoreRun(runId: string): Promise<void>
  /** Removes a deleted run for good. @throws Error for a run that is not deleted. */
  purgeRun(runId: string): Promise<void>
  /** Removes a deleted experiment and its runs for good. @throws Error for one that is not deleted. */
  purgeExperiment(experimentId: string): Promise<void>
  /** Why the store keeps no logged models, undefined where it keeps them: MLflow 2 knows none. */
  refusesLoggedModels(): Promise<string | undefined>
  /** @returns its id. */
  createLoggedModel(model: ModelToCreate): Promise<string>
  finishLoggedModel(modelId: string, made: ModelToFinish): Promise<void>
  /**
   * Adds what is missing of a registered model: itself, versions with their numbers, times, stages and tags, and aliases.
   * What is there stays. @returns the versions that were added.
   */
  copyRegisteredModel(model: RegisteredModel): Promise<string[]>
  createRegisteredModel(name: string, description?: string): Promise<void>
  createModelVersion(version: VersionToCreate): Promise<ModelVersion>
  setModelStage(name: string, version: string, stage: ModelStage, archiveExisting?: boolean): Promise<void>
  setModelAlias(name: string, alias: string, version: string): Promise<void>
  deleteModelAlias(name: string, alias: string): Promise<void>
  setModelVersionTag(name: string, version: string, key: string, value: string): Promise<void>
  describeModelVersion(name: string, version: string, description: string): Promise<void>
}
