import { type Command, Option } from "commander"
import type { ModelStage } from "../data/registry.js"
import { findStoredModel } from "../stored-model.js"
import type { RunStore } from "../stores/run-store.js"
import { note } from "./emit.js"
import { runOf } from "./find-runs.js"
import { keyValues } from "./key-values.js"
import { modelNamed, versionNamed } from "./models-named.js"
import { type CommonOptions, withCommonOptions } from "./options.js"
import { openStoreOption, type StoreOption, withStoreOption } from "./store-option.js"
import { type Terminal, UsageError } from "./terminal.js"

interface Options extends CommonOptions, StoreOption {
  readonly description?: string
  readonly archiveExisting?: true
  readonly delete?: true
}

const stages: readonly ModelStage[] = ["None", "Staging", "Production", "Archived"]

/** `leafwise models register`, `stage`, `alias` and `describe`. */
export function addModelVerbs(models: Command, terminal: Terminal): void {
  const verb = (command: Command, act: (store: RunStore, words: string[], options: Options) => Promise<string>) =>
    withCommonOptions(withStoreOption(command)).action(async (...given: unknown[]) => {
      const options = given.at(-2) as Options
      const words = given
        .slice(0, -2)
        .flat()
        .filter((word) => word !== undefined) as string[]
      note(await act(await openStoreOption(options, terminal), words, options), options, terminal)
    })
  const version = (name: string) =>
    models.command(name).argument("<name>", "the model's").argument("<version>", "its number")
  const register = models
    .command("register")
    .description("make a new version of a model from a run's artifact; makes the model, too")
  register.argument("<name>", "the model's").argument("<source>", "runs:/ID/PATH").argument("[tags...]", "key=value")
  verb(register.option("--description <text>", "of the version"), registered)
  const stage = version("stage").argument("<stage>", stages.join(", ")).description("move a version to a stage")
  verb(stage.option("--archive-existing", "archive the versions that have the stage now"), staged)
  const alias = version("alias").argument("<alias>", "e.g. champion").description("let an alias stand for a version")
  verb(alias.addOption(new Option("--delete", "take the alias away from it")), aliased)
  verb(version("describe").argument("<text>").description("describe a version"), described)
}

async function registered(
  store: RunStore,
  [name = "", source = "", ...tags]: readonly string[],
  { description }: Options,
): Promise<string> {
  const [, id, path] = /^runs:\/+([^/]+)\/(.+)$/.exec(source) ?? []
  if (id === undefined || path === undefined) throw new UsageError(`got source ${source}, expected runs:/ID/PATH`)
  const { runId } = await runOf(store, id)
  const whole = `runs:/${runId}/${path.replace(/\/+$/, "")}`
  // A version of what does not exist would be found out only when it is loaded.
  await findStoredModel(store, whole).catch((error: Error) => {
    if (!/pickled/.test(error.message)) throw error
  })
  const known = (await store.registeredModels()).some((model) => model.name === name)
  if (!known) await store.createRegisteredModel(name)
  const about = { ...(description !== undefined && { description }), tags: Object.fromEntries(keyValues(tags)) }
  const { version } = await store.createModelVersion({ name, source: whole, runId, ...about })
  return `model ${name}: version ${version} from ${whole}`
}

async function staged(
  store: RunStore,
  [name = "", number = "", wanted = ""]: readonly string[],
  options: Options,
): Promise<string> {
  const stage = stages.find((each) => each.toLowerCase() === wanted.toLowerCase())
  if (!stage) throw new UsageError(`got stage ${wanted}, expected ${stages.join(", ")}`)
  const { version } = await versionNamed(store, name, number)
  await store.setModelStage(name, version, stage, options.archiveExisting ?? false)
  return `model ${name}: version ${version} is ${stage}`
}

async function aliased(
  store: RunStore,
  [name = "", number = "", alias = ""]: readonly string[],
  options: Options,
): Promise<string> {
  const { version } = await versionNamed(store, name, number)
  if (!options.delete) {
    await store.setModelAlias(name, alias, version)
    return `model ${name}: @${alias} is version ${version}`
  }
  const stands = (await modelNamed(store, name)).aliases[alias]
  if (stands !== version)
    throw new Error(`model ${name}: alias ${alias} stands for ${stands ?? "no version"}, not for ${version}`)
  await store.deleteModelAlias(name, alias)
  return `model ${name}: @${alias} is gone`
}

async function described(store: RunStore, [name = "", number = "", text = ""]: readonly string[]): Promise<string> {
  const { version } = await versionNamed(store, name, number)
  await store.describeModelVersion(name, version, text)
  return `model ${name}: version ${version} described`
}
