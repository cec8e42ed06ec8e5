/** One logged value of a metric: MLflow's step may exceed 2^53, so it is a bigint. `timestamp` in ms. */
export interface MetricPoint {
  readonly value: number
  readonly timestamp: number
  readonly step: bigint
}

/** A dataset that was logged as an input of a run. */
export interface RunDataset {
  readonly name: string
  readonly digest: string
  readonly context: string
}

/** A dataset that a run was given, as its logger described it. */
export interface DatasetInput {
  readonly name: string
  readonly digest: string
  readonly sourceType: string
  readonly source: string
  /** Null where none was logged. */
  readonly schema: string | null
  readonly profile: string | null
  /** `mlflow.data.context` and others. */
  readonly tags: Readonly<Record<string, string>>
}

/** What a run was given and what it made, beside its artifacts. Models are those that MLflow 3 logs, by id. */
export interface RunLinks {
  readonly datasets: readonly DatasetInput[]
  readonly modelInputs: readonly string[]
  readonly modelOutputs: readonly { readonly modelId: string; readonly step: bigint }[]
}

export type RunStatus = "RUNNING" | "SCHEDULED" | "FINISHED" | "FAILED" | "KILLED"
export type LifecycleStage = "active" | "deleted"

/** An MLflow run. `metrics` holds the latest value of each; times are ms since 1970, null while unknown. */
export interface Run {
  readonly runId: string
  readonly runName: string
  readonly experimentId: string
  readonly status: RunStatus
  readonly startTime: number | null
  readonly endTime: number | null
  readonly userId: string
  readonly lifecycleStage: LifecycleStage
  /** When it was deleted; absent where that is not known. */
  readonly deletedTime?: number
  readonly artifactUri: string
  readonly metrics: Readonly<Record<string, number>>
  readonly params: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  readonly datasets: readonly RunDataset[]
}

/** An MLflow experiment. Its id is text: MLflow's ids exceed 2^53. */
export interface Experiment {
  readonly experimentId: string
  readonly name: string
  readonly lifecycleStage: LifecycleStage
  readonly creationTime: number | null
  readonly lastUpdateTime: number | null
  readonly tags: Readonly<Record<string, string>>
  readonly runCount: number
  /** Where it lies in a folder that holds several stores: `mlflow.db` or `mlruns`. */
  readonly source?: string
}

/** What could not be read, and why. The rest was loaded. */
export interface Problem {
  readonly path: string
  readonly line?: number
  readonly reason: string
}
