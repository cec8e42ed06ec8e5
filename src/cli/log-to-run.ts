import type { Command } from "commander"
import { count } from "../analysis/describe.js"
import type { RunRecord } from "../analysis/run-record.js"
import type { Run } from "../data/run.js"
import { logRecord } from "../log-record.js"
import type { RunStore } from "../stores/run-store.js"
import { note } from "./emit.js"
import { runOf } from "./find-runs.js"
import type { CommonOptions } from "./options.js"
import { openStoreOption, type StoreOption } from "./store-option.js"
import type { Terminal } from "./terminal.js"

/** Where results are written beside standard output. */
export interface LogOption extends StoreOption {
  readonly logTo?: string
}

/** @param what for the help: what is written. */
export function withLogOption(command: Command, what: string): Command {
  return command.option("--log-to <run>", `write ${what} into this run of --store`)
}

/** The run that is logged to; it is looked up before anything is computed. */
export async function runToLog(
  { logTo, ...options }: LogOption,
  terminal: Terminal,
): Promise<{ store: RunStore; run: Run } | undefined> {
  if (logTo === undefined) return undefined
  const store = await openStoreOption(options, terminal)
  if (!store.writable)
    throw new Error(`${store.name} cannot be written to: open a folder, an mlflow.db or a tracking server`)
  return { store, run: await runOf(store, logTo) }
}

/** Writes a record into the run and says what was written. */
export async function logInto(
  { store, run }: { readonly store: RunStore; readonly run: Run },
  record: RunRecord,
  options: CommonOptions,
  terminal: Terminal,
): Promise<void> {
  const { metrics, params, artifacts, asTags } = await logRecord(store, run.runId, record)
  for (const remark of record.notes ?? []) note(remark, options, terminal)
  if (asTags.length > 0) {
    note(
      `params cannot change: ${asTags.join(", ")} had other values in run ${run.runId} and became tags`,
      options,
      terminal,
    )
  }
  const written = `${count(metrics, "metric")}, ${count(params, "param")}, ${artifacts.join(", ")}`
  note(`run ${run.runId} (${run.runName}): ${written}`, options, terminal)
}
