import { joinPath } from "./data/files.js"
import type { ModelVersion } from "./data/registry.js"
import { nearestName } from "./kernels/nearest-name.js"
import type { RunStore } from "./stores/run-store.js"

/** A model's file in a store. `id` is a run's, or that of a model that MLflow 3 logged (`m-...`). */
export interface StoredModel {
  readonly id: string
  readonly path: string
}

/** Where MLflow's flavours keep what the library itself wrote, in a model's folder. */
const flavourFiles = /^(model|booster)\.(lgb|xgb|ubj|json|txt|cbm)$/i

const forms = "runs:/ID/PATH, models:/NAME/VERSION, models:/NAME/STAGE, models:/NAME@ALIAS or models:/m-ID"
const ofForm = /^(runs:\/+[^/]+\/.+|models:\/+(m-[^/@]+(\/.*)?|[^/@]+[@/][^/]+))$/

/** Whether a text names a model in a store rather than a file. */
export function isStoredModel(source: string): boolean {
  return /^(runs|models):/.test(source)
}

/** @throws RangeError for what begins as a model in a store and is none of its forms. */
export function checkModelSource(source: string): void {
  if (isStoredModel(source) && !ofForm.test(source))
    throw new RangeError(`got model ${source}, expected ${forms}, or a file`)
}

/**
 * The model's file behind `runs:/ID/PATH`, `models:/NAME/VERSION`, `models:/NAME/STAGE`, `models:/NAME/latest`, `models:/NAME@ALIAS`
 * or `models:/m-ID`. A path that is a folder is a model as MLflow logs it: the file of its flavour is taken.
 * @throws Error that says what there is instead.
 */
export async function findStoredModel(store: RunStore, source: string): Promise<StoredModel> {
  const run = /^runs:\/+([^/]+)\/(.+)$/.exec(source)
  if (run) return inRun(store, run[1]!, trimmed(run[2]!), source)
  const logged = /^models:\/+(m-[^/@]+)(?:\/(.*))?$/.exec(source)
  if (logged) return inFolder(store, logged[1]!, trimmed(logged[2] ?? ""), source)
  const version = await findModelVersion(store, source)
  if (version) return ofVersion(store, version, source)
  throw new RangeError(`got model ${source}, expected ${forms}`)
}

/**
 * The version behind `models:/NAME/VERSION`, `models:/NAME/STAGE`, `models:/NAME/latest` or `models:/NAME@ALIAS`; undefined for
 * any other text.
 * @throws Error that says what there is instead.
 */
export async function findModelVersion(store: RunStore, source: string): Promise<ModelVersion | undefined> {
  const alias = /^models:\/+([^/@]+)@([^/]+)$/.exec(source)
  if (alias) return aliased(store, alias[1]!, alias[2]!)
  const version = /^models:\/+([^/@]+)\/([^/]+)$/.exec(source)
  return version ? numbered(store, version[1]!, version[2]!) : undefined
}

async function inRun(store: RunStore, id: string, path: string, source: string): Promise<StoredModel> {
  const [above, name] = split(path)
  const beside = await store.artifacts(id, above)
  const entry = beside.find((each) => each.name === name)
  if (entry && !entry.folder) return { id, path }
  if (entry) return inFolder(store, id, path, source)
  // MLflow 3 keeps logged models beside the runs.
  const logged = (await store.loggedModels({ runId: id })).filter((model) => model.sourceRunId === id)
  const [first = "", ...rest] = path.split("/")
  const model = logged.find((each) => each.name === first)
  if (model) return inFolder(store, model.modelId, rest.join("/"), source)
  const there = [...beside.map((each) => joinPath(above, each.name)), ...logged.map((each) => each.name)]
  throw new Error(`${source}: the run has no artifact ${path}; there ${listed(there)}`)
}

/** A file, or the flavour's file in a folder. */
async function inFolder(store: RunStore, id: string, path: string, source: string): Promise<StoredModel> {
  const entries = await store.artifacts(id, path)
  if (entries.length === 0 && path !== "") return { id, path }
  const files = entries.filter(({ folder }) => !folder).map(({ name }) => name)
  const models = files.filter((name) => flavourFiles.test(name))
  if (models.length === 1) return { id, path: joinPath(path, models[0]!) }
  const names = entries.map(({ name }) => joinPath(path, name))
  if (models.length > 1) throw new Error(`${source}: a folder with several models: name one of ${models.join(", ")}`)
  const data = entries.find(({ name, folder }) => folder && name === "data")
  if (data) return inFolder(store, id, joinPath(path, "data"), source)
  const pickled = files.find((name) => /\.(pkl|pickle|joblib)$/i.test(name))
  if (pickled) {
    throw new Error(
      `${source}: its model is pickled (${pickled}), which can run code when it is opened: log it with mlflow.lightgbm or mlflow.xgboost`,
    )
  }
  throw new Error(`${source}: a folder without a model's file; there ${listed(names)}`)
}

async function ofVersion(store: RunStore, version: ModelVersion, source: string): Promise<StoredModel> {
  if (/^(runs:\/|models:\/+m-)/.test(version.source)) return findStoredModel(store, version.source)
  const [, path] = /\/artifacts\/(.+)$/.exec(version.source) ?? []
  if (version.runId && path) return inRun(store, version.runId, trimmed(path), source)
  throw new Error(
    `${source}: version ${version.version} was registered from ${version.source}, which is no artifact of a run of ${store.name}`,
  )
}

async function versionsOf(store: RunStore, name: string): Promise<readonly ModelVersion[]> {
  const models = await store.registeredModels()
  const model = models.find((each) => each.name === name)
  if (model) return model.versions
  const names = models.map((each) => each.name)
  const nearest = nearestName(name, names)
  throw new Error(
    `${store.name}: no registered model ${name}; ${nearest ? `is ${nearest} meant?` : `there ${listed(names)}`}`,
  )
}

async function aliased(store: RunStore, name: string, alias: string): Promise<ModelVersion> {
  const versions = await versionsOf(store, name)
  const version = versions.find((each) => each.aliases.includes(alias))
  if (version) return version
  throw new Error(`model ${name} has no alias ${alias}; there ${listed(versions.flatMap(({ aliases }) => aliases))}`)
}

/** By number, by stage (its newest version), or the newest of all. */
async function numbered(store: RunStore, name: string, wanted: string): Promise<ModelVersion> {
  const newestFirst = [...(await versionsOf(store, name))].sort((a, b) => Number(BigInt(b.version) - BigInt(a.version)))
  const exact = newestFirst.find(({ version }) => version === wanted)
  if (exact) return exact
  if (wanted.toLowerCase() === "latest" && newestFirst[0]) return newestFirst[0]
  const staged = newestFirst.find(({ stage }) => stage.toLowerCase() === wanted.toLowerCase())
  if (staged) return staged
  const there = newestFirst.map(({ version, stage }) => `${version} (${stage})`)
  throw new Error(`model ${name} has no version or stage ${wanted}; there ${listed(there)}`)
}

function split(path: string): readonly [folder: string, name: string] {
  const at = path.lastIndexOf("/")
  return at < 0 ? ["", path] : [path.slice(0, at), path.slice(at + 1)]
}

function trimmed(path: string): string {
  return path.replace(/^\/+|\/+$/g, "")
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return "is nothing"
  const some = names.slice(0, 10).join(", ")
  return `${names.length === 1 ? "is" : "are"} ${some}${names.length > 10 ? ", ..." : ""}`
}
