import { stat } from "node:fs/promises"
import { type FileEntry, type Files, joinPath } from "../data/files.js"
import { ApiError } from "./api-error.js"
import { liesWithin } from "./inside.js"

/** A file below the served folders. */
export interface ServedFile {
  readonly path: string
  readonly bytes: number
}

/** Every file of a tree; undefined where there are more than `most`, of which the others are not looked for. */
export async function listAll(files: Files, most: number): Promise<ServedFile[] | undefined> {
  const found: ServedFile[] = []
  await listInto(found, files, "", most)
  return found.length > most ? undefined : found.sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** Folders that are listed side by side: of ten thousand at once, all would be looked through before the end is seen. */
const AT_ONCE = 32

async function listInto(found: ServedFile[], files: Files, folder: string, most: number): Promise<void> {
  const entries = (await files.list(folder)) ?? []
  for (let at = 0; at < entries.length && found.length <= most; at += AT_ONCE) {
    await listEntries(found, files, folder, entries.slice(at, at + AT_ONCE), most)
  }
}

async function listEntries(
  found: ServedFile[],
  files: Files,
  folder: string,
  entries: readonly FileEntry[],
  most: number,
): Promise<void> {
  const inner = entries.map(async ({ name, folder: isFolder, link, bytes = 0 }) => {
    const path = joinPath(folder, name)
    if (link && !((await staysInside(files, path)) && !(await leadsUp(files, folder, path)))) return
    if (!isFolder) found.push({ path, bytes })
    else await listInto(found, files, path, most)
  })
  await Promise.all(inner)
}

/**
 * Whether a path names a file of the tree: step by step from the top, so that neither `..` nor a link leads out of what
 * is served.
 */
export async function isListed(files: Files, path: string): Promise<boolean> {
  const steps = path.split("/")
  const name = steps.pop()
  for (const step of steps) if (step === "" || step === "." || step === "..") return false
  const entries = await files.list(steps.join("/"))
  const there = entries?.some((entry) => entry.name === name && !entry.folder) ?? false
  return there && (await staysInside(files, path))
}

/** @throws ApiError 404 for a path that names no served file, 413 for one of more than `most` bytes. */
export async function readServed(
  files: Files,
  path: string,
  most: number = Number.POSITIVE_INFINITY,
): Promise<Uint8Array> {
  if (await isListed(files, path)) {
    await refuseLarge(path, most, files)
    return files.read(path)
  }
  throw new ApiError(404, `${path}: no such file`, "GET /workspace.json lists the served files.")
}

async function refuseLarge(path: string, most: number, files: Files): Promise<void> {
  if (most === Number.POSITIVE_INFINITY) return
  const size = files.onDisk ? (await stat(files.onDisk(path))).size : 0
  if (size <= most) return
  throw tooLarge(path, size, most)
}

/** The refusal of what would be read as a whole. */
export function tooLarge(what: string, size: number, most: number): ApiError {
  return new ApiError(
    413,
    `${what}: got a file of ${size} bytes, which is read as a whole, expected at most ${most}`,
    "Take a sample of its rows. Only the data of POST /shap may be larger, where it lies on this machine: it is read in blocks.",
  )
}

/** Links below what is served may not lead elsewhere. */
async function staysInside(files: Files, path: string): Promise<boolean> {
  return files.onDisk === undefined || liesWithin(files.onDisk(path), rootOf(files.onDisk, path))
}

/** A link to a folder that it lies in would be listed for ever. */
async function leadsUp(files: Files, folder: string, link: string): Promise<boolean> {
  return folder !== "" && files.onDisk !== undefined && liesWithin(files.onDisk(folder), files.onDisk(link))
}

/** The served folder; several served files and folders have no common one, and each is its own root. */
function rootOf(onDisk: NonNullable<Files["onDisk"]>, path: string): string {
  try {
    return onDisk("")
  } catch {
    return onDisk(path.split("/")[0]!)
  }
}
