import { type Command, Option } from "commander"
import type { Experiment, Run } from "../data/run.js"
import { nearestName } from "../kernels/nearest-name.js"
import type { RunStore, View } from "../stores/run-store.js"
import { allRuns, searchWhere } from "../stores/search-where.js"
import { wholeNumber } from "./options.js"
import { UsageError } from "./terminal.js"

/** Which runs a verb is about. */
export interface RunOptions {
  readonly experiment?: readonly string[]
  readonly filter?: string
  readonly where?: string
  readonly orderBy?: readonly string[]
  readonly limit?: number
  readonly view: "active" | "deleted" | "all"
}

export function withRunOptions(command: Command): Command {
  return withViewOption(
    command
      .option("-x, --experiment <name>", "only runs of this experiment, by name or id; may be given again", collected)
      .option("--filter <filter>", "MLflow's grammar, e.g. \"metrics.auc > 0.6 AND tags.kind = 'final'\"")
      .option(
        "--where <condition>",
        "Leafwise's own: OR, NOT, arithmetic, max(metrics.auc), =~ ...; see docs/search.md",
      )
      .option("--order-by <field>", "e.g. 'metrics.auc DESC'; may be given again", collected)
      .option("--limit <n>", "so many runs at most", wholeNumber(1)),
  )
}

export function withViewOption(command: Command): Command {
  return command.addOption(
    new Option("--view <stage>", "what is deleted is left out, alone, or included")
      .choices(["active", "deleted", "all"])
      .default("active"),
  )
}

const views: Readonly<Record<RunOptions["view"], View>> = { active: "ACTIVE_ONLY", deleted: "DELETED_ONLY", all: "ALL" }

export function viewOf({ view }: Pick<RunOptions, "view">): View {
  return views[view]
}

/** Gathers an option that is given several times. */
export function collected(value: string, before: readonly string[] = []): string[] {
  return [...before, value]
}

/** The runs that the options mean, and the experiments by id. */
export async function findRuns(
  store: RunStore,
  options: RunOptions,
): Promise<{ runs: Run[]; experiments: Map<string, Experiment> }> {
  const all = await store.experiments({ view: "ALL" })
  const seen = all.filter(({ lifecycleStage }) => options.view !== "active" || lifecycleStage === "active")
  const chosen = options.experiment ? options.experiment.map((name) => experimentNamed(all, name)) : seen
  const runs = await searchWhere(store, {
    experimentIds: chosen.map(({ experimentId }) => experimentId),
    view: viewOf(options),
    ...(options.filter !== undefined && { filter: options.filter }),
    ...(options.where !== undefined && { where: options.where }),
    ...(options.orderBy && { orderBy: options.orderBy }),
    ...(options.limit !== undefined && { limit: options.limit }),
  })
  return { runs, experiments: new Map(all.map((each) => [each.experimentId, each])) }
}

/** By id, or by name; the active one where a deleted one has the same name. @throws Error with the nearest name. */
export function experimentNamed(experiments: readonly Experiment[], name: string): Experiment {
  const named = experiments.filter((each) => each.name === name)
  const found =
    experiments.find(({ experimentId }) => experimentId === name) ??
    named.find(({ lifecycleStage }) => lifecycleStage === "active") ??
    named[0]
  if (found) return found
  const nearest = nearestName(
    name,
    experiments.map((each) => each.name),
  )
  throw new Error(
    `no experiment ${name}; ${nearest === undefined ? "leafwise experiments lists them" : `is ${nearest} meant?`}`,
  )
}

/**
 * The run of an id, or of the only id that begins so.
 * @throws Error that names the runs that are meant.
 */
export async function runOf(store: RunStore, id: string): Promise<Run> {
  const [run] = await runsOf(store, [id])
  return run!
}

export async function runsOf(store: RunStore, ids: readonly string[]): Promise<Run[]> {
  let all: Promise<Run[]> | undefined
  const listAll = async (): Promise<Run[]> => {
    const experimentIds = (await store.experiments({ view: "ALL" })).map(({ experimentId }) => experimentId)
    return allRuns(store, { experimentIds, view: "ALL" })
  }
  const runs: Run[] = []
  for (const id of ids) {
    const whole = id.length >= 32 ? await store.run(id).catch(() => undefined) : undefined
    all ??= whole ? undefined : listAll()
    runs.push(whole ?? startingWith(await all!, id, store.name))
  }
  return runs
}

function startingWith(runs: readonly Run[], id: string, store: string): Run {
  const found = runs.filter(({ runId }) => runId.startsWith(id))
  const exact = found.find(({ runId }) => runId === id)
  if (exact) return exact
  if (found.length === 1 && id !== "") return found[0]!
  if (found.length === 0) throw new Error(`${store}: no run ${id}; leafwise runs list has the ids`)
  const some = found.slice(0, 5).map(({ runId, runName }) => `${runId} (${runName})`)
  throw new Error(
    `run ${id}: ${found.length} runs begin so, expected one: ${some.join(", ")}${found.length > 5 ? ", ..." : ""}`,
  )
}

/** Runs that are named, or else those that the options find. */
export async function namedOrFound(store: RunStore, ids: readonly string[], options: RunOptions): Promise<Run[]> {
  const searched = options.filter !== undefined || options.where !== undefined || options.experiment !== undefined
  if (ids.length > 0 && searched) throw new UsageError("got run ids and a search, expected one of them")
  if (ids.length === 0 && !searched)
    throw new UsageError("got no runs: name some, or find them with --filter, --where or -x")
  return ids.length > 0 ? runsOf(store, ids) : (await findRuns(store, options)).runs
}
