import { type Files, joinPath } from "../data/files.js"

export interface StorePlace {
  readonly path: string
  readonly kind: "mlruns" | "sqlite"
}

/** Folders that hold no stores, and may be very large. */
const skipped = /^(\.git|node_modules|__pycache__|\.ipynb_checkpoints|\.venv|venv|site-packages)$/

/** Every file store and database of MLflow's below a folder: what has experiments with a meta.yaml, and files called *.db that are SQLite. */
export async function findStorePaths(files: Files): Promise<StorePlace[]> {
  const found: StorePlace[] = []
  const open = [""]
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    const entries = (await files.list(folder)) ?? []
    for (const { name, folder: isFolder } of entries) {
      if (!isFolder && /\.(db|sqlite3?)$/i.test(name)) found.push({ path: joinPath(folder, name), kind: "sqlite" })
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
  const kept = await Promise.all(
    found.map(async (place) => (place.kind === "mlruns" || (await isDatabase(files, place.path)) ? [place] : [])),
  )
  return kept.flat().sort((a, b) => (a.path < b.path ? -1 : 1))
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
  const bytes = await files.read(path)
  const text = new TextDecoder("latin1").decode(bytes.subarray(0, 2 ** 20))
  return text.startsWith("SQLite format 3\0") && text.includes("latest_metrics")
}
