import { type FileEntry, type Files, joinPath, subtree } from "./data/files.js"
import type { HttpOptions } from "./data/http.js"
import { firstBytes, rangesOf } from "./data/ranges-of.js"
import type { Problem } from "./data/run.js"
import type { Sql } from "./data/sql.js"
import { isSqlite } from "./data/sqlite-header.js"
import { isZip, zipFiles } from "./readers/zip-files.js"
import { CombinedStore, type Part } from "./stores/combined.js"
import { FileStore } from "./stores/file.js"
import type { RunStore } from "./stores/run-store.js"
import { SqliteStore, type SqliteStoreOptions } from "./stores/sqlite.js"
import type { StoreWriter } from "./stores/store-writer.js"

/** How the place where this runs opens what stores are made of. */
export interface Places {
  /** Opens a database in a tree of files. */
  openSql(files: Files, path: string): Promise<Sql>
  /** An absolute folder of this machine, where there are any. */
  readonly onDisk?: (path: string) => Files
  /** Who writes to stores on this machine's disk; without, stores are read only. */
  readonly writers?: Writers
  /** Archives are files like any other: whoever asks opens them elsewhere. */
  readonly archivesShut?: true
  /** How a tracking server is spoken to; as a browser does by default. */
  readonly http?: (url: string) => HttpOptions
}

/** Writers by a path on this machine's disk. */
export interface Writers {
  /** Of an `mlruns` folder. */
  files(folder: string): StoreWriter
  database(path: string): StoreWriter
}

/** A file that belongs to no store. */
export interface OwnFile {
  readonly path: string
  /** Its size, where the listing told it. */
  readonly bytes?: number
  read(): Promise<Uint8Array>
}

/** What was found in a tree of files. */
export interface Found {
  readonly stores: RunStore[]
  readonly own: OwnFile[]
  /** What looks like a store or an archive and cannot be opened. */
  readonly problems: Problem[]
}

/** Folders that hold no data, and may be very large. */
const skipped = /^(\.git|node_modules|__pycache__|\.ipynb_checkpoints|\.venv)$/
/** What MLflow keeps beside a database. */
const artifactFolders = /^(\d+|mlartifacts|\.trash)$/
const databases = /\.(db|sqlite|sqlite3)$/i

/**
 * Looks through a tree of files by their names. What belongs to a store is left to it: an `mlruns` folder, a database of
 * MLflow, both together, or a zip archive of any of these.
 */
export async function findStores(files: Files, places: Places): Promise<Found> {
  const found: Found = { stores: [], own: [], problems: [] }
  await visit(files, "", "", places, found)
  return found
}

/** @param within the path of the archive that the tree is, with a slash; "" outside of archives. */
async function visit(files: Files, folder: string, within: string, places: Places, found: Found): Promise<void> {
  const entries = (await files.list(folder)) ?? []
  const databases = await databasesIn(files, folder, entries, places, found)
  const isMlruns = await isStore(files, folder, entries)
  const mlruns = await besideDatabase(files, folder, entries, databases)
  const own = isMlruns ? folder : mlruns
  const parts = [...databases, ...(own === undefined ? [] : [filePart(files, own, places)])]
  if (parts.length > 1) found.stores.push(new CombinedStore(subtree(files, folder).name, parts))
  else for (const { store } of parts) found.stores.push(store)
  if (isMlruns) return
  const opened = new Set(databases.map(({ source }) => source))
  for (const entry of entries) {
    const path = joinPath(folder, entry.name)
    if (opened.has(entry.name.replace(/-(wal|shm|journal)$/, ""))) continue
    if (!entry.folder) await visitFile(files, { ...entry, path }, within, places, found)
    else if (path !== mlruns && !skipped.test(entry.name) && !(parts.length > 0 && artifactFolders.test(entry.name))) {
      await visit(files, path, within, places, found)
    }
  }
}

