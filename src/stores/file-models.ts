import { type Files, joinPath } from "../data/files.js"
import type { LoggedModel, ModelPoint } from "../data/registry.js"
import type { ExperimentFolder } from "./file-experiments.js"
import { keyFiles, readKeys } from "./file-keys.js"
import type { FileMemory } from "./file-memory.js"
import { fieldOf, metaOf, type Report, textOf, timeOf } from "./file-text.js"
import { latestMetric } from "./latest-metric.js"
import { pointOf } from "./metric-lines.js"

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

/** Every value of a logged model's metrics. Lines that make no sense were reported when the latest was read. */
export async function readModelPoints(memory: FileMemory, files: Files, folder: string): Promise<ModelPoint[]> {
  const [names = []] = await keyFiles(memory, [memory.folder(folder)], "metrics")
  const points: ModelPoint[] = []
  for (const name of names) {
    const lines = textOf(await files.read(joinPath(folder, name))).split("\n")
    for (const words of lines.map((line) => line.trim().split(" "))) {
      const point = pointOf(words)
      if (!point) continue
      const [, , , runId = "", ...dataset] = words
      // A dataset's name may hold spaces, its digest none.
      const [datasetName, datasetDigest] = [dataset.slice(0, -1).join(" "), dataset.at(-1) ?? ""]
      points.push({ key: name.slice("metrics/".length), ...point, runId, datasetName, datasetDigest })
    }
  }
  return points
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
    modelType: fieldOf(meta, "model_type"),
    artifactUri: fieldOf(meta, "artifact_location"),
    creationTime: timeOf(meta, "creation_timestamp", path, report),
    deleted: meta.lifecycle_stage === "deleted",
  }
}
