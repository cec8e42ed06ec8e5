import { joinPath } from "../data/files.js"
import type { ModelStage, ModelVersion } from "../data/registry.js"
import type { WritableFiles } from "../data/writable-files.js"
import type { FileFinder } from "./file-finder.js"
import { changeMeta, foldersIn, metaText, readMetaIf, readTextIf, writeText } from "./file-places.js"
import { fileStyle } from "./file-style.js"
import { checkAlias, checkKey, checkLength, checkModelName } from "./keys.js"
import { type LoggedSource, modelSource } from "./model-source.js"
import type { VersionToCreate } from "./store-writer.js"
import { type Meta, type MetaValue, writeMeta } from "./yaml-meta.js"

const stages: readonly string[] = ["None", "Staging", "Production", "Archived"]

/** The registry's verbs in the folder `models` of a file store, as MLflow's FileStore has it. */
export abstract class FileRegistryWriter {
  protected abstract readonly files: WritableFiles
  protected abstract readonly finder: FileFinder
  protected readonly now: () => number = Date.now

  async createRegisteredModel(name: string, description?: string): Promise<void> {
    checkModelName(name)
    if (await readMetaIf(this.files, modelFolder(name))) {
      throw new Error(`${this.files.name}: the registered model ${name} already exists`)
    }
    const time = this.now()
    const { modelExtras } = await fileStyle(this.files)
    const times = { creation_timestamp: time, last_updated_timestamp: time }
    const meta = { ...modelExtras, aliases: {}, description: description ?? null, name, ...times }
    // In its place at once: MLflow cannot list a registry where a model's meta.yaml is missing.
    await this.placeFolder(modelFolder(name), meta, {})
  }

  async createModelVersion({ name, source, runId, description, tags = {} }: VersionToCreate): Promise<ModelVersion> {
    await this.#model(name)
    const { rules, versionExtras } = await fileStyle(this.files)
    for (const [key, value] of Object.entries(tags)) {
      checkKey("tag", key, rules)
      checkLength(`value of tag ${key}`, value, rules.longestVersionTag)
    }
    const model = await modelSource(source, runId ?? "", this)
    const time = this.now()
    const meta = {
      ...versionExtras,
      creation_timestamp: time,
      current_stage: "None",
      description: description ?? null,
      last_updated_timestamp: time,
      ...("model_id" in versionExtras && { model_id: model.modelId || null }),
      name,
      run_id: model.runId || null,
      run_link: null,
      source: model.source,
      status: "READY",
      status_message: null,
      storage_location: model.location,
      user_id: null,
    }
    const version = await this.#placeVersion(name, meta, tags)
    await this.#touch(name, time)
    const facts = { name, version, stage: "None", source: model.source, runId: model.runId, status: "READY" } as const
    const times = { creationTime: time, lastUpdateTime: time }
    return { ...facts, ...times, description: description ?? "", userId: "", tags, aliases: [] }
  }

  async setModelStage(name: string, version: string, stage: ModelStage, archiveExisting = false): Promise<void> {
    if (!stages.includes(stage)) throw new RangeError(`got stage ${stage}, expected one of ${stages.join(", ")}`)
    if (archiveExisting && stage !== "Staging" && stage !== "Production") {
      throw new RangeError(`got stage ${stage} with archiveExisting, expected Staging or Production`)
    }
    const folder = await this.#version(name, version)
    const time = this.now()
    if (archiveExisting) {
      for (const other of await this.versionFolders(name)) {
        const meta = await readMetaIf(this.files, other)
        if (other === folder || meta?.current_stage !== stage) continue
        await changeMeta(this.files, other, { current_stage: "Archived", last_updated_timestamp: time })
      }
    }
    await changeMeta(this.files, folder, { current_stage: stage, last_updated_timestamp: time })
    await this.#touch(name, time)
  }

  async setModelAlias(name: string, alias: string, version: string): Promise<void> {
    checkAlias(alias)
    await this.#version(name, version)
    await writeText(this.files, joinPath(modelFolder(name), `aliases/${alias}`), version, modelFolder(name))
    await this.#touch(name, this.now())
  }

  async deleteModelAlias(name: string, alias: string): Promise<void> {
    checkAlias(alias)
    await this.#model(name)
    await this.files.remove(joinPath(modelFolder(name), `aliases/${alias}`))
    await this.#touch(name, this.now())
  }

  async setModelVersionTag(name: string, version: string, key: string, value: string): Promise<void> {
    const { rules } = await fileStyle(this.files)
    checkKey("tag", key, rules)
    checkLength(`value of tag ${key}`, value, rules.longestVersionTag)
    const folder = await this.#version(name, version)
    await writeText(this.files, joinPath(folder, `tags/${key}`), value, folder)
    await this.#touch(name, this.now())
  }

