import type { Command } from "commander"
import { note } from "./emit.js"
import { runsOf } from "./find-runs.js"
import { type CommonOptions, withCommonOptions } from "./options.js"
import { openStoreOption, type StoreOption, withStoreOption } from "./store-option.js"
import type { Terminal } from "./terminal.js"

type Options = CommonOptions & StoreOption

/** `leafwise runs delete` and `restore`: the runs stay in the store until `gc`. */
export function addRunsChange(runs: Command, terminal: Terminal): void {
  const about = {
    delete: "mark runs as deleted; restore brings them back until gc removes them",
    restore: "bring back deleted runs",
  }
  for (const verb of ["delete", "restore"] as const) {
    const command = runs.command(verb).description(about[verb]).argument("<runs...>", "their ids, or how these begin")
    withCommonOptions(withStoreOption(command)).action((ids: string[], options: Options) =>
      change(verb, ids, options, terminal),
    )
  }
}

async function change(
  verb: "delete" | "restore",
  ids: readonly string[],
  options: Options,
  terminal: Terminal,
): Promise<void> {
  const store = await openStoreOption(options, terminal)
  // All are looked up before the first is changed.
  for (const { runId, runName } of await runsOf(store, ids)) {
    await (verb === "delete" ? store.deleteRun(runId) : store.restoreRun(runId))
    note(`run ${runId} (${runName}): ${verb}d`, options, terminal)
  }
}
