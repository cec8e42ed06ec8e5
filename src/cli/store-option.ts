import type { Command } from "commander"
import { openStore } from "../node.js"
import type { RunStore } from "../stores/run-store.js"
import { storePath } from "./store-path.js"
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
