import { existsSync } from "node:fs"
import { resolve } from "node:path"
import { pathOf } from "../node/path-of.js"
import { isForeign, sqlitePath } from "../store-uri.js"
import type { Terminal } from "./terminal.js"

/**
 * The store that a command means: `--store`, else MLFLOW_TRACKING_URI, else ./mlruns, else ./mlflow.db. A path is made
 * absolute; the address of a server stays what it is.
 * @throws Error when there is none.
 */
export function storePath(option: string | undefined, { env, cwd }: Terminal): string {
  const named = option ?? (env.MLFLOW_TRACKING_URI || undefined)
  const source = named ?? ["mlruns", "mlflow.db"].find((name) => existsSync(resolve(cwd, name))) ?? "mlruns"
  if (isForeign(source)) return source
  const database = sqlitePath(source)
  const path = resolve(cwd, database ?? pathOf(source))
  if (!existsSync(path)) {
    const what = database === undefined ? "file or folder" : "database"
    throw new Error(`store ${path}: no such ${what}. Name one with --store, or set MLFLOW_TRACKING_URI`)
  }
  // Three slashes and an absolute path make the four that SQLAlchemy wants.
  return database === undefined ? path : `sqlite:///${path}`
}
