import type { FileEntry, Files } from "../data/files.js"
import { blobRanges } from "../data/listed-files.js"

/** A folder whose entries can be walked; TypeScript's library leaves the walk out. */
type Folder = FileSystemDirectoryHandle & { values(): AsyncIterable<FileSystemHandle> }

/** Folders that were looked up, by path. */
type Folders = Map<string, Promise<Folder>>

/** What a picker or a drop of the File System Access API gave, as a tree that is read when it is asked for. */
export async function treeOfHandle(handle: FileSystemHandle): Promise<Files> {
  const folders = new Map<string, Promise<Folder>>()
  const fileAt = (path: string) => find(handle, path, folders)
  return {
    name: handle.name,
    list: (path) => listOf(handle, path, folders),
    read: async (path) => new Uint8Array(await (await fileAt(path)).arrayBuffer()),
    ranges: async (path) => blobRanges(await fileAt(path)),
  }
}

async function listOf(
  handle: FileSystemHandle,
  path: string,
  folders: Folders,
): Promise<readonly FileEntry[] | undefined> {
  if (handle.kind === "file") return path === "" ? [{ name: handle.name, folder: false }] : undefined
  const folder = await enter(handle as Folder, path, folders).catch(() => undefined)
  if (!folder) return undefined
  const entries: FileEntry[] = []
  for await (const entry of folder.values()) entries.push({ name: entry.name, folder: entry.kind === "directory" })
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
}

async function find(handle: FileSystemHandle, path: string, folders: Folders): Promise<File> {
  if (handle.kind === "file") return (handle as FileSystemFileHandle).getFile()
  const at = path.lastIndexOf("/")
  const name = path.slice(at + 1)
  const folder = await enter(handle as Folder, path.slice(0, Math.max(0, at)), folders)
  return (await folder.getFileHandle(name)).getFile()
}

/** A folder of the tree. Each is looked up once: a lookup is a call to another process. */
function enter(top: Folder, path: string, folders: Folders): Promise<Folder> {
  if (path === "") return Promise.resolve(top)
  const known = folders.get(path)
  if (known) return known
  const at = path.lastIndexOf("/")
  const found = enter(top, path.slice(0, Math.max(0, at)), folders).then(
    async (parent) => (await parent.getDirectoryHandle(path.slice(at + 1))) as Folder,
  )
  folders.set(path, found)
  found.catch(() => folders.delete(path))
  return found
}
