import { type FileEntry, joinPath } from "../data/files.js"
import type { FileMemory, Folder, Parse } from "./file-memory.js"

/** What MLflow lets a key be made of. */
const legal = /^[\p{L}\p{N}_/. :-]+$/u

/** The files of a subfolder and of those nested in it, as `name/key`, while its listing is the one that they were found by. */
const known = new WeakMap<readonly FileEntry[], readonly string[]>()
const none: readonly string[] = []
/** One text for the same name in many folders. */
const names = new Map<string, string>()

/**
 * What lies in the same subfolder of many folders, by key: one file a key, and a key with slashes lies in nested
 * folders. What cannot be read is reported and left out. Linked folders are not entered, as MLflow enters none.
 */
export async function readKeys<Value>(
  memory: FileMemory,
  folders: readonly Folder[],
  name: string,
  parse: Parse<Value>,
): Promise<Record<string, Value>[]> {
  const files = await keyFiles(memory, folders, name)
  const owners = files.flatMap((each, i) => Array<Folder>(each.length).fill(folders[i]!))
  const values = await memory.read(owners, files.flat(), parse, true)
  let at = 0
  return files.map((each) => {
    const row: Record<string, Value> = {}
    for (const file of each) setOwn(row, file.slice(name.length + 1), values[at++])
    return row
  })
}

/** The files below a subfolder of many folders, as `name/key`, in the order of their keys. */
export async function keyFiles(
  memory: FileMemory,
  folders: readonly Folder[],
  name: string,
): Promise<(readonly string[])[]> {
  const lists = await memory.lists(folders, Array<string>(folders.length).fill(name))
  const files: (readonly string[])[] = []
  for (const [i, entries] of lists.entries()) {
    if (!entries) files.push(none)
    else files.push(known.get(entries) ?? (await filesBelow(memory, folders[i]!, name, entries)))
  }
  return files
}

/** Names are remembered for as long as the listing is, unless there are nested folders, which may change alone. */
async function filesBelow(
  memory: FileMemory,
  folder: Folder,
  name: string,
  entries: readonly FileEntry[],
): Promise<readonly string[]> {
  const files = entries.filter((entry) => !entry.folder).map((entry) => shared(`${name}/${entry.name}`))
  const nested = entries.filter((entry) => entry.folder && !entry.link)
  for (const inner of nested.map((entry) => joinPath(name, entry.name))) {
    const [list = []] = await memory.lists([folder], [inner])
    files.push(...(await filesBelow(memory, folder, inner, list)))
  }
  if (nested.length === 0) known.set(entries, files)
  else files.sort()
  tidy(memory, folder, name, files)
  return files
}

/** Forgets keys that have gone, and says which MLflow itself would refuse. */
function tidy(memory: FileMemory, folder: Folder, name: string, files: readonly string[]): void {
  const present = new Set(files)
  for (const file of folder.kept.keys()) {
    if (file.startsWith(`${name}/`) && !file.endsWith("/") && !present.has(file)) memory.forget(folder, file)
  }
  for (const file of files) {
    const key = file.slice(file.indexOf("/") + 1)
    if (!legal.test(key)) memory.note(joinPath(folder.path, file), `MLflow itself refuses the name "${key}"`)
  }
}

function shared(name: string): string {
  const first = names.get(name)
  if (first !== undefined) return first
  if (names.size < 100_000) names.set(name, name)
  return name
}

/** Sets what is there; `__proto__` is a key like any other. */
export function setOwn<Value>(row: Record<string, Value>, key: string, value: Value | undefined): void {
  if (value === undefined) return
  if (key !== "__proto__") row[key] = value
  else Object.defineProperty(row, key, { value, enumerable: true, configurable: true, writable: true })
}
