import { type CleanupPlan, type CleanupStep, checkedPlan } from "../results/audit.js"
import type { RunStore } from "../stores/run-store.js"
import { confirmed } from "./confirmed.js"
import { emit, note } from "./emit.js"
import { readFileNamed } from "./open-model.js"
import type { CommonOptions } from "./options.js"
import type { Terminal } from "./terminal.js"

interface PlanOptions extends CommonOptions {
  readonly dryRun?: true
  readonly yes?: true
}

/** Does the steps of a cleanup plan, in its order. Other stores are not moved: the commands for them are printed. */
export async function doPlan(store: RunStore, path: string, options: PlanOptions, terminal: Terminal): Promise<void> {
  const plan = await readPlan(path, terminal)
  const here = plan.steps.filter(({ action }) => action !== "archive-store")
  const rows = plan.steps.map(({ action, id, name, reason }) => [action, id, name, reason])
  const sheet = { columns: ["action", "id", "name", "reason"], rows }
  await emit({ store: store.name, dryRun: options.dryRun ?? false, steps: plan.steps }, sheet, options, terminal)
  for (const { action, command } of plan.steps) {
    if (action === "archive-store") note(`not done here: ${command}`, options, terminal)
  }
  if (options.dryRun || here.length === 0) return
  if (!options.yes && !(await confirmed(`Do these ${here.length} steps in ${store.name}?`, terminal))) return
  for (const step of here) await doStep(store, step)
  note(`${here.length} steps done`, options, terminal)
}

async function readPlan(path: string, terminal: Terminal): Promise<CleanupPlan> {
  const text = new TextDecoder().decode(await readFileNamed(path, terminal))
  try {
    return checkedPlan(JSON.parse(text))
  } catch (cause) {
    throw new Error(`${path}: expected a cleanup plan, got ${(cause as Error).message}`, { cause })
  }
}

/** What is gone already is done already. */
async function doStep(store: RunStore, { action, id }: CleanupStep): Promise<void> {
  if (action === "purge-run") return store.purgeRun(id)
  if (action === "purge-experiment") return store.purgeExperiment(id)
  if (action === "delete-experiment") return store.deleteExperiment(id)
  if ((await store.run(id)).lifecycleStage === "active") await store.deleteRun(id)
}
