import { joinPath } from "../data/files.js"
import type { LoggedModel } from "../data/registry.js"
import type { ExperimentFolder } from "./file-experiments.js"
import { readKeys } from "./file-keys.js"
import type { FileMemory } from "./file-memory.js"
import { fieldOf, metaOf, type Report, textOf, timeOf } from "./file-text.js"
import { latestMetric } from "./latest-metric.js"

/** A model that MLflow 3 logged, by its folder. */
export interface FoundModel {
  readonly folder: string
  readonly model: LoggedModel
}

type ModelMeta = Omit<LoggedModel, "params" | "tags" | "metrics">

/** In the numbering of MLflow's LoggedModelStatus. */
const statuses: readonly LoggedModel["status"][] = ["PENDING", "READY", "FAILED"]

/** The logged models of an experiment, deleted ones left out, by id. What of them cannot be read is reported. */
export async function findModels(memory: FileMemory, { path }: ExperimentFolder): Promise<FoundModel[]> {
  const [entries = []] = await memory.lists([memory.folder(path)], ["models"])
  const all = entries.filter(({ folder }) => folder).map(({ name }) => memory.folder(joinPath(path, `models/${name}`)))
  const metas = await memory.column(all, "meta.yaml", modelMeta)
  const folders = all.filter((_, i) => metas[i])
  const params = await readKeys(memory, folders, "params", textOf)
  const tags = await readKeys(memory, folders, "tags", textOf)
  const metrics = await readKeys(memory, folders, "metrics", modelMetric)
  const present = metas.filter((meta) => meta !== undefined)
  const found = present.map(({ deleted, ...meta }, i) => ({
    deleted,
    folder: folders[i]!.path,
    model: { ...meta, params: params[i]!, tags: tags[i]!, metrics: metrics[i]! },
  }))
  return found.filter(({ deleted }) => !deleted).map(({ folder, model }) => ({ folder, model }))
}

/** Lines of a model's metric name the run behind the step: `timestamp value step run_id`, then perhaps a dataset. */
function modelMetric(bytes: Uint8Array, path: string, report: Report): number {
  const lines = textOf(bytes)
    .split("\n")
    .map((line) => line.trim().split(" ").slice(0, 3).join(" "))
  return latestMetric(new TextEncoder().encode(lines.join("\n")), path, report)
}

function modelMeta(bytes: Uint8Array, path: string, report: Report): ModelMeta & { deleted: boolean } {
  const meta = metaOf(bytes)
  const status = typeof meta.status === "number" ? statuses[meta.status - 1] : statuses.find((s) => s === meta.status)
  if (!status) throw new Error(`status is ${String(meta.status)}, expected 1 to ${statuses.length}`)
  const [, folder = ""] = /([^/]*)\/[^/]*$/.exec(path) ?? []
  return {
    modelId: String(meta.model_id ?? folder),
    name: fieldOf(meta, "name"),
    experimentId: fieldOf(meta, "experiment_id"),
    sourceRunId: fieldOf(meta, "source_run_id"),
    status,
    artifactUri: fieldOf(meta, "artifact_location"),
    creationTime: timeOf(meta, "creation_timestamp", path, report),
    deleted: meta.lifecycle_stage === "deleted",
  }
}
