import { type Command, InvalidArgumentError } from "commander"
import type { Experiment, Run } from "../data/run.js"
import type { RunStore } from "../stores/run-store.js"
import { allRuns } from "../stores/search-where.js"
import { confirmed } from "./confirmed.js"
import { emit, note } from "./emit.js"
import { type CommonOptions, withCommonOptions } from "./options.js"
import { timeCell } from "./run-sheets.js"
import { doPlan } from "./runs-gc-plan.js"
import { openStoreOption, type StoreOption, withStoreOption } from "./store-option.js"
import { type Terminal, UsageError } from "./terminal.js"

interface GcOptions extends CommonOptions, StoreOption {
  readonly olderThan?: number
  readonly plan?: string
  readonly dryRun?: true
  readonly yes?: true
}

interface Garbage {
  readonly kind: "run" | "experiment"
  readonly id: string
  readonly name: string
  /** When it was deleted, or last changed where that is not recorded. */
  readonly since: number | null
}

/** `leafwise runs gc`: removes for good what has been deleted for long. */
export function addRunsGc(runs: Command, terminal: Terminal): void {
  const command = runs
    .command("gc")
    .description(
      "remove for good the runs and experiments that were deleted longer ago than a given age, or do a cleanup plan",
    )
    .option("--older-than <age>", "e.g. 30d, 12h, 1d12h or 0d", age)
    .option("--plan <file>", "do the steps that leafwise audit --plan FILE wrote; deleted runs can be restored")
    .option("--dry-run", "only say what would go")
    .option("--yes", "do not ask")
  withCommonOptions(withStoreOption(command)).action((options: GcOptions) => gc(options, terminal))
}

async function gc(options: GcOptions, terminal: Terminal): Promise<void> {
  const { olderThan, plan } = options
  if ((olderThan === undefined) === (plan === undefined)) {
    throw new UsageError("runs gc needs either --older-than, e.g. 30d, or --plan, a file of leafwise audit --plan")
  }
  const store = await openStoreOption(options, terminal)
  if (plan !== undefined) await doPlan(store, plan, options, terminal)
  else await collect(store, olderThan!, options, terminal)
}

async function collect(store: RunStore, olderThan: number, options: GcOptions, terminal: Terminal): Promise<void> {
  const garbage = await garbageOf(store, Date.now() - olderThan)
  const rows = garbage.map(({ kind, id, name, since }) => [kind, id, name, timeCell(since)])
  await emit(
    { store: store.name, dryRun: options.dryRun ?? false, removed: garbage },
    { columns: ["kind", "id", "name", "deleted"], rows },
    options,
    terminal,
  )
  if (options.dryRun || garbage.length === 0) return
  if (!options.yes && !(await confirmed(`Remove these ${garbage.length} from ${store.name} for good?`, terminal)))
    return
  for (const { kind, id } of garbage) await (kind === "run" ? store.purgeRun(id) : store.purgeExperiment(id))
  note(`${garbage.length} removed`, options, terminal)
}

/** Runs before the experiments that they are in. An experiment goes only when all of its runs do. */
async function garbageOf(store: RunStore, before: number): Promise<Garbage[]> {
  const experiments = await store.experiments({ view: "ALL" })
  const ids = experiments.map(({ experimentId }) => experimentId)
  const deleted = await allRuns(store, { experimentIds: ids, view: "ALL" })
  const old = deleted.filter((run) => run.lifecycleStage === "deleted" && isBefore(sinceOf(run), before))
  const kept = new Set(deleted.filter((run) => !old.includes(run)).map(({ experimentId }) => experimentId))
  const empty = experiments.filter(
    (each) =>
      each.lifecycleStage === "deleted" &&
      !kept.has(each.experimentId) &&
      isBefore(each.lastUpdateTime ?? each.creationTime, before),
  )
  return [...old.map(runGarbage), ...empty.map(experimentGarbage)]
}

function isBefore(time: number | null, limit: number): boolean {
  return time !== null && time <= limit
}

function sinceOf({ deletedTime, endTime, startTime }: Run): number | null {
  return deletedTime ?? endTime ?? startTime
}

function runGarbage(run: Run): Garbage {
  return { kind: "run", id: run.runId, name: run.runName, since: sinceOf(run) }
}

function experimentGarbage({ experimentId, name, lastUpdateTime, creationTime }: Experiment): Garbage {
  return { kind: "experiment", id: experimentId, name, since: lastUpdateTime ?? creationTime }
}

const units: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 }

/** Milliseconds of MLflow's form, e.g. `1d12h`. */
function age(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)([dhms])/g)]
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== text) {
    throw new InvalidArgumentError("Expected an age such as 30d, 12h or 1d12h.")
  }
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * units[unit!]!, 0)
}
