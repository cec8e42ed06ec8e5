import { joinPath } from "../data/files.js"
import type { ModelStage, ModelVersion, RegisteredModel } from "../data/registry.js"
import { readKeys } from "./file-keys.js"
import type { FileMemory, Folder } from "./file-memory.js"
import { fieldOf, metaOf, type Report, textOf, timeOf } from "./file-text.js"

type ModelMeta = Omit<RegisteredModel, "tags" | "aliases" | "versions">
type VersionMeta = Omit<ModelVersion, "tags" | "aliases">

const stages: readonly ModelStage[] = ["None", "Staging", "Production", "Archived"]

/** The model registry of a store, by name, versions the newest first. What cannot be read is reported. */
export async function readRegistry(memory: FileMemory): Promise<RegisteredModel[]> {
  const [entries = []] = await memory.lists([memory.folder("models")], [""])
  const all = entries.filter(({ folder }) => folder).map(({ name }) => memory.folder(joinPath("models", name)))
  const metas = await memory.column(all, "meta.yaml", modelMeta)
  const folders = all.filter((_, i) => metas[i])
  const tags = await readKeys(memory, folders, "tags", textOf)
  const aliases = await readKeys(memory, folders, "aliases", textOf)
  const models: RegisteredModel[] = []
  for (const [i, meta] of metas.filter((meta) => meta !== undefined).entries()) {
    const versions = await readVersions(memory, folders[i]!, aliases[i]!)
    models.push({ ...meta, tags: tags[i]!, aliases: aliases[i]!, versions })
  }
  return models.sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)))
}

async function readVersions(
  memory: FileMemory,
  model: Folder,
  aliases: Readonly<Record<string, string>>,
): Promise<ModelVersion[]> {
  const [entries = []] = await memory.lists([model], [""])
  const named = entries.filter(({ name, folder }) => folder && /^version-\d+$/.test(name))
  const all = named.map(({ name }) => memory.folder(joinPath(model.path, name)))
  const metas = await memory.column(all, "meta.yaml", versionMeta)
  const folders = all.filter((_, i) => metas[i])
  const tags = await readKeys(memory, folders, "tags", textOf)
  const versions = metas
    .filter((meta) => meta !== undefined)
    .map((meta, i) => {
      const own = Object.keys(aliases).filter((alias) => aliases[alias] === meta.version)
      return { ...meta, tags: tags[i]!, aliases: own.sort() }
    })
  return versions.sort((a, b) => Number(BigInt(b.version) - BigInt(a.version)))
}

function modelMeta(bytes: Uint8Array, path: string, report: Report): ModelMeta {
  const meta = metaOf(bytes)
  return {
    name: String(meta.name ?? path.split("/")[1]),
    description: fieldOf(meta, "description"),
    creationTime: timeOf(meta, "creation_timestamp", path, report),
    lastUpdateTime: timeOf(meta, "last_updated_timestamp", path, report),
  }
}

/** The folder says the version. A stage that is none is reported and taken for None. */
function versionMeta(bytes: Uint8Array, path: string, report: Report): VersionMeta {
  const meta = metaOf(bytes)
  const [, model = "", version = ""] = /([^/]*)\/version-(\d+)\/[^/]*$/.exec(path) ?? []
  const named = String(meta.current_stage ?? "None")
  const stage = stages.find((each) => each.toLowerCase() === named.toLowerCase())
  if (!stage) report({ path, reason: `current_stage is ${named}, expected one of ${stages.join(", ")}` })
  return {
    name: String(meta.name ?? model),
    version: BigInt(version).toString(),
    stage: stage ?? "None",
    source: fieldOf(meta, "source"),
    runId: fieldOf(meta, "run_id"),
    status: String(meta.status ?? "READY"),
    description: fieldOf(meta, "description"),
    userId: fieldOf(meta, "user_id"),
    creationTime: timeOf(meta, "creation_timestamp", path, report),
    lastUpdateTime: timeOf(meta, "last_updated_timestamp", path, report),
  }
}
