import { joinPath } from "../data/files.js"
import type { ModelPoint, ModelVersion, RegisteredModel } from "../data/registry.js"
import type { DatasetInput, RunLinks } from "../data/run.js"
import { changeMeta, metaText, readMetaIf, readTextIf, writeText } from "./file-places.js"
import { FileRegistryWriter, modelFolder } from "./file-registry-writer.js"
import { type FileStyle, fileStyle } from "./file-style.js"
import { checkKey, checkParam, checkPoint, checkTag } from "./keys.js"
import { modelSource } from "./model-source.js"
import { pythonFloat } from "./python-float.js"
import { randomRunId } from "./run-name.js"
import type { ModelToCreate, ModelToFinish } from "./store-writer.js"
import { writeMeta } from "./yaml-meta.js"

/** In the numbering of MLflow's LoggedModelStatus. */
const statuses = ["PENDING", "READY", "FAILED"] as const

/** What runs were given and made, models that were logged, and copies of registered ones, as MLflow's FileStore has them. */
export abstract class FileModelWriter extends FileRegistryWriter {
  /** Where an experiment's artifacts lie, by what its meta.yaml says. */
  protected abstract locationOf(experimentId: string, recorded: string): string
  /** As 32 hexadecimal digits: MLflow names datasets and inputs so. */
  protected abstract readonly md5: (text: string) => string

  async logLinks(runId: string, { datasets, modelInputs, modelOutputs }: RunLinks): Promise<void> {
    const { folder } = await this.finder.activeRun(runId)
    const experiment = folder.slice(0, folder.lastIndexOf("/"))
    const refused = modelInputs.length + modelOutputs.length > 0 ? await this.refusesLoggedModels() : undefined
    if (refused !== undefined) throw new Error(refused)
    for (const dataset of datasets) await this.#logDataset(dataset, runId, experiment, folder)
    for (const id of modelInputs) {
      const place = joinPath(folder, `inputs/${this.md5(id + runId)}`)
      await this.#link(place, { source_type: "MODEL", source_id: id, destination_type: "RUN", tags: {} })
    }
    for (const { modelId, step } of modelOutputs) {
      const types = { source_type: "RUN_OUTPUT", destination_type: "MODEL_OUTPUT" }
      await this.#link(joinPath(folder, `outputs/${modelId}`), { ...types, source_id: modelId, tags: {}, step })
    }
  }

  async refusesLoggedModels(): Promise<string | undefined> {
    const { models } = await fileStyle(this.files)
    return models ? undefined : `${this.files.name}: is a store of MLflow 2, which keeps no logged models`
  }

  async createLoggedModel({ modelId: kept, experimentId, tags, params, ...facts }: ModelToCreate): Promise<string> {
    const { folder, meta } = await this.finder.activeExperiment(experimentId)
    const refused = await this.refusesLoggedModels()
    if (refused !== undefined) throw new Error(refused)
    const { rules } = await fileStyle(this.files, folder)
    for (const [key, value] of Object.entries(tags)) checkTag(key, value, rules)
    for (const [key, value] of Object.entries(params)) checkParam(key, value, rules)
    const modelId = kept ?? `m-${randomRunId()}`
    const place = joinPath(folder, `models/${modelId}`)
    if (!/^m-[\w-]+$/.test(modelId)) throw new RangeError(`got model id ${JSON.stringify(modelId)}, expected m-...`)
    if (await readMetaIf(this.files, place))
      throw new Error(`${this.files.name}: there is a logged model ${modelId} already`)
    for (const name of ["metrics", "params", "artifacts"]) await this.files.makeFolder(joinPath(place, name))
    for (const [key, value] of Object.entries(params))
      await writeText(this.files, joinPath(place, `params/${key}`), value, place)
    for (const [key, value] of Object.entries(tags))
      await writeText(this.files, joinPath(place, `tags/${key}`), value, place)
    const time = facts.creationTime ?? this.now()
    const written = {
      artifact_location: `${this.locationOf(experimentId, metaText(meta.artifact_location))}/models/${modelId}/artifacts`,
      creation_timestamp: time,
      experiment_id: experimentId,
      last_updated_timestamp: time,
      lifecycle_stage: "active",
      model_id: modelId,
      model_type: facts.modelType || null,
      name: facts.name,
      source_run_id: facts.sourceRunId || null,
      status: 1,
      status_message: null,
    }
    // The last: a folder without meta.yaml is no model.
    await writeText(this.files, joinPath(place, "meta.yaml"), writeMeta(written), place)
    return modelId
  }

