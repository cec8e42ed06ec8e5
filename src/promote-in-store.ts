import type { ModelStage } from "./data/registry.js"
import { findStoredModel } from "./stored-model.js"
import type { RunStore } from "./stores/run-store.js"

export interface Promotion {
  /** The registered model's name; it is made where there is none. */
  readonly name: string
  readonly stage?: ModelStage
  /** Archives the versions that have the stage now. */
  readonly archiveExisting?: boolean
  readonly alias?: string
  /** Where the run keeps its model; `model` by default. */
  readonly modelPath?: string
  readonly dryRun?: boolean
}

/** What a promotion did, or with `dryRun` would do. */
export interface Promoted {
  readonly name: string
  /** null while a dry run would make it. */
  readonly version: string | null
  readonly registered: boolean
  /** What the alias or the stage stood for before: a version's number. */
  readonly before: string | null
}

/**
 * Gives a run's model a stage or an alias. The version that was registered from the run is taken; where there is none, one is.
 * @throws Error where the run has no model to register.
 */
export async function promoteInStore(store: RunStore, runId: string, promotion: Promotion): Promise<Promoted> {
  const { name, stage, alias, dryRun = false } = promotion
  const model = (await store.registeredModels()).find((each) => each.name === name)
  const known = model?.versions.find((version) => version.runId === runId)
  const staged = model?.versions.find((version) => stage !== undefined && version.stage === stage)
  const before = (alias !== undefined ? model?.aliases[alias] : staged?.version) ?? null
  const source = `runs:/${runId}/${promotion.modelPath ?? "model"}`
  if (!known) await checkModel(store, source)
  if (dryRun) return { name, version: known?.version ?? null, registered: !known, before }
  if (!model) await store.createRegisteredModel(name)
  const { version } = known ?? (await store.createModelVersion({ name, source, runId }))
  if (stage !== undefined) await store.setModelStage(name, version, stage, promotion.archiveExisting ?? false)
  if (alias !== undefined) await store.setModelAlias(name, alias, version)
  return { name, version, registered: !known, before }
}

/** A version of what does not exist would be found out only when it is loaded. */
async function checkModel(store: RunStore, source: string): Promise<void> {
  await findStoredModel(store, source).catch((error: Error) => {
    // A pickled model is one that MLflow opens.
    if (!/pickled/.test(error.message)) {
      throw new Error(`${error.message}: nothing to register; --model-path says where the run keeps its model`, {
        cause: error,
      })
    }
  })
}
