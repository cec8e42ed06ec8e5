import type { StampedBytes } from "../data/bulk-files.js"
import { bulkOf } from "../data/bulk-of.js"
import type { Files } from "../data/files.js"
import { treeOfFiles } from "../data/listed-files.js"
import { treeOfHandle } from "./handle-files.js"

/** What was dropped: files by their paths, and folders that are walked when they are asked for. */
export interface Dropped {
  readonly files: ReadonlyMap<string, File>
  readonly folders: readonly FileSystemDirectoryHandle[]
}

/** What was dropped as one tree, its folders at the top. */
export async function treeOfDropped({ files, folders }: Dropped): Promise<Files> {
  const name = folders.length === 1 && files.size === 0 ? folders[0]!.name : "dropped"
  const loose = treeOfFiles(name, files)
  const trees = new Map<string, Files>()
  for (const folder of folders) trees.set(folder.name, await treeOfHandle(folder))
  const at = (path: string): { tree: Files; inner: string } => {
    const slash = path.indexOf("/")
    const tree = trees.get(slash < 0 ? path : path.slice(0, slash))
    return tree ? { tree, inner: slash < 0 ? "" : path.slice(slash + 1) } : { tree: loose, inner: path }
  }
  const tree: Files = {
    name,
    list: async (path) => {
      const { tree, inner } = at(path)
      const own = await tree.list(inner)
      return path === "" ? [...(own ?? []), ...folders.map((each) => ({ name: each.name, folder: true }))] : own
    },
    read: (path) => at(path).tree.read(at(path).inner),
    ranges: (path) => at(path).tree.ranges!(at(path).inner),
  }
  return { ...tree, bulk: { ...bulkOf(tree), still: true, reads: (paths) => readsOf(paths, at) } }
}

/** Every tree reads what is its own at once. */
async function readsOf(
  paths: readonly string[],
  at: (path: string) => { tree: Files; inner: string },
): Promise<(StampedBytes | Error | undefined)[]> {
  const answers: (StampedBytes | Error | undefined)[] = Array(paths.length).fill(undefined)
  const places = paths.map((path, i) => ({ i, ...at(path) }))
  for (const tree of new Set(places.map((place) => place.tree))) {
    const own = places.filter((place) => place.tree === tree)
    const read = await tree.bulk!.reads(own.map(({ inner }) => inner))
    for (const [k, { i }] of own.entries()) answers[i] = read[k]
  }
  return answers
}
