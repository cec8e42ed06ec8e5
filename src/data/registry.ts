export type ModelStage = "None" | "Staging" | "Production" | "Archived"

/** A version of a registered model. Its number is text: it may exceed 2^53. Times are ms since 1970. */
export interface ModelVersion {
  readonly name: string
  readonly version: string
  readonly stage: ModelStage
  /** Where the model was registered from: a path, `runs:/ID/PATH` or `models:/m-ID`. */
  readonly source: string
  /** "" when it was registered without a run. */
  readonly runId: string
  readonly status: string
  readonly description: string
  readonly userId: string
  readonly creationTime: number | null
  readonly lastUpdateTime: number | null
  readonly tags: Readonly<Record<string, string>>
  readonly aliases: readonly string[]
}

/** A model of MLflow's registry with its versions, the newest first. */
export interface RegisteredModel {
  readonly name: string
  readonly description: string
  readonly creationTime: number | null
  readonly lastUpdateTime: number | null
  readonly tags: Readonly<Record<string, string>>
  /** Version by alias. */
  readonly aliases: Readonly<Record<string, string>>
  readonly versions: readonly ModelVersion[]
}

/** A model that MLflow 3 logged: its artifacts lie beside the runs, not in them. */
export interface LoggedModel {
  readonly modelId: string
  readonly name: string
  readonly experimentId: string
  /** "" when no run made it. */
  readonly sourceRunId: string
  readonly status: "PENDING" | "READY" | "FAILED"
  /** "" where none was given. */
  readonly modelType: string
  readonly artifactUri: string
  readonly creationTime: number | null
  readonly params: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  readonly metrics: Readonly<Record<string, number>>
}

/** One value of a logged model's metric: of a run, and perhaps over a dataset, "" where over none. */
export interface ModelPoint {
  readonly key: string
  readonly value: number
  readonly timestamp: number
  readonly step: bigint
  readonly runId: string
  readonly datasetName: string
  readonly datasetDigest: string
}
