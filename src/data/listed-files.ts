import { bulkOf } from "./bulk-of.js"
import type { FileEntry, Files } from "./files.js"
import { nextTask } from "./next-task.js"
import { readBlobs } from "./read-blobs.js"

/** A file, or a folder that may be empty, in a list of files. */
export interface ListedFile {
  readonly path: string
  readonly bytes: number
  readonly folder?: boolean
}

/** Between two turns of the event loop, in ms: a page stays usable. */
const SLICE = 20

/** A list of `File`s, as a drop or a file dialog of a page gives it, as a tree. Chosen folders keep their paths. */
export function treeOfFiles(name: string, files: ReadonlyMap<string, File> | Iterable<File>): Files {
  let paths: Promise<ReadonlyMap<string, File>> | undefined
  const byPath = () => {
    paths ??=
      files instanceof Map ? Promise.resolve(files as ReadonlyMap<string, File>) : pathsOf(files as Iterable<File>)
    return paths
  }
  const fileAt = async (path: string): Promise<File> => {
    const file = (await byPath()).get(path)
    if (file) return file
    throw new Error(`${path}: no such file`)
  }
  const tree: Files = {
    ...listedFiles(
      name,
      async () => listOf(await byPath()),
      async (path) => new Uint8Array(await (await fileAt(path)).arrayBuffer()),
    ),
    ranges: async (path) => blobRanges(await fileAt(path)),
  }
  return {
    ...tree,
    bulk: {
      ...bulkOf(tree),
      still: true,
      reads: (paths) => readBlobs(paths, async (path) => (await byPath()).get(path)),
    },
  }
}

/** A `File` or `Blob` whose parts are read when they are asked for. */
export function blobRanges(blob: Blob): { size: number; read(from: number, to: number): Promise<Uint8Array> } {
  return { size: blob.size, read: async (from, to) => new Uint8Array(await blob.slice(from, to).arrayBuffer()) }
}

function* listOf(files: ReadonlyMap<string, File>): Iterable<ListedFile> {
  for (const [path, file] of files) yield { path, bytes: file.size }
}

async function pathsOf(files: Iterable<File>): Promise<Map<string, File>> {
  const paths = new Map<string, File>()
  await inSlices(files, (file) => paths.set(file.webkitRelativePath || file.name, file))
  return paths
}

/**
 * A list of files as a tree, its folders found from the paths. It is built when it is first asked, with turns of the event
 * loop between, so that hundreds of thousands of files do not block a page.
 */
export function listedFiles(
  name: string,
  list: Iterable<ListedFile> | (() => Promise<Iterable<ListedFile>>),
  read: (path: string) => Promise<Uint8Array>,
): Files {
  let folders: Promise<Map<string, FileEntry[]>> | undefined
  const build = async () => foldersOf(typeof list === "function" ? await list() : list)
  return {
    name,
    async list(path) {
      folders ??= build()
      return (await folders).get(path)
    },
    read,
  }
}

async function foldersOf(list: Iterable<ListedFile>): Promise<Map<string, FileEntry[]>> {
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
  const files: ListedFile[] = []
  await inSlices(list, (file) => {
    if (file.folder) enter(file.path)
    else files.push(file)
    enter(parentOf(file.path))
  })
  await inSlices(files, ({ path, bytes }) => {
    // What an archive has both as a file and as a folder is a folder.
    if (folders.has(path)) return
    folders.get(parentOf(path))!.push({ name: path.slice(path.lastIndexOf("/") + 1), folder: false, bytes })
  })
  return folders
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")))
}

/** Does something with every item, with turns of the event loop between. */
async function inSlices<Item>(items: Iterable<Item>, work: (item: Item) => void): Promise<void> {
  let until = performance.now() + SLICE
  let count = 0
  for (const item of items) {
    work(item)
    if ((++count & 255) !== 0 || performance.now() < until) continue
    await nextTask()
    until = performance.now() + SLICE
  }
}