  async describeModelVersion(name: string, version: string, description: string): Promise<void> {
    const folder = await this.#version(name, version)
    await changeMeta(this.files, folder, { description, last_updated_timestamp: this.now() })
  }

  async artifactUri(runId: string): Promise<string> {
    return metaText((await this.finder.run(runId)).meta.artifact_uri)
  }

  /** Models that MLflow 3 logged, as far as a version is made from them. */
  async loggedSources(runId?: string): Promise<LoggedSource[]> {
    const experiments = runId === undefined ? await this.finder.experiments() : [await this.#experimentOf(runId)]
    const found: LoggedSource[] = []
    for (const { folder } of experiments) {
      const models = joinPath(folder, "models")
      for (const id of await foldersIn(this.files, models)) {
        const meta = await readMetaIf(this.files, joinPath(models, id)).catch(() => undefined)
        if (!meta) continue
        const [modelId, name, sourceRunId] = [meta.model_id, meta.name, meta.source_run_id].map(metaText)
        found.push({
          modelId: modelId!,
          name: name!,
          sourceRunId: sourceRunId!,
          artifactUri: metaText(meta.artifact_location),
        })
      }
    }
    return found.filter((model) => runId === undefined || model.sourceRunId === runId)
  }

  async #experimentOf(runId: string): Promise<{ folder: string }> {
    const { folder } = await this.finder.run(runId)
    return { folder: folder.slice(0, folder.lastIndexOf("/")) }
  }

  /** @throws Error where there is no such model. */
  async #model(name: string): Promise<Meta> {
    checkModelName(name)
    const meta = await readMetaIf(this.files, modelFolder(name))
    if (meta) return meta
    throw new Error(`${this.files.name}: there is no registered model ${name}. Create it first`)
  }

  /** @throws Error where there is no such version. */
  async #version(name: string, version: string): Promise<string> {
    await this.#model(name)
    const folder = joinPath(modelFolder(name), `version-${version}`)
    if (/^\d+$/.test(version) && (await readMetaIf(this.files, folder))) return folder
    throw new Error(`${this.files.name}: the registered model ${name} has no version ${version}`)
  }

  protected async versionFolders(name: string): Promise<string[]> {
    const folders = await foldersIn(this.files, modelFolder(name))
    return folders.filter((each) => /^version-\d+$/.test(each)).map((each) => joinPath(modelFolder(name), each))
  }

  /** Notes when a model was changed last. MLflow repeats the aliases in its meta.yaml. */
  async #touch(name: string, time: number): Promise<void> {
    const folder = modelFolder(name)
    const meta = await this.#model(name)
    const aliases = await this.aliasesIn(folder)
    await changeMeta(this.files, folder, { last_updated_timestamp: time, ...("aliases" in meta && { aliases }) })
  }

  protected async aliasesIn(folder: string): Promise<Record<string, string>> {
    const aliases: Record<string, string> = {}
    for (const { name: alias } of (await this.files.list(joinPath(folder, "aliases"))) ?? []) {
      aliases[alias] = (await readTextIf(this.files, joinPath(folder, `aliases/${alias}`))) ?? ""
    }
    return aliases
  }

  /** The next number is taken by whoever puts the whole folder there first. */
  async #placeVersion(name: string, meta: Meta, tags: Readonly<Record<string, string>>): Promise<string> {
    for (;;) {
      const numbers = (await this.versionFolders(name)).map((folder) =>
        BigInt(folder.slice(folder.lastIndexOf("-") + 1)),
      )
      const version = numbers.reduce((most, each) => (each > most ? each : most), 0n) + 1n
      const place = joinPath(modelFolder(name), `version-${version}`)
      const whole: Record<string, MetaValue> = {
        ...meta,
        version: Number.isSafeInteger(Number(version)) ? Number(version) : version,
      }
      if (await this.placeFolder(place, whole, tags)) return String(version)
    }
  }

  /** Makes a folder elsewhere and moves it to its place. @returns false where the place was taken meanwhile. */
  protected async placeFolder(place: string, meta: Meta, tags: Readonly<Record<string, string>>): Promise<boolean> {
    // Below a folder without meta.yaml, which readers pass over.
    const shelter = `.leafwise-${crypto.randomUUID()}`
    const made = `${shelter}/made`
    try {
      for (const [key, value] of Object.entries(tags))
        await writeText(this.files, `${made}/tags/${key}`, value, shelter)
      await writeText(this.files, `${made}/meta.yaml`, writeMeta(meta), shelter)
      await this.files.move(made, place)
      return true
    } catch (error) {
      const { code } = error as { code?: unknown }
      if (code === "ENOTEMPTY" || code === "EEXIST") return false
      throw error
    } finally {
      await this.files.remove(shelter)
    }
  }
}

export function modelFolder(name: string): string {
  return joinPath("models", name)
}
