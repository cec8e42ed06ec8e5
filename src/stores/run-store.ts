import type { FileEntry } from "../data/files.js"
import type { LoggedModel, ModelPoint, RegisteredModel } from "../data/registry.js"
import type { Experiment, MetricPoint, Problem, Run, RunLinks } from "../data/run.js"
import type { StoreWriter } from "./store-writer.js"

/** Which lifecycle stages are wanted. */
export type View = "ACTIVE_ONLY" | "DELETED_ONLY" | "ALL"

export interface ExperimentQuery {
  readonly view?: View
  /** In MLflow's grammar. */
  readonly filter?: string
}

export interface RunQuery {
  /** All experiments when absent. */
  readonly experimentIds?: readonly string[]
  /** Only runs of this source, in a store that combines several: ids of experiments may occur in each. */
  readonly source?: string
  /** In MLflow's grammar, e.g. `metrics.auc > 0.6 and tags.kind = 'final'`. */
  readonly filter?: string
  /** In MLflow's grammar, one field each, e.g. `metrics.auc DESC`. */
  readonly orderBy?: readonly string[]
  readonly view?: View
  /** 1000 by default. */
  readonly maxResults?: number
  /** Where the page before ended. */
  readonly pageToken?: string
}

/** What can be told of a store without reading all of it. */
export interface Glance {
  /** Their `runCount` is the number of their runs' folders. */
  readonly experiments: readonly Experiment[]
  /** Some runs, in no order. */
  readonly runs: readonly Run[]
}

/** A place that keeps MLflow experiments. Reading never changes it. */
export interface RunStore extends StoreWriter {
  /** Where it lies, for messages. */
  readonly name: string
  /** Whether what StoreWriter declares works here; where it does not, those calls are rejected with the reason. */
  readonly writable: boolean
  /** Lets go of what it holds open, such as the copy of a database that lies in an archive. */
  close?(): Promise<void>
  /** A first look, where a search has to read every run and may take long. */
  glance?(count: number): Promise<Glance | undefined>
  /** The newest first. */
  experiments(query?: ExperimentQuery): Promise<Experiment[]>
  /** The newest first unless ordered otherwise, ties by run id. @throws FilterError for what is no filter. */
  searchRuns(query?: RunQuery): Promise<{ runs: Run[]; nextPageToken?: string }>
  /** @throws Error when there is no such run. */
  run(runId: string): Promise<Run>
  /** In the order of logging. */
  metricHistory(runId: string, key: string): Promise<MetricPoint[]>
  /** The datasets and models that a run was given, and the models that it made. */
  links(runId: string): Promise<RunLinks>
  /** Of a run, or of a logged model (`m-...`). */
  artifacts(runId: string, path?: string): Promise<readonly FileEntry[]>
  readArtifact(runId: string, path: string): Promise<Uint8Array>
  /** Where a run's artifacts are read from, where that is not what `artifactUri` says: the store was moved or copied. */
  artifactsMoved?(runId: string): Promise<string | undefined>
  /** The folder of this machine that a run's artifacts are read from, where they are. */
  artifactsOnDisk?(runId: string): Promise<string | undefined>
  /** The registry, by name. */
  registeredModels(): Promise<RegisteredModel[]>
  /** Models that MLflow 3 logged: those of one run, or all. */
  loggedModels(query?: { readonly runId?: string }): Promise<LoggedModel[]>
  /** Every value of a logged model's metrics, by key, then in the order of logging. */
  modelPoints(modelId: string): Promise<ModelPoint[]>
  /** What could not be read so far, and why. */
  problems(): readonly Problem[]
}
