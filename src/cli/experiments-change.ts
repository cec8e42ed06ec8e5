import type { Command } from "commander"
import type { Experiment } from "../data/run.js"
import type { RunStore } from "../stores/run-store.js"
import { note } from "./emit.js"
import { experimentNamed } from "./find-runs.js"
import { keyValues } from "./key-values.js"
import { type CommonOptions, withCommonOptions } from "./options.js"
import { openStoreOption, type StoreOption, withStoreOption } from "./store-option.js"
import type { Terminal } from "./terminal.js"

type Options = CommonOptions & StoreOption
type Change = (store: RunStore, experiment: Experiment, rest: readonly string[]) => Promise<string>

const NAME = "its name or id"

/** `leafwise experiments delete`, `restore`, `rename` and `tag`. */
export function addExperimentVerbs(experiments: Command, terminal: Terminal): void {
  // The verbs have options of their own, by the same names.
  experiments.enablePositionalOptions()
  const verb = (command: Command, change: Change) =>
    withCommonOptions(withStoreOption(command)).action(async (...given: unknown[]) => {
      const [name, ...rest] = given.slice(0, -2).flat() as string[]
      const options = given.at(-2) as Options
      const store = await openStoreOption(options, terminal)
      const experiment = experimentNamed(await store.experiments({ view: "ALL" }), name!)
      const done = await change(store, experiment, rest)
      note(`experiment ${experiment.experimentId} (${experiment.name}): ${done}`, options, terminal)
    })
  verb(
    experiments
      .command("delete")
      .argument("<experiment>", NAME)
      .description("mark an experiment and its runs as deleted"),
    remove,
  )
  verb(
    experiments.command("restore").argument("<experiment>", NAME).description("bring back a deleted experiment"),
    restore,
  )
  verb(
    experiments
      .command("rename")
      .argument("<experiment>", NAME)
      .argument("<name>", "the new one")
      .description("give an experiment another name"),
    rename,
  )
  verb(
    experiments
      .command("tag")
      .argument("<experiment>", NAME)
      .argument("<tags...>", "key=value")
      .description("set tags of an experiment"),
    tag,
  )
}

async function remove(store: RunStore, { experimentId }: Experiment): Promise<string> {
  await store.deleteExperiment(experimentId)
  return "deleted"
}

async function restore(store: RunStore, { experimentId }: Experiment): Promise<string> {
  await store.restoreExperiment(experimentId)
  return "restored"
}

async function rename(store: RunStore, { experimentId }: Experiment, [name = ""]: readonly string[]): Promise<string> {
  await store.renameExperiment(experimentId, name)
  return `renamed to ${name}`
}

async function tag(store: RunStore, { experimentId }: Experiment, words: readonly string[]): Promise<string> {
  const tags = keyValues(words)
  for (const [key, value] of tags) await store.setExperimentTag(experimentId, key, value)
  return `${tags.length} tags set`
}
