import { existsSync } from "node:fs"
import { resolve } from "node:path"
import type { Command } from "commander"
import { pathOf } from "../node/path-of.js"
import { openStore } from "../node.js"
import type { RunStore } from "../stores/run-store.js"
import type { Terminal } from "./terminal.js"

export interface StoreOption {
  readonly store?: string
}

export function withStoreOption(command: Command): Command {
  return command.option(
    "--store <source>",
    "an mlruns folder, mlflow.db, sqlite:///PATH, http(s)://SERVER or a zip (default: MLFLOW_TRACKING_URI, ./mlruns, ./mlflow.db)",
  )
}

/** The store that a command means. */
export function openStoreOption({ store }: StoreOption, terminal: Terminal): Promise<RunStore> {
  return openStore(storePath(store, terminal))
}

/**
 * Where the store lies that a command means: `--store`, else MLFLOW_TRACKING_URI, else ./mlruns, else ./mlflow.db. A URI stays what it
 * is; a path is made absolute.
 * @throws Error when there is none.
 */
export function storePath(option: string | undefined, terminal: Terminal): string {
  const source = option ?? (terminal.env.MLFLOW_TRACKING_URI || usual(terminal))
  // One letter before the colon is a drive.
  if (/^[a-z][a-z0-9+.-]+:/i.test(source) && !source.startsWith("file:")) return source
  const path = resolve(terminal.cwd, pathOf(source))
  if (existsSync(path)) return path
  throw new Error(`store ${path}: no such folder. Name one with --store, or set MLFLOW_TRACKING_URI`)
}

function usual({ cwd }: Terminal): string {
  return ["mlruns", "mlflow.db"].find((name) => existsSync(resolve(cwd, name))) ?? "mlruns"
}
