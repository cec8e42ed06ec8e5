import type { Command } from "commander"
import { note } from "./emit.js"
import { collected, runOf } from "./find-runs.js"
import { keyValues } from "./key-values.js"
import { type CommonOptions, withCommonOptions } from "./options.js"
import { openStoreOption, type StoreOption, withStoreOption } from "./store-option.js"
import { type Terminal, UsageError } from "./terminal.js"

interface TagOptions extends CommonOptions, StoreOption {
  readonly delete?: readonly string[]
}

/** `leafwise runs tag`: sets and deletes tags of a run. */
export function addRunsTag(runs: Command, terminal: Terminal): void {
  const command = runs
    .command("tag")
    .description("set tags of a run, or delete them")
    .argument("<run>", "its id, or how the id begins")
    .argument("[tags...]", "key=value")
    .option("--delete <key>", "delete this tag; may be given again", collected)
  withCommonOptions(withStoreOption(command)).action((id: string, words: string[], options: TagOptions) =>
    tag(id, words, options, terminal),
  )
}

async function tag(id: string, words: readonly string[], options: TagOptions, terminal: Terminal): Promise<void> {
  const set = keyValues(words)
  const removed = options.delete ?? []
  if (set.length + removed.length === 0) throw new UsageError("got no tags, expected key=value or --delete key")
  const store = await openStoreOption(options, terminal)
  const run = await runOf(store, id)
  for (const [key, value] of set) await store.setTag(run.runId, key, value)
  for (const key of removed) await store.deleteTag(run.runId, key)
  note(`run ${run.runId} (${run.runName}): ${set.length} tags set, ${removed.length} deleted`, options, terminal)
}
