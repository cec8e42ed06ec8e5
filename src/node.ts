import { readFileSync } from "node:fs"
import { readFile, stat } from "node:fs/promises"
import { basename, dirname } from "node:path"
import { pathToFileURL } from "node:url"
import type { Ensemble } from "./data/ensemble.js"
import type { Files } from "./data/files.js"
import type { Bytes } from "./data/plain-bytes.js"
import type { Table } from "./data/table.js"
import { Engine as LocalEngine } from "./engine.js"
import type { EngineCalls, EngineOptions } from "./engine-calls.js"
import { type Found, findStores, type Places } from "./find-stores.js"
import { diskFiles } from "./node/files.js"
import { httpOptions } from "./node/http.js"
import { writeLocalArtifact } from "./node/local-artifacts.js"
import { md5 } from "./node/md5.js"
import { openRanges } from "./node/open-ranges.js"
import { openSqlOf } from "./node/open-sql.js"
import { pathOf } from "./node/path-of.js"
import { openSqlite } from "./node/sqlite.js"
import { coreCount, spawnThread } from "./node/threads.js"
import { writableFiles } from "./node/writable-files.js"
import { openOne, openStoreIn, openTree, type StoreSource } from "./open-store.js"
import { EnginePool } from "./pool.js"
import type { ByteSource } from "./readers/byte-source.js"
import { readModel as readModelBytes } from "./readers/model.js"
import type { ModelOptions } from "./readers/model-options.js"
import { readTable as readTableBytes } from "./readers/table.js"
import { type BatchOptions, tableBatches as batchesOf } from "./readers/table-batches.js"
import { isForeign, refusedStore, sqlitePath } from "./store-uri.js"
import { FileWriter } from "./stores/file-writer.js"
import type { RunStore } from "./stores/run-store.js"
import { SqliteWriter } from "./stores/sqlite-writer.js"
import { compileEmbedded } from "./wasm/instance.js"
import { openWorkspace as openWorkspaceOf, type Workspace } from "./workspace.js"

export * from "./index.js"
export { type Drawn, drawExplanation, drawPlot } from "./node/plots.js"

/** Engines over a pool of worker threads. With one thread it works in the calling one, without copies. */
export const Engine: { create(options?: EngineOptions): Promise<EngineCalls> } = {
  /** @param options.threads the number of cores by default. */
  async create({ threads = coreCount(), wasm }: EngineOptions = {}): Promise<EngineCalls> {
    if (!(Number.isInteger(threads) && threads >= 1)) {
      throw new RangeError(`got threads: ${threads}, expected a whole number of at least 1`)
    }
    if (threads === 1) return LocalEngine.create(wasm ? { wasm } : {})
    const module =
      wasm === undefined
        ? compileEmbedded()
        : wasm instanceof WebAssembly.Module
          ? wasm
          : await WebAssembly.compile(wasm)
    return new EnginePool(await Promise.all(Array.from({ length: threads }, () => spawnThread(module))))
  },
}

/** As in "leafwise", and of a path. */
export function readModel(source: Bytes | string | URL, options: ModelOptions = {}): Ensemble {
  if (typeof source !== "string" && !(source instanceof URL)) return readModelBytes(source, options)
  const path = pathOf(source)
  return readModelBytes(new Uint8Array(readFileSync(path)), { name: basename(path), ...options })
}

/** As in "leafwise", and of a path. */
export async function readTable(source: Bytes | string | URL, options: { name?: string } = {}): Promise<Table> {
  if (typeof source !== "string" && !(source instanceof URL)) return readTableBytes(source, options)
  const path = pathOf(source)
  return readTableBytes(new Uint8Array(await readFile(path)), { name: basename(path), ...options })
}

/** As in "leafwise", and of a path: the file is read in parts, and closed when the loop over its batches ends. */
export async function* tableBatches(
  source: ByteSource | string | URL,
  options: BatchOptions = {},
): AsyncGenerator<Table> {
  if (typeof source !== "string" && !(source instanceof URL)) return yield* batchesOf(source, options)
  const path = pathOf(source)
  const file = await openRanges(path)
  try {
    yield* batchesOf(file, { name: basename(path), ...options })
  } finally {
    await file.close()
  }
}

/** How databases are opened here: through libsql, with the file locks of this machine. */
const places: Places = {
  openSql: openSqlOf,
  onDisk: diskFiles,
  writers: { files: fileWriter, database: databaseWriter },
  http: (url) => httpOptions(url),
}

function fileWriter(folder: string): FileWriter {
  const rootUri = pathToFileURL(folder).href
  return new FileWriter(writableFiles(folder), { rootUri, localArtifact: writeLocalArtifact, md5 })
}

/** The database is opened for writing when something is written. */
function databaseWriter(path: string): SqliteWriter {
  return new SqliteWriter({
    name: path,
    open: () => openSqlite(path, { writable: true }),
    beside: writableFiles(dirname(path)),
    besideUri: pathToFileURL(dirname(path)).href,
    onDisk: writableFiles,
    localArtifact: writeLocalArtifact,
  })
}

/**
 * As in "leafwise", and of paths: an `mlruns` folder or one that holds it, an `mlflow.db`, a zip archive; also as
 * `file:` and `sqlite:///` addresses; and of a tracking server, with MLflow's environment variables for it.
 */
export async function openStore(source: StoreSource): Promise<RunStore> {
  if (typeof source !== "string" && !(source instanceof URL)) return openStoreIn(source, places)
  const address = String(source)
  if (/^https?:/i.test(address)) return openStoreIn(address, places)
  if (isForeign(address)) throw refusedStore(address)
  const database = sqlitePath(address)
  const path = database ?? pathOf(source)
  const facts = await stat(path).catch(() => undefined)
  if (!facts) throw new Error(`${path}: no such file or folder`)
  if (facts.isDirectory() && database === undefined) return openTree(diskFiles(path), places)
  return openOne(diskFiles(dirname(path)), basename(path), places)
}

/** The stores in a tree of files, and the files that belong to none. No run is read. */
export function storesIn(files: Files, options: Pick<Places, "archivesShut"> = {}): Promise<Found> {
  return findStores(files, { ...places, ...options })
}

/** As in "leafwise", with databases read where they lie. */
export function openWorkspace(files: Files): Promise<Workspace> {
  return openWorkspaceOf(files, places)
}
