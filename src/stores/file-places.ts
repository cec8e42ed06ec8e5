import { joinPath } from "../data/files.js"
import type { WritableFiles } from "../data/writable-files.js"
import { parseYaml } from "../readers/yaml.js"
import { editMeta, type Meta, type MetaValue } from "./yaml-meta.js"

/** Where deleted experiments lie. */
export const TRASH = ".trash"
/** What a meta.yaml is called while its folder is being removed: the folder is no run and no experiment then. */
export const REMOVED = "meta.removed"

/** A file's text, undefined where there is no such file. */
export async function readTextIf(files: WritableFiles, path: string): Promise<string | undefined> {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await files.read(path))
  } catch (error) {
    const { code } = error as { code?: unknown }
    if (code === "ENOENT" || code === "ENOTDIR") return undefined
    throw error
  }
}

/** A folder's meta.yaml, undefined where there is none. @throws Error when it is damaged. */
export async function readMetaIf(files: WritableFiles, folder: string): Promise<Meta | undefined> {
  const path = joinPath(folder, "meta.yaml")
  const text = await readTextIf(files, path)
  return text === undefined ? undefined : asMeta(text, `${files.name}/${path}`)
}

function asMeta(text: string, path: string): Meta {
  const meta = parseYaml(text)
  if (typeof meta === "object" && meta !== null && !Array.isArray(meta)) return meta as Meta
  throw new Error(`${path}: is damaged, expected MLflow's keys and values. Repair it first`)
}

/** Changes keys of a folder's meta.yaml and leaves the others. */
export async function changeMeta(
  files: WritableFiles,
  folder: string,
  changes: Readonly<Record<string, MetaValue | undefined>>,
): Promise<void> {
  const path = joinPath(folder, "meta.yaml")
  const text = await readTextIf(files, path)
  if (text === undefined) throw new Error(`${files.name}/${path}: no such file`)
  asMeta(text, `${files.name}/${path}`)
  await writeText(files, path, editMeta(text, changes), folder)
}

/** @param beside the folder for the temporary file: not one whose files are keys. */
export function writeText(files: WritableFiles, path: string, text: string, beside: string): Promise<void> {
  return files.replace(path, new TextEncoder().encode(text), beside)
}

/** The subfolders of a folder. */
export async function foldersIn(files: WritableFiles, folder: string): Promise<string[]> {
  const entries = (await files.list(folder)) ?? []
  return entries.flatMap(({ name, folder: isFolder }) => (isFolder ? [name] : []))
}

/** A text as a meta.yaml has it: what PyYAML left unquoted may be a number here. */
export function metaText(value: MetaValue | undefined): string {
  return value === undefined || value === null ? "" : String(value)
}

/**
 * Removes a folder for good: first its meta.yaml loses its name, so that what is left after a kill is no run and no
 * experiment, and the same call removes the rest.
 */
export async function removeFolder(files: WritableFiles, folder: string): Promise<void> {
  const entries = (await files.list(folder)) ?? []
  const removed = joinPath(folder, REMOVED)
  if (entries.some(({ name }) => name === "meta.yaml")) await files.move(joinPath(folder, "meta.yaml"), removed)
  for (const { name } of entries)
    if (name !== "meta.yaml" && name !== REMOVED) await files.remove(joinPath(folder, name))
  await files.remove(removed)
  await files.remove(folder)
}
