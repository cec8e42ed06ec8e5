import { type Command, Option } from "commander"
import { count } from "../analysis/describe.js"
import { inventory } from "../analysis/inventory.js"
import type { Run } from "../data/run.js"
import { nearestName } from "../kernels/nearest-name.js"
import type { Sheet } from "../results/sheet.js"
import type { StoreInventory } from "../results/store-inventory.js"
import { inventoryMarkdown } from "../writers/inventory-markdown.js"
import { inventoryTree } from "../writers/inventory-tree.js"
import { emit, note } from "./emit.js"
import { emitText } from "./emit-text.js"
import { findRuns, type RunOptions, withRunOptions } from "./find-runs.js"
import { type CommonOptions, withCommonOptions } from "./options.js"
import { openStoreOption, type StoreOption, withStoreOption } from "./store-option.js"
import type { Terminal } from "./terminal.js"

interface InventoryOptions extends CommonOptions, StoreOption, RunOptions {
  readonly tree?: true
  readonly project?: string
  readonly metric?: string
  readonly required?: readonly string[]
}

const examples = `
Examples:
  $ leafwise inventory --store mlruns --markdown -o EXPERIMENTS.md   every experiment with its table of runs
  $ leafwise inventory --store mlruns --tree                         project, experiments, runs
  $ leafwise inventory -x credit_scoring_cv --metric roc_auc --json
  $ leafwise inventory --required "roc_auc|mean_roc_auc,train_roc_auc"

A run's std is over its folds, as it was logged (or over the runs nested in it); the spread over runs stands apart.`

/** `leafwise inventory`: what the experiments of a store are about, how good they became and what is missing. */
export function addInventory(program: Command, terminal: Terminal): void {
  const command = program
    .command("inventory")
    .description("experiments and runs with mean +- std, features, sampling, best run, what is missing or incomplete")
    .addOption(
      new Option("--tree", "project, experiments and runs as a tree").conflicts(["json", "csv", "markdown", "arrow"]),
    )
    .option("--project <name>", "what it is called (default: the tag project, or the folder that the store lies in)")
    .option("--metric <name>", "what runs are ordered by, with or without mean_ (default: the best known one)")
    .option(
      "--required <names>",
      "metrics that every run should have, commas between, | between alternatives",
      (names) => names.split(",").map((name) => name.trim()),
    )
    .addHelpText("after", examples)
  withCommonOptions(withRunOptions(withStoreOption(command))).action((options: InventoryOptions) =>
    takeStock(options, terminal),
  )
}

async function takeStock(options: InventoryOptions, terminal: Terminal): Promise<void> {
  const { project, metric, required } = options
  const store = await openStoreOption(options, terminal)
  const { runs, experiments } = await findRuns(store, options)
  const wanted = new Set(runs.map(({ experimentId }) => experimentId))
  const narrowed = options.filter !== undefined || options.where !== undefined || options.experiment !== undefined
  const chosen = [...experiments.values()].filter(({ experimentId, lifecycleStage, name }) => {
    const seen = options.view === "all" || (lifecycleStage === "active") === (options.view === "active")
    return wanted.has(experimentId) || (!narrowed && seen && name !== "Default")
  })
  if (metric !== undefined) checkMetric(metric, runs)
  const result = inventory(store.name, chosen, runs, {
    ...(project !== undefined && { project }),
    ...(metric !== undefined && { metric }),
    ...(required && { required }),
  })
  for (const { path, reason } of store.problems()) note(`${path}: ${reason}`, options, terminal)
  if (options.tree) return emitText(inventoryTree(result), options, terminal)
  if (options.markdown) return emitText(inventoryMarkdown(result), options, terminal)
  note(summary(result), options, terminal)
  await emit(result, sheetOf(result), options, terminal)
}

/** @throws Error for a metric that none of the runs has: they would be in no order at all. */
function checkMetric(metric: string, runs: readonly Run[]): void {
  const known = [...new Set(runs.flatMap((run) => Object.keys(run.metrics)))]
  if (known.includes(metric) || known.includes(`mean_${metric}`)) return
  const nearest = nearestName(metric, known)
  const there = known.length === 0 ? "none has any metric" : `there are ${known.sort().slice(0, 12).join(", ")}`
  throw new Error(`--metric: no run has ${metric}; ${nearest === undefined ? there : `is ${nearest} meant?`}`)
}

function summary({ store, project, experiments }: StoreInventory): string {
  const runs = experiments.reduce((sum, each) => sum + each.runs.length, 0)
  const open = experiments.reduce((sum, each) => sum + each.incompleteRuns, 0)
  return `${store}: project ${project}, ${count(experiments.length, "experiment")}, ${count(runs, "run")}, ${open} incomplete`
}

function sheetOf({ experiments }: StoreInventory): Sheet {
  return {
    columns: [
      ...["experiment", "run name", "run id", "status", "features", "sampling", "method", "purpose"],
      ...["metric", "mean", "std over folds", "source", "best", "incomplete", "missing"],
    ],
    rows: experiments.flatMap(({ name, runs, bestRunId, headline }) =>
      runs.map((run) => [
        ...[name, run.runName, run.runId, run.status, run.features, run.sampling, run.method, run.purpose, headline],
        ...[run.score?.mean ?? null, run.score?.std ?? null, run.score?.source ?? null, run.runId === bestRunId],
        ...[run.incomplete, run.missing.join(", ") || null],
      ]),
    ),
  }
}
