import { stat } from "node:fs/promises"
import { dirname } from "node:path"
import type { LocalArtifact } from "../data/http.js"
import { pathOf } from "./path-of.js"
import { writableFiles } from "./writable-files.js"

/**
 * Writes artifacts of a server that runs on this machine and keeps them in a folder, as MLflow's client does. A server
 * elsewhere may name a path that here means something else: then nothing is written.
 */
export function localArtifacts(serverUrl: string): LocalArtifact {
  const here = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(serverUrl).hostname)
  return here ? writeLocalArtifact : async () => false
}

/** Writes below a folder of artifacts whose store, the folder that holds its experiments, lies on this machine. */
export const writeLocalArtifact: LocalArtifact = async (artifactUri, path, bytes) => {
  const folder = localFolder(artifactUri)
  if (folder === undefined) return false
  const store = dirname(dirname(dirname(folder)))
  if (!((await isFolder(store)) || (await isNew(store)))) return false
  await writableFiles(dirname(folder)).replace(`artifacts/${path}`, bytes, "")
  return true
}

/** A store's folder that nothing was written to yet: that above it is there, and is none that every machine has. */
async function isNew(store: string): Promise<boolean> {
  const above = dirname(store)
  return above !== dirname(above) && (await isFolder(above))
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false
}

/** The folder of a `file:` URI or of an absolute path that ends in `artifacts`. */
function localFolder(artifactUri: string): string | undefined {
  const local = /^file:|^\/|^[A-Za-z]:[\\/]/.test(artifactUri)
  const path = local ? pathOf(artifactUri).replace(/[\\/]+$/, "") : ""
  return /[\\/]artifacts$/.test(path) ? path : undefined
}
