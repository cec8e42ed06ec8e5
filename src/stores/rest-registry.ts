import type { LoggedModel, ModelPoint, ModelStage, ModelVersion, RegisteredModel } from "../data/registry.js"
import { type Json, listOf, pointOf, textOf, textsOf, timeOf } from "./rest-run.js"

export function modelVersionOf(json: Json): ModelVersion {
  return {
    name: textOf(json.name),
    version: textOf(json.version),
    stage: (textOf(json.current_stage) || "None") as ModelStage,
    source: textOf(json.source),
    runId: textOf(json.run_id),
    status: textOf(json.status) || "READY",
    description: textOf(json.description),
    userId: textOf(json.user_id),
    creationTime: timeOf(json.creation_timestamp),
    lastUpdateTime: timeOf(json.last_updated_timestamp),
    tags: textsOf(json.tags),
    aliases: (Array.isArray(json.aliases) ? json.aliases : []).map(textOf),
  }
}

/** @param versions of all models: answers of `model-versions/search` lack aliases in some releases. */
export function registeredModelOf(json: Json, versions: readonly ModelVersion[]): RegisteredModel {
  const name = textOf(json.name)
  const aliases = Object.fromEntries(listOf(json.aliases).map(({ alias, version }) => [textOf(alias), textOf(version)]))
  const named = Object.entries(aliases)
  return {
    name,
    description: textOf(json.description),
    creationTime: timeOf(json.creation_timestamp),
    lastUpdateTime: timeOf(json.last_updated_timestamp),
    tags: textsOf(json.tags),
    aliases,
    versions: versions
      .filter((version) => version.name === name)
      .map((each) => ({ ...each, aliases: named.flatMap(([alias, to]) => (to === each.version ? [alias] : [])) }))
      .sort((a, b) => Number(BigInt(b.version) - BigInt(a.version))),
  }
}

export function loggedModelOf({ info = {}, data = {} }: { info?: Json; data?: Json }): LoggedModel {
  const status = textOf(info.status).replace("LOGGED_MODEL_", "").replace("UPLOAD_", "")
  return {
    modelId: textOf(info.model_id),
    name: textOf(info.name),
    experimentId: textOf(info.experiment_id),
    sourceRunId: textOf(info.source_run_id),
    status: status === "READY" || status === "FAILED" ? status : "PENDING",
    modelType: textOf(info.model_type),
    artifactUri: textOf(info.artifact_uri),
    creationTime: timeOf(info.creation_timestamp_ms),
    params: textsOf(data.params),
    tags: textsOf(info.tags),
    metrics: Object.fromEntries(listOf(data.metrics).map((metric) => [textOf(metric.key), pointOf(metric).value])),
  }
}

export function modelPointOf(json: Json): ModelPoint {
  return {
    key: textOf(json.key),
    ...pointOf(json),
    runId: textOf(json.run_id),
    datasetName: textOf(json.dataset_name),
    datasetDigest: textOf(json.dataset_digest),
  }
}
