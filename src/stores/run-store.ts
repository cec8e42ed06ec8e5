import type { FileEntry } from "../data/files.js"
import type { Experiment, MetricPoint, Problem, Run } from "../data/run.js"

/** Which lifecycle stages are wanted. */
export type View = "ACTIVE_ONLY" | "DELETED_ONLY" | "ALL"

export interface ExperimentQuery {
  readonly view?: View
}

export interface RunQuery {
  /** All experiments when absent. */
  readonly experimentIds?: readonly string[]
  readonly view?: View
  /** 1000 by default. */
  readonly maxResults?: number
  /** Where the page before ended. */
  readonly pageToken?: string
}

/** A place that keeps MLflow experiments. Reading never changes it. */
export interface RunStore {
  /** Where it lies, for messages. */
  readonly name: string
  /** The newest first. */
  experiments(query?: ExperimentQuery): Promise<Experiment[]>
  /** The newest first, ties by run id. */
  searchRuns(query?: RunQuery): Promise<{ runs: Run[]; nextPageToken?: string }>
  /** @throws Error when there is no such run. */
  run(runId: string): Promise<Run>
  /** In the order of logging. */
  metricHistory(runId: string, key: string): Promise<MetricPoint[]>
  artifacts(runId: string, path?: string): Promise<readonly FileEntry[]>
  readArtifact(runId: string, path: string): Promise<Uint8Array>
  /** What could not be read so far, and why. */
  problems(): readonly Problem[]
}
