import type { Files } from "./data/files.js"
import { treeOfFiles } from "./data/listed-files.js"
import { FileStore } from "./stores/file.js"
import type { RunStore } from "./stores/run-store.js"
import { findStores } from "./workspace.js"

/**
 * A store of MLflow runs in a tree of files or in a list of `File`s: the store may lie at the top or in one folder.
 * @throws Error when there is none, or more than one.
 */
export async function openStore(source: Files | Iterable<File>): Promise<RunStore> {
  const files = "read" in source ? source : treeOfFiles("dropped", source)
  const stores = await findStores(files)
  if (stores.length === 1) return stores[0]!
  if (stores.length === 0 && (await isEmptyStore(files))) return new FileStore(files)
  throw new Error(`${files.name}: got ${stores.length} MLflow stores, expected one: an mlruns folder or what holds it`)
}

/** A store without experiments has only folders of its own making. */
async function isEmptyStore(files: Files): Promise<boolean> {
  const entries = (await files.list("")) ?? []
  return entries.some(({ name, folder }) => folder && (name === ".trash" || name === "models"))
}
