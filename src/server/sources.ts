import { basename } from "node:path"
import type { Ensemble } from "../data/ensemble.js"
import type { Files } from "../data/files.js"
import type { Table } from "../data/table.js"
import { type Batches, fileBatches } from "../node/file-batches.js"
import { readModel } from "../readers/model.js"
import { readTable } from "../readers/table.js"
import { tableBatches } from "../readers/table-batches.js"
import { findStoredModel, isStoredModel, type StoredModel } from "../stored-model.js"
import type { RunStore } from "../stores/run-store.js"
import { ApiError } from "./api-error.js"
import { artifactOnDisk, readArtifact } from "./artifacts.js"
import type { SentFile } from "./sent-form.js"
import { isListed, readServed } from "./served-files.js"
import type { ServedStores } from "./served-stores.js"

/** What is read as a whole: more would take the memory of whatever else is answered. */
const MOST_BYTES = 2 ** 30

const inRun = /^runs:\/+([^/]+)\/(.+)$/

/** Opens what requests name: served files, artifacts, models of the registry. */
export class Sources {
  readonly #files: Files
  readonly #stores: ServedStores

  constructor(files: Files, stores: ServedStores) {
    this.#files = files
    this.#stores = stores
  }

  /** @throws ApiError 404 for a source that there is not, 422 for one that is no model. */
  async model(source: string | SentFile): Promise<Ensemble> {
    const { name, bytes } = typeof source !== "string" ? source : await this.#bytesOfModel(source)
    return understood(() => readModel(bytes, { name }))
  }

  /** @throws ApiError 404 for a source that there is not, 422 for one that is no table. */
  async table(source: string | SentFile): Promise<Table> {
    const { name, bytes } = typeof source !== "string" ? source : await this.#bytesOf(source)
    return understood(() => readTable(bytes, { name }))
  }

  /** A large served file or artifact, or any where `rows` are given, in blocks; undefined for what is read as a whole. */
  async batches(source: string, rows: number | undefined): Promise<Batches | undefined> {
    const place = await this.#placeOf(source)
    return place === undefined ? undefined : fileBatches(place, rows, tableBatches)
  }

  /** Where a source lies on this machine's disk. */
  async #placeOf(source: string): Promise<string | undefined> {
    const artifact = inRun.exec(source)
    if (artifact) return artifactOnDisk(this.#stores, artifact[1]!, artifact[2]!)
    const { onDisk } = this.#files
    return onDisk && (await isListed(this.#files, source)) ? onDisk(source) : undefined
  }

  async #bytesOfModel(source: string): Promise<SentFile> {
    if (!isStoredModel(source)) return this.#bytesOf(source)
    const [, id] = /^runs:\/+([^/]+)\//.exec(source) ?? []
    const stores = id === undefined ? await this.#stores.all() : [(await this.#stores.run(id)).store]
    const { store, place } = await findIn(stores, source)
    const bytes = place.id.startsWith("m-")
      ? await store.readArtifact(place.id, place.path)
      : await readArtifact(this.#stores, place.id, place.path)
    return { name: basename(place.path), bytes }
  }

  async #bytesOf(source: string): Promise<SentFile> {
    const [, id, path] = inRun.exec(source) ?? []
    const bytes =
      id && path
        ? await readArtifact(this.#stores, id, path, MOST_BYTES)
        : await readServed(this.#files, source, MOST_BYTES)
    return { name: basename(source), bytes }
  }
}

/** The first store that knows a model; the first one's reason where none does. */
async function findIn(stores: readonly RunStore[], source: string): Promise<{ store: RunStore; place: StoredModel }> {
  const reasons: string[] = []
  for (const store of stores) {
    try {
      return { store, place: await findStoredModel(store, source) }
    } catch (error) {
      reasons.push((error as Error).message)
    }
  }
  const [reason = `${source}: no store is served`] = reasons
  throw new ApiError(404, reason, "GET /models lists the registry, GET /runs/ID/artifacts what a run has.")
}

/** What cannot be read or explained is the request's fault. @throws ApiError 422. */
export async function understood<Result>(work: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ApiError || (error as Error).name === "AbortError") throw error
    throw new ApiError(422, (error as Error).message, "Name a model and a table that go together.")
  }
}
