import { type Files, joinPath } from "../data/files.js"

/** Where MLflow keeps artifacts beside a database, unless told otherwise. */
const roots = ["", "mlartifacts", "mlruns", "artifacts"]

/** A folder of artifacts that was found. */
export interface ArtifactFolder {
  readonly files: Files
  readonly path: string
  /** Where it is, if that is not what was recorded. */
  readonly moved?: string
}

/**
 * Finds where the artifacts of a run or model lie. A database records that as an absolute place on the machine that
 * logged them. What is left of that place beside the database wins, the longest part of it first, so that a store that
 * was moved is complete; else the recorded folder itself, where it is one of MLflow's on this machine.
 * @param beside the folder that holds the database.
 * @param onDisk an absolute folder of this machine.
 */
export async function artifactFolder(
  uri: string,
  owner: string,
  beside: Files | undefined,
  onDisk: ((path: string) => Files) | undefined,
): Promise<ArtifactFolder | undefined> {
  const path = pathOf(uri)
  const steps = path.split("/").filter((step) => step !== "" && step !== ".")
  if (steps.includes("..")) return undefined
  const found = beside && (await besideIt(steps, owner, beside, path))
  return found ?? (onDisk && recordedFolder(uri, owner, onDisk))
}

/**
 * The recorded folder itself, where it is one of MLflow's on this machine: `OWNER/artifacts`. No other is followed, so
 * that a store from elsewhere cannot name a folder that has nothing to do with it.
 */
export async function recordedFolder(
  uri: string,
  owner: string,
  onDisk: (path: string) => Files,
): Promise<ArtifactFolder | undefined> {
  const path = pathOf(uri)
  const steps = path.split("/").filter((step) => step !== "" && step !== ".")
  const own = steps.at(-1) === "artifacts" && steps.at(-2) === owner && !steps.includes("..")
  if (!(own && isAbsolute(uri, path))) return undefined
  const files = onDisk(path)
  return (await files.list("")) ? { files, path: "" } : undefined
}

async function besideIt(
  steps: readonly string[],
  owner: string,
  files: Files,
  recorded: string,
): Promise<ArtifactFolder | undefined> {
  const last = steps.lastIndexOf(owner)
  for (let from = 0; from <= last; from++) {
    const rest = steps.slice(from).join("/")
    for (const root of roots) {
      const path = joinPath(root, rest)
      if (!(await files.list(path))) continue
      const place = `${files.name}/${path}`
      return { files, path, ...(place !== recorded && { moved: place }) }
    }
  }
  return undefined
}

/** The path of a URI, with `/`. What lies behind other schemes is looked for beside the database only. */
function pathOf(uri: string): string {
  const [, scheme, rest = uri] = /^([a-z][a-z0-9+.-]+):(?:\/\/[^/]*)?(.*)$/is.exec(uri) ?? []
  if (scheme === undefined) return uri.replaceAll("\\", "/")
  return scheme.toLowerCase() === "file" ? decoded(rest).replace(/^\/([A-Za-z]:)/, "$1") : rest
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function isAbsolute(uri: string, path: string): boolean {
  return /^(file:|[A-Za-z]:[\\/]|\/)/.test(uri) && /^(\/|[A-Za-z]:\/)/.test(path)
}
