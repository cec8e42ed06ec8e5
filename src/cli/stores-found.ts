import { type Files, joinPath } from "../data/files.js"
import { firstBytes, rangesOf } from "../data/ranges-of.js"
import { openZip } from "../find-stores.js"

export interface StorePlace {
  readonly path: string
  readonly kind: "mlruns" | "sqlite" | "zip"
}

/** A database names its tables in the first of its pages. */
const HEAD = 2 ** 20

/** Folders that hold no stores, and may be very large. */
const skipped = /^(\.git|node_modules|__pycache__|\.ipynb_checkpoints|\.venv|venv|site-packages)$/

/**
 * Every file store and database of MLflow's below a folder: what has experiments with a meta.yaml, and files called *.db
 * that are SQLite.
 * @param options.archives zip archives that hold one as well.
 */
export async function findStorePaths(
  files: Files,
  { archives = false }: { readonly archives?: boolean } = {},
): Promise<StorePlace[]> {
  const found: StorePlace[] = []
  const open = [""]
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    const entries = (await files.list(folder)) ?? []
    for (const { name, folder: isFolder } of entries) {
      if (!isFolder && /\.(db|sqlite3?)$/i.test(name)) found.push({ path: joinPath(folder, name), kind: "sqlite" })
      if (!isFolder && archives && /\.zip$/i.test(name)) found.push({ path: joinPath(folder, name), kind: "zip" })
    }
    if (
      await isFileStore(
        files,
        folder,
        entries.filter((entry) => entry.folder).map(({ name }) => name),
      )
    ) {
      found.push({ path: folder, kind: "mlruns" })
      continue
    }
    open.push(
      ...entries.filter((entry) => entry.folder && !skipped.test(entry.name)).map(({ name }) => joinPath(folder, name)),
    )
  }
  const kept: StorePlace[] = []
  for (const place of found) if (await isStore(files, place)) kept.push(place)
  return kept.sort((a, b) => (a.path < b.path ? -1 : 1))
}

async function isStore(files: Files, { path, kind }: StorePlace): Promise<boolean> {
  if (kind === "mlruns") return true
  if (kind === "sqlite") return isDatabase(files, path)
  // What is no archive that can be read is no store either.
  const archive = await openZip(files, path).catch(() => undefined)
  return archive !== undefined && (await findStorePaths(archive).catch(() => [])).length > 0
}

/** An experiment's folder is called by its id, a whole number, and has a meta.yaml. */
async function isFileStore(files: Files, folder: string, names: readonly string[]): Promise<boolean> {
  for (const name of names.filter((each) => /^\d+$/.test(each)).slice(0, 20)) {
    const entries = await files.list(joinPath(folder, name))
    if (entries?.some((entry) => entry.name === "meta.yaml")) return true
  }
  return false
}

/** Whether a file begins as SQLite's do and names a table of MLflow's. */
async function isDatabase(files: Files, path: string): Promise<boolean> {
  const text = new TextDecoder("latin1").decode(await headOf(files, path))
  return text.startsWith("SQLite format 3\0") && text.includes("latest_metrics")
}

async function headOf(files: Files, path: string): Promise<Uint8Array> {
  if (files.ranges || !files.portions) return firstBytes(await rangesOf(files, path), HEAD)
  const head = new Uint8Array(HEAD)
  let filled = 0
  for await (const portion of files.portions(path)) {
    head.set(portion.subarray(0, HEAD - filled), filled)
    filled = Math.min(HEAD, filled + portion.length)
    if (filled === HEAD) break
  }
  return head.subarray(0, filled)
}
