import { bulkOf } from "../data/bulk-of.js"
import { type FileEntry, type Files, joinPath } from "../data/files.js"
import { blobRanges } from "../data/listed-files.js"
import { readBlobs } from "../data/read-blobs.js"

/** A folder whose entries can be walked; TypeScript's library leaves the walk out. */
type Folder = FileSystemDirectoryHandle & { values(): AsyncIterable<FileSystemHandle> }

/**
 * What a picker or a drop of the File System Access API gave, as a tree that is read when it is asked for. It is taken to
 * stay as it was when it was read.
 */
export async function treeOfHandle(handle: FileSystemHandle): Promise<Files> {
  const tree = new HandleTree(handle)
  const files: Files = {
    name: handle.name,
    list: (path) => tree.list(path),
    read: async (path) => new Uint8Array(await (await tree.file(path)).arrayBuffer()),
    ranges: async (path) => blobRanges(await tree.file(path)),
  }
  return {
    ...files,
    bulk: { ...bulkOf(files), still: true, reads: (paths) => readBlobs(paths, (path) => tree.file(path)) },
  }
}

/** Handles by path. Each is looked up once: a lookup is a call to another process. */
class HandleTree {
  readonly #top: FileSystemHandle
  readonly #folders = new Map<string, Promise<Folder>>()
  /** Files that a listing gave and that were not read yet. */
  readonly #files = new Map<string, FileSystemFileHandle>()

  constructor(top: FileSystemHandle) {
    this.#top = top
  }

  async list(path: string): Promise<readonly FileEntry[] | undefined> {
    const top = this.#top
    if (top.kind === "file") return path === "" ? [{ name: top.name, folder: false }] : undefined
    const folder = await this.#enter(path).catch(() => undefined)
    if (!folder) return undefined
    const entries: FileEntry[] = []
    for await (const entry of folder.values()) {
      const isFolder = entry.kind === "directory"
      entries.push({ name: entry.name, folder: isFolder })
      const inner = joinPath(path, entry.name)
      if (!isFolder) this.#files.set(inner, entry as FileSystemFileHandle)
      else if (!this.#folders.has(inner)) this.#folders.set(inner, Promise.resolve(entry as Folder))
    }
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  async file(path: string): Promise<File> {
    const top = this.#top
    if (top.kind === "file") return (top as FileSystemFileHandle).getFile()
    const known = this.#files.get(path)
    // Most files are read once: what holds 190,000 handles is another process too.
    this.#files.delete(path)
    if (known) return known.getFile()
    const at = path.lastIndexOf("/")
    const folder = await this.#enter(path.slice(0, Math.max(0, at)))
    return (await folder.getFileHandle(path.slice(at + 1))).getFile()
  }

  #enter(path: string): Promise<Folder> {
    if (path === "") return Promise.resolve(this.#top as Folder)
    const known = this.#folders.get(path)
    if (known) return known
    const at = path.lastIndexOf("/")
    const found = this.#enter(path.slice(0, Math.max(0, at))).then(
      async (parent) => (await parent.getDirectoryHandle(path.slice(at + 1))) as Folder,
    )
    this.#folders.set(path, found)
    found.catch(() => this.#folders.delete(path))
    return found
  }
}
