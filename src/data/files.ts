import type { BulkFiles } from "./bulk-files.js"
import type { ByteRanges } from "./byte-ranges.js"
import type { FileEntry } from "./file-entry.js"
import type { FolderCache } from "./folder-cache.js"

export type { FileEntry } from "./file-entry.js"

/**
 * Read access to a tree of files, wherever it lies: a disk, files dropped on a page, a server, an archive. Paths are
 * relative, with `/`, and "" is the top.
 */
export interface Files {
  /** Where the tree lies, for messages. */
  readonly name: string
  /** The entries of a folder, by name; undefined where there is no such folder. */
  list(path: string): Promise<readonly FileEntry[] | undefined>
  /** A file's bytes. @throws Error when there is no such file. */
  read(path: string): Promise<Uint8Array>
  /** The same for many files at once, where the place has a fast way and tells what changed. */
  readonly bulk?: BulkFiles
  /** Where the place can remember from one session to the next. */
  readonly cache?: FolderCache
  /** A file of which parts can be read, where the place has a way. */
  ranges?(path: string): Promise<ByteRanges>
  /** A file's bytes one after the other, where reading it as a whole would take more memory. */
  portions?(path: string): AsyncIterable<Uint8Array>
  /** Where a file or folder lies on this machine's disk, where it does. */
  onDisk?(path: string): string
}

/** The tree below a folder of a tree. */
export function subtree(files: Files, folder: string): Files {
  if (folder === "") return files
  const inner = (path: string): string => (path === "" ? folder : `${folder}/${path}`)
  const { bulk, cache, ranges, portions, onDisk } = files
  return {
    name: `${files.name}/${folder}`,
    list: (path) => files.list(inner(path)),
    read: (path) => files.read(inner(path)),
    ...(ranges && { ranges: (path) => ranges(inner(path)) }),
    ...(portions && { portions: (path) => portions(inner(path)) }),
    ...(onDisk && { onDisk: (path) => onDisk(inner(path)) }),
    ...(bulk && {
      bulk: {
        ...(bulk.still && { still: true }),
        stamps: (paths) => bulk.stamps(paths.map(inner)),
        reads: (paths) => bulk.reads(paths.map(inner)),
        lists: (paths) => bulk.lists(paths.map(inner)),
      },
    }),
    ...(cache && {
      cache: { load: (path) => cache.load(inner(path)), keep: (path, text) => cache.keep(inner(path), text) },
    }),
  }
}

/** `folder/name`, or the name alone at the top. */
export function joinPath(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`
}
