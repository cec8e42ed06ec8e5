import { existsSync } from "node:fs"
import { resolve } from "node:path"
import { pathOf } from "../node/path-of.js"
import type { Terminal } from "./terminal.js"

/**
 * The folder of the store that a command means: `--store`, else MLFLOW_TRACKING_URI, else ./mlruns.
 * @throws Error when there is none, or it is no folder.
 */
export function storePath(option: string | undefined, { env, cwd }: Terminal): string {
  const source = option ?? (env.MLFLOW_TRACKING_URI || "mlruns")
  if (/^(sqlite|https?|postgresql|mysql|mssql|databricks)\b.*:/.test(source)) {
    throw new Error(`store ${source}: this version reads mlruns folders only`)
  }
  const path = resolve(cwd, pathOf(source))
  if (existsSync(path)) return path
  throw new Error(`store ${path}: no such folder. Name one with --store, or set MLFLOW_TRACKING_URI`)
}
