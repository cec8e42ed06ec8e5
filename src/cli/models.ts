import type { Command } from "commander"
import type { ModelVersion, RegisteredModel } from "../data/registry.js"
import type { RunStore } from "../stores/run-store.js"
import { emit } from "./emit.js"
import { addModelVerbs } from "./models-change.js"
import { modelNamed } from "./models-named.js"
import { type CommonOptions, withCommonOptions } from "./options.js"
import { timeCell } from "./run-sheets.js"
import { openStoreOption, type StoreOption, withStoreOption } from "./store-option.js"
import type { Terminal } from "./terminal.js"

type Options = CommonOptions & StoreOption

/** `leafwise models`: the model registry. */
export function addModels(program: Command, terminal: Terminal): void {
  const models = program.command("models").description("list, register and promote models of MLflow's registry")
  const list = models.command("list").description("list registered models with their versions' stages and aliases")
  withCommonOptions(withStoreOption(list)).action((options: Options) => listed(options, terminal))
  const show = models.command("show").description("show a registered model's versions").argument("<name>")
  withCommonOptions(withStoreOption(show)).action((name: string, options: Options) => shown(name, options, terminal))
  addModelVerbs(models, terminal)
}

async function listed(options: Options, terminal: Terminal): Promise<void> {
  const store = await openStoreOption(options, terminal)
  const models = await store.registeredModels()
  const columns = ["name", "versions", "latest", "stages", "aliases", "updated", "description"]
  await emit(models, { columns, rows: models.map(modelRow) }, options, terminal)
}

function modelRow(model: RegisteredModel) {
  const staged = model.versions
    .filter(({ stage }) => stage !== "None")
    .map(({ stage, version }) => `${stage}: ${version}`)
  const aliases = Object.entries(model.aliases).map(([alias, version]) => `${alias}: ${version}`)
  const latest = model.versions[0]?.version ?? null
  const texts = [staged.join(", "), aliases.join(", ")]
  return [model.name, model.versions.length, latest, ...texts, timeCell(model.lastUpdateTime), model.description]
}

async function shown(name: string, options: Options, terminal: Terminal): Promise<void> {
  const store: RunStore = await openStoreOption(options, terminal)
  const model = await modelNamed(store, name)
  const columns = ["version", "stage", "aliases", "run id", "source", "created", "description"]
  await emit(model, { columns, rows: model.versions.map(versionRow) }, options, terminal)
}

function versionRow({ version, stage, aliases, runId, source, creationTime, description }: ModelVersion) {
  return [version, stage, aliases.join(", "), runId, source, timeCell(creationTime), description]
}
