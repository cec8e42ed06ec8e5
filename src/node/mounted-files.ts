import { stat } from "node:fs/promises"
import { basename, dirname } from "node:path"
import type { FileEntry, Files } from "../data/files.js"
import { diskFiles } from "./files.js"

/**
 * Files and folders from anywhere as one tree: a single folder is its own top, anything else stands there by its name.
 * @param name what messages call the tree.
 * @throws Error for a path that does not exist.
 */
export async function mountFiles(paths: readonly string[], name: string = paths.join(", ")): Promise<Files> {
  const mounts = await Promise.all(paths.map(mountOf))
  const [first] = mounts
  if (mounts.length === 1 && first?.entry.folder) return { ...first.files, name }
  const byName = new Map(numberedNames(mounts.map(({ entry }) => entry.name)).map((name, i) => [name, mounts[i]!]))
  const split = (path: string): [Mount | undefined, string] => {
    const [top = "", ...rest] = path.split("/")
    return [byName.get(top), rest.join("/")]
  }
  const placeOf = (path: string): { files: Files; inner: string } => {
    const [mount, rest] = split(path)
    if (!mount) throw new Error(`${path}: no such file`)
    return { files: mount.files, inner: mount.entry.folder ? rest : mount.entry.name }
  }
  return {
    name,
    async list(path) {
      if (path === "") return [...byName].map(([name, { entry }]) => ({ ...entry, name }))
      const [mount, rest] = split(path)
      return mount?.entry.folder ? mount.files.list(rest) : undefined
    },
    async read(path) {
      const { files, inner } = placeOf(path)
      return files.read(inner)
    },
    async ranges(path) {
      const { files, inner } = placeOf(path)
      return files.ranges!(inner)
    },
    onDisk(path) {
      const { files, inner } = placeOf(path)
      return files.onDisk!(inner)
    },
  }
}

interface Mount {
  readonly entry: FileEntry
  /** The folder itself, or the folder that the file lies in. */
  readonly files: Files
}

async function mountOf(path: string): Promise<Mount> {
  const facts = await stat(path).catch(() => undefined)
  if (!facts) throw new Error(`${path}: no such file or folder`)
  const name = basename(path)
  if (facts.isDirectory()) return { entry: { name, folder: true }, files: diskFiles(path) }
  return { entry: { name, folder: false, bytes: facts.size }, files: diskFiles(dirname(path)) }
}

/** Two of the same name are told apart: `model.txt` and `model (2).txt`. */
function numberedNames(names: readonly string[]): string[] {
  const taken = new Set<string>()
  return names.map((name) => {
    const [, stem, ending] = /^(.+?)((?:\.\w+)*)$/.exec(name)!
    let free = name
    for (let number = 2; taken.has(free) || (free !== name && names.includes(free)); number++) {
      free = `${stem} (${number})${ending}`
    }
    taken.add(free)
    return free
  })
}
