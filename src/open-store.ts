import type { Files } from "./data/files.js"
import { treeOfFiles } from "./data/listed-files.js"
import { plainBytes } from "./data/plain-bytes.js"
import { bytesRanges } from "./data/ranges-of.js"
import { isSqlite } from "./data/sqlite-header.js"
import {
  type Found,
  fileStoreOf,
  findStores,
  openDatabase,
  openZip,
  type Places,
  storeFileKind,
} from "./find-stores.js"
import { treeOfHandle } from "./page/handle-files.js"
import { openSqlInPage } from "./page/sqlite.js"
import { isZip, zipFiles } from "./readers/zip-files.js"
import { refusedStore } from "./store-uri.js"
import { RestStore } from "./stores/rest.js"
import type { RunStore } from "./stores/run-store.js"

/** Where a store may come from. */
export type StoreSource = Files | Iterable<File> | Blob | Uint8Array | ArrayBuffer | FileSystemHandle | string | URL

/**
 * A store of MLflow runs: a tree of files, a list of `File`s as a drop gives it, a `File`, a handle of the File System
 * Access API, the bytes of a zip archive or of an `mlflow.db`, or the http address of a tracking server. The store may lie at the top or in one folder.
 * @throws Error when there is none, or more than one.
 */
export async function openStore(source: StoreSource): Promise<RunStore> {
  return openStoreIn(source, { openSql: openSqlInPage })
}

/** @param places how databases are opened where this runs. */
export async function openStoreIn(source: StoreSource, places: Places): Promise<RunStore> {
  if (typeof source === "string" || source instanceof URL) return openServer(String(source), places)
  if (source instanceof Uint8Array || source instanceof ArrayBuffer)
    return openBytes(plainBytes(source, "store"), places)
  if (source instanceof Blob) {
    const name = source instanceof File ? source.name : "store"
    return openOne(treeOfFiles("dropped", new Map([[name, source as File]])), name, places)
  }
  if ("kind" in source) return openTree(await treeOfHandle(source), places)
  return openTree("read" in source ? source : treeOfFiles("dropped", source), places)
}

/** A tracking server by its address. @throws Error for any other address. */
function openServer(address: string, { http }: Places): RunStore {
  if (!/^https?:\/\//i.test(address)) throw refusedStore(address)
  return new RestStore(address, http?.(address) ?? { fetch: (url, init) => fetch(url, init) })
}

/** A file that is a store by itself, told by its first bytes. @throws Error for anything else. */
export async function openOne(files: Files, path: string, places: Places): Promise<RunStore> {
  const kind = await storeFileKind(files, path)
  if (kind === "zip") return openTree(await openZip(files, path), places)
  return openDatabase(files, path, places)
}

async function openBytes(bytes: Uint8Array, places: Places): Promise<RunStore> {
  if (isZip(bytes)) return openTree(await zipFiles(bytesRanges(bytes), "zip"), places)
  if (!isSqlite(bytes)) throw new Error("got bytes of another kind, expected a zip archive or an SQLite database")
  const files: Files = {
    name: "bytes",
    list: async (path) => (path === "" ? [{ name: "mlflow.db", folder: false, bytes: bytes.length }] : undefined),
    read: async () => bytes,
  }
  return openDatabase(files, "mlflow.db", places)
}

/** The one store in a tree. @throws Error when there is none, or more than one. */
export async function openTree(files: Files, places: Places): Promise<RunStore> {
  const found = await findStores(files, places)
  const [store] = found.stores
  if (found.stores.length === 1) return store!
  const only = found.stores.length === 0 ? await onlyFile(files) : undefined
  if (only !== undefined && (await storeFileKind(files, only))) return openOne(files, only, places)
  if (found.stores.length === 0 && (await isEmptyStore(files))) return fileStoreOf(files, places)
  throw notOne(files, found)
}

function notOne(files: Files, { stores, problems }: Found): Error {
  const [problem] = problems
  if (stores.length === 0 && problem) return new Error(problem.reason)
  const names = stores.length > 0 ? `: ${stores.map(({ name }) => name).join(", ")}` : ""
  const expected =
    stores.length > 0 ? "expected one: name it" : "expected one: an mlruns folder, an mlflow.db, or what holds one"
  return new Error(`${files.name}: got ${stores.length} MLflow stores${names}; ${expected}`)
}

async function onlyFile(files: Files): Promise<string | undefined> {
  const entries = (await files.list("")) ?? []
  return entries.length === 1 && !entries[0]!.folder ? entries[0]!.name : undefined
}

/** A store without experiments has only folders of its own making. */
async function isEmptyStore(files: Files): Promise<boolean> {
  const entries = (await files.list("")) ?? []
  return entries.some(({ name, folder }) => folder && (name === ".trash" || name === "models"))
}