async function visitFile(
  files: Files,
  { path, bytes }: { path: string; bytes?: number },
  within: string,
  places: Places,
  found: Found,
): Promise<void> {
  const isArchive = within === "" && !places.archivesShut && /\.zip$/i.test(path)
  const archive = isArchive ? await openZip(files, path).catch((error: Error) => error) : undefined
  if (archive instanceof Error) found.problems.push({ path, reason: archive.message })
  else if (archive) await visit(archive, "", `${path}/`, places, found)
  else found.own.push({ path: within + path, ...(bytes !== undefined && { bytes }), read: () => files.read(path) })
}

/** A zip archive in a tree of files. @throws Error for what is none. */
export async function openZip(files: Files, path: string): Promise<Files> {
  return zipFiles(await rangesOf(files, path), `${files.name}/${path}`)
}

/** MLflow's databases in a folder, called by their names. Other databases are files like any other. */
async function databasesIn(
  files: Files,
  folder: string,
  entries: readonly FileEntry[],
  places: Places,
  found: Found,
): Promise<Part[]> {
  const parts: Part[] = []
  for (const { name, folder: isFolder } of entries) {
    if (isFolder || !databases.test(name)) continue
    const store = await openDatabase(files, joinPath(folder, name), places).catch((error: Error) => error)
    if (!(store instanceof Error)) parts.push({ source: name, store })
    else if (/mlflow/i.test(name)) found.problems.push({ path: joinPath(folder, name), reason: store.message })
  }
  return parts
}

/** @throws Error for what is no database of MLflow. */
export async function openDatabase(files: Files, path: string, places: Places): Promise<SqliteStore> {
  const { openSql, onDisk, writers } = places
  const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")))
  const options: SqliteStoreOptions = {
    beside: subtree(files, folder),
    ...(files.onDisk && onDisk && { onDisk }),
    ...(files.onDisk && writers && { writer: writers.database(files.onDisk(path)) }),
  }
  const sql = await openSql(files, path)
  return SqliteStore.open(sql, options).catch(async (error: unknown) => {
    await sql.close()
    throw error
  })
}

/** The `mlruns` folder beside a database, which a project that moved from one to the other keeps. */
async function besideDatabase(files: Files, folder: string, entries: readonly FileEntry[], databases: readonly Part[]) {
  const mlruns = entries.find(({ name, folder: isFolder }) => isFolder && name === "mlruns")
  if (databases.length === 0 || !mlruns) return undefined
  const path = joinPath(folder, mlruns.name)
  return (await isStore(files, path, (await files.list(path)) ?? [])) ? path : undefined
}

function filePart(files: Files, folder: string, places: Places): Part {
  const tree = subtree(files, folder)
  return { source: tree.name.slice(tree.name.search(/[^\\/]+[\\/]*$/)), store: fileStoreOf(tree, places) }
}

/** The file store in a tree, which can be written where it lies on the disk. */
export function fileStoreOf(files: Files, { writers, onDisk }: Places): FileStore {
  return new FileStore(files, files.onDisk && writers?.files(files.onDisk("")), files.onDisk && onDisk)
}

/** A folder is a store when one of its numbered folders holds an experiment. */
async function isStore(files: Files, folder: string, entries: readonly FileEntry[]): Promise<boolean> {
  const numbered = entries.filter(({ name, folder: isFolder }) => isFolder && /^\d+$/.test(name))
  const inTrash = entries.some(({ name }) => name === ".trash") ? await trashed(files, folder) : []
  for (const path of [...numbered.map(({ name }) => joinPath(folder, name)), ...inTrash]) {
    const inside = await files.list(path)
    if (inside?.some((entry) => entry.name === "meta.yaml")) return true
  }
  return false
}

async function trashed(files: Files, folder: string): Promise<string[]> {
  const trash = joinPath(folder, ".trash")
  return ((await files.list(trash)) ?? []).map(({ name }) => joinPath(trash, name))
}

/** What a file is by its first bytes, whatever it is called. */
export async function storeFileKind(files: Files, path: string): Promise<"zip" | "sqlite" | undefined> {
  const bytes = await firstBytes(await rangesOf(files, path), 16)
  if (isZip(bytes)) return "zip"
  return isSqlite(bytes) ? "sqlite" : undefined
}
