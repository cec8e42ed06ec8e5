import { type FileEntry, type Files, joinPath } from "../data/files.js"

/**
 * What lies in a folder of artifacts, by name; empty where there is no such folder.
 * @throws RangeError for a path that leads out of the folder.
 */
export async function listArtifacts(files: Files, folder: string, path: string): Promise<readonly FileEntry[]> {
  return (await files.list(placeOf(files, folder, path))) ?? []
}

/** An artifact's bytes, undefined where there is none. @throws RangeError for a path that leads out of the folder. */
export async function readArtifact(files: Files, folder: string, path: string): Promise<Uint8Array | undefined> {
  const place = placeOf(files, folder, path)
  const end = place.lastIndexOf("/")
  const entries = await files.list(place.slice(0, end))
  const isFile = entries?.some(({ name, folder }) => !folder && name === place.slice(end + 1)) ?? false
  return isFile ? files.read(place) : undefined
}

function placeOf(files: Files, folder: string, path: string): string {
  const inner = path.split("/").filter((part) => part !== "" && part !== ".")
  if (!inner.includes("..")) return [folder, ...inner].join("/")
  throw new RangeError(`${files.name}: got artifact path ${path}, expected one inside ${folder}`)
}

/** Whether a recorded address is the folder that is read: a store that was moved or copied still names its old place. */
export function isAt(uri: string, store: string, folder: string): boolean {
  const plain = (path: string): string =>
    path
      .replaceAll("\\", "/")
      .replace(/^file:\/*/, "/")
      .replace(/\/+$/, "")
  return plain(decoded(uri)) === plain(joinPath(store, folder))
}

function decoded(uri: string): string {
  try {
    return uri.startsWith("file:") ? decodeURIComponent(uri) : uri
  } catch {
    return uri
  }
}