  /** Metrics are written as whole files, so that doing it again changes nothing. */
  async finishLoggedModel(modelId: string, { status, points = [] }: ModelToFinish): Promise<void> {
    const { folder } = await this.finder.loggedModel(modelId)
    const { rules } = await fileStyle(this.files)
    for (const { key, timestamp, step } of points) {
      checkKey("metric", key, rules)
      checkPoint(key, timestamp, step)
    }
    for (const [key, lines] of pointLines(points))
      await writeText(this.files, joinPath(folder, `metrics/${key}`), lines, folder)
    await changeMeta(this.files, folder, { status: statuses.indexOf(status) + 1 })
  }

  async copyRegisteredModel(model: RegisteredModel): Promise<string[]> {
    const style = await fileStyle(this.files)
    const folder = modelFolder(model.name)
    if (!(await readMetaIf(this.files, folder))) await this.#placeModel(model, style)
    const added: string[] = []
    for (const version of [...model.versions].reverse())
      if (await this.#placeVersion(version, style)) added.push(version.version)
    const present = new Set(await this.versionFolders(model.name))
    for (const [alias, version] of Object.entries(model.aliases)) {
      const path = joinPath(folder, `aliases/${alias}`)
      if ((await readTextIf(this.files, path)) !== undefined) continue
      if (present.has(joinPath(folder, `version-${version}`))) await writeText(this.files, path, version, folder)
    }
    const own = await readMetaIf(this.files, folder)
    if (own && "aliases" in own) await changeMeta(this.files, folder, { aliases: await this.aliasesIn(folder) })
    return added
  }

  async #placeModel(model: RegisteredModel, { modelExtras }: FileStyle): Promise<void> {
    const meta = {
      ...modelExtras,
      aliases: {},
      creation_timestamp: model.creationTime ?? this.now(),
      description: model.description || null,
      last_updated_timestamp: model.lastUpdateTime ?? this.now(),
      name: model.name,
    }
    await this.placeFolder(modelFolder(model.name), meta, model.tags)
  }

  /** @returns false where there is such a version. */
  async #placeVersion(version: ModelVersion, { versionExtras }: FileStyle): Promise<boolean> {
    const place = joinPath(modelFolder(version.name), `version-${version.version}`)
    if (await readMetaIf(this.files, place)) return false
    const { modelId, location } = await modelSource(version.source, version.runId, this).catch(() => ({
      modelId: "",
      location: version.source,
    }))
    const number = Number(version.version)
    const meta = {
      ...versionExtras,
      creation_timestamp: version.creationTime ?? this.now(),
      current_stage: version.stage,
      description: version.description || null,
      last_updated_timestamp: version.lastUpdateTime ?? this.now(),
      ...("model_id" in versionExtras && { model_id: modelId || null }),
      name: version.name,
      run_id: version.runId || null,
      run_link: null,
      source: version.source,
      status: version.status,
      status_message: null,
      storage_location: location,
      user_id: version.userId || null,
      version: Number.isSafeInteger(number) ? number : BigInt(version.version),
    }
    return this.placeFolder(place, meta, version.tags)
  }

  async #logDataset(
    { tags, sourceType, ...facts }: DatasetInput,
    runId: string,
    experiment: string,
    run: string,
  ): Promise<void> {
    const id = this.md5(facts.name + facts.digest)
    const place = joinPath(experiment, `datasets/${id}`)
    if (!(await readMetaIf(this.files, place))) {
      const meta = writeMeta({ ...facts, source_type: sourceType })
      await writeText(this.files, joinPath(place, "meta.yaml"), meta, place)
    }
    const link = { source_type: "DATASET", source_id: id, destination_type: "RUN", tags }
    await this.#link(joinPath(run, `inputs/${this.md5(id + runId)}`), link)
  }

  /** MLflow writes the source where the destination should stand. */
  async #link(place: string, link: { readonly source_id: string } & Parameters<typeof writeMeta>[0]): Promise<void> {
    if (await readMetaIf(this.files, place)) return
    const meta = writeMeta({ ...link, destination_id: link.source_id })
    await writeText(this.files, joinPath(place, "meta.yaml"), meta, place)
  }
}

function pointLines(points: readonly ModelPoint[]): Map<string, string> {
  const lines = new Map<string, string>()
  for (const { key, value, timestamp, step, runId, datasetName, datasetDigest } of points) {
    const dataset = datasetName === "" ? "" : ` ${datasetName} ${datasetDigest}`
    lines.set(key, `${lines.get(key) ?? ""}${timestamp} ${pythonFloat(value)} ${step} ${runId}${dataset}\n`)
  }
  return lines
}
