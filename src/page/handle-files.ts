import type { FileEntry, Files } from "../data/files.js"
import { blobRanges } from "../data/listed-files.js"

/** A folder whose entries can be walked; TypeScript's library leaves the walk out. */
type Folder = FileSystemDirectoryHandle & { values(): AsyncIterable<FileSystemHandle> }

/** What a picker or a drop of the File System Access API gave, as a tree that is read when it is asked for. */
export async function treeOfHandle(handle: FileSystemHandle): Promise<Files> {
  const fileAt = (path: string) => find(handle, path)
  return {
    name: handle.name,
    list: (path) => listOf(handle, path),
    read: async (path) => new Uint8Array(await (await fileAt(path)).arrayBuffer()),
    ranges: async (path) => blobRanges(await fileAt(path)),
  }
}

async function listOf(handle: FileSystemHandle, path: string): Promise<readonly FileEntry[] | undefined> {
  if (handle.kind === "file") return path === "" ? [{ name: handle.name, folder: false }] : undefined
  const folder = await enter(handle as Folder, path.split("/").filter(Boolean)).catch(() => undefined)
  if (!folder) return undefined
  const entries: FileEntry[] = []
  for await (const entry of folder.values()) entries.push({ name: entry.name, folder: entry.kind === "directory" })
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
}

async function find(handle: FileSystemHandle, path: string): Promise<File> {
  if (handle.kind === "file") return (handle as FileSystemFileHandle).getFile()
  const steps = path.split("/")
  const name = steps.pop()!
  const folder = await enter(handle as Folder, steps)
  return (await folder.getFileHandle(name)).getFile()
}

async function enter(folder: Folder, steps: readonly string[]): Promise<Folder> {
  let at = folder
  for (const step of steps) at = (await at.getDirectoryHandle(step)) as Folder
  return at
}
