import { type Command, Option } from "commander"
import type { Experiment, Run } from "../data/run.js"
import type { Sheet } from "../results/sheet.js"
import type { RunStore, View } from "../stores/run-store.js"
import { allRuns } from "../stores/search-where.js"
import { emit, note } from "./emit.js"
import { addExperimentVerbs } from "./experiments-change.js"
import { viewOf, withViewOption } from "./find-runs.js"
import { type CommonOptions, withCommonOptions } from "./options.js"
import { timeCell } from "./run-sheets.js"
import { openStoreOption, type StoreOption, withStoreOption } from "./store-option.js"
import type { Terminal } from "./terminal.js"

interface ExperimentsOptions extends CommonOptions, StoreOption {
  readonly filter?: string
  readonly view: "active" | "deleted" | "all"
  readonly pattern?: string
  readonly withRuns?: true
  readonly sort: "name" | "runs" | "updated"
}

type Listed = Experiment & { runs?: Run[] }

/** `leafwise experiments`: what a store holds. */
export function addExperiments(program: Command, terminal: Terminal): void {
  const command = program
    .command("experiments")
    .description("list the experiments of an MLflow store")
    .option("--pattern <glob>", "only names that match, e.g. 'credit/*'")
    .option("--filter <filter>", "MLflow's grammar, e.g. \"name LIKE 'credit%' AND tags.team = 'quant'\"")
    .option("--with-runs", "list the runs of each experiment, too")
    .addOption(new Option("--sort <key>", "order").choices(["name", "runs", "updated"]).default("updated"))
  withCommonOptions(withViewOption(withStoreOption(command))).action((options: ExperimentsOptions) =>
    experiments(options, terminal),
  )
  addExperimentVerbs(command, terminal)
}

async function experiments(options: ExperimentsOptions, terminal: Terminal): Promise<void> {
  const store = await openStoreOption(options, terminal)
  const view = viewOf(options)
  const all = await store.experiments({ view, ...(options.filter !== undefined && { filter: options.filter }) })
  const pattern = options.pattern === undefined ? undefined : globToRegExp(options.pattern)
  const chosen = all.filter(({ name }) => pattern?.test(name) ?? true).sort(orders[options.sort])
  const listed = options.withRuns ? await Promise.all(chosen.map((each) => withRuns(store, each, view))) : chosen
  for (const { path, reason } of store.problems()) note(`${path}: ${reason}`, options, terminal)
  await emit(
    { store: store.name, experiments: listed, problems: store.problems() },
    options.withRuns ? runSheet(listed) : experimentSheet(listed),
    options,
    terminal,
  )
}

const orders: Readonly<Record<ExperimentsOptions["sort"], (a: Experiment, b: Experiment) => number>> = {
  name: (a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)),
  runs: (a, b) => b.runCount - a.runCount || orders.name(a, b),
  updated: (a, b) => (b.lastUpdateTime ?? 0) - (a.lastUpdateTime ?? 0) || orders.name(a, b),
}

/** `*` stands for any characters, `?` for one, as in a shell but across slashes. */
function globToRegExp(glob: string): RegExp {
  const source = glob
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".")
  return new RegExp(`^${source}$`, "su")
}

async function withRuns(store: RunStore, experiment: Experiment, view: View): Promise<Listed> {
  const { experimentId, source } = experiment
  return {
    ...experiment,
    runs: await allRuns(store, { experimentIds: [experimentId], view, ...(source && { source }) }),
  }
}

function experimentSheet(experiments: readonly Listed[]): Sheet {
  return {
    columns: ["id", "name", "runs", "created", "updated"],
    rows: experiments.map((each) => [
      each.experimentId,
      each.name,
      each.runCount,
      timeCell(each.creationTime),
      timeCell(each.lastUpdateTime),
    ]),
  }
}

function runSheet(experiments: readonly Listed[]): Sheet {
  return {
    columns: ["experiment", "run id", "run name", "status", "started", "metrics"],
    rows: experiments.flatMap((each) =>
      each.runs!.map((run) => [
        each.name,
        run.runId,
        run.runName,
        run.status,
        timeCell(run.startTime),
        Object.keys(run.metrics).length,
      ]),
    ),
  }
}
