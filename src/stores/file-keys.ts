import { type FileEntry, joinPath } from "../data/files.js"
import type { FileMemory, Parse } from "./file-memory.js"

/** What MLflow lets a key be made of. */
const legal = /^[\p{L}\p{N}_/. :-]+$/u

/**
 * What lies in the same subfolder of many folders, by key: one file a key, and a key with slashes lies in nested
 * folders. What cannot be read is reported and left out. Linked folders are not entered, as MLflow enters none.
 */
export async function readKeys<Value>(
  memory: FileMemory,
  folders: readonly string[],
  name: string,
  parse: Parse<Value>,
): Promise<Record<string, Value>[]> {
  const files = await keyFiles(memory, folders, name)
  const places = files.flatMap((names, i) => names.map((file) => ({ folder: folders[i]!, file, i })))
  const values = await memory.read(
    places.map(({ folder }) => folder),
    places.map(({ file }) => file),
    parse,
    true,
  )
  const found: [string, Value][][] = folders.map(() => [])
  places.forEach(({ file, i }, at) => {
    const value = values[at]
    if (value !== undefined) found[i]!.push([file.slice(name.length + 1), value])
  })
  return found.map((entries) => Object.fromEntries(entries.sort(byKey)))
}

/** The files below a subfolder of many folders, as `name/key`. */
export async function keyFiles(memory: FileMemory, folders: readonly string[], name: string): Promise<string[][]> {
  const files: string[][] = folders.map(() => [])
  let open = folders.map((_, i) => ({ i, inner: name }))
  while (open.length > 0) {
    const lists = await memory.lists(
      open.map(({ i }) => folders[i]!),
      open.map(({ inner }) => inner),
    )
    open = open.flatMap(({ i, inner }, at) => {
      const entries = lists[at] ?? []
      for (const entry of entries) if (!entry.folder) files[i]!.push(joinPath(inner, entry.name))
      return entries.filter(isNested).map((entry) => ({ i, inner: joinPath(inner, entry.name) }))
    })
  }
  folders.forEach((folder, i) => {
    tidy(memory, folder, name, files[i]!)
  })
  return files
}

function isNested({ folder, link }: FileEntry): boolean {
  return folder && !link
}

/** Forgets keys that have gone, and says which MLflow itself would refuse. */
function tidy(memory: FileMemory, folder: string, name: string, files: readonly string[]): void {
  const present = new Set(files)
  memory.forget(folder, (file) => present.has(file) || !file.startsWith(`${name}/`) || file.endsWith("/"))
  for (const file of files) {
    const key = file.slice(name.length + 1)
    if (!legal.test(key)) memory.note(joinPath(folder, file), `MLflow itself refuses the name "${key}"`)
  }
}

function byKey([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : Number(a > b)
}
