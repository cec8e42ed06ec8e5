import type { FileEntry, Files } from "./files.js"

/** A file in a list of files. */
export interface ListedFile {
  readonly path: string
  readonly bytes: number
}

/** A list of files as a tree, its folders found from the paths. */
export function listedFiles(
  name: string,
  list: readonly ListedFile[],
  read: (path: string) => Promise<Uint8Array>,
): Files {
  const folders = foldersOf(list)
  return { name, list: async (path) => folders.get(path), read }
}

/** A list of `File`s, as a drop or a file dialog of a page gives it, as a tree. Chosen folders keep their paths. */
export function treeOfFiles(name: string, files: ReadonlyMap<string, File> | Iterable<File>): Files {
  const byPath =
    files instanceof Map ? files : new Map([...(files as Iterable<File>)].map((file) => [pathOf(file), file]))
  const list = [...byPath].map(([path, file]: [string, File]) => ({ path, bytes: file.size }))
  return listedFiles(name, list, async (path) => {
    const file = byPath.get(path)
    if (!file) throw new Error(`${path}: no such file`)
    return new Uint8Array(await file.arrayBuffer())
  })
}

function pathOf(file: File): string {
  return file.webkitRelativePath || file.name
}

function foldersOf(list: readonly ListedFile[]): Map<string, FileEntry[]> {
  const folders = new Map<string, FileEntry[]>([["", []]])
  const enter = (path: string): FileEntry[] => {
    const known = folders.get(path)
    if (known) return known
    const entries: FileEntry[] = []
    folders.set(path, entries)
    const at = path.lastIndexOf("/")
    enter(path.slice(0, Math.max(0, at))).push({ name: path.slice(at + 1), folder: true })
    return entries
  }
  for (const { path, bytes } of list) {
    const at = path.lastIndexOf("/")
    enter(path.slice(0, Math.max(0, at))).push({ name: path.slice(at + 1), folder: false, bytes })
  }
  return folders
}
