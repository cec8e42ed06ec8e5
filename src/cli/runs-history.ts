import type { Command } from "commander"
import type { MetricPoint, Run } from "../data/run.js"
import { nearestName } from "../kernels/nearest-name.js"
import type { Cell } from "../results/sheet.js"
import type { RunStore } from "../stores/run-store.js"
import { emit } from "./emit.js"
import { collected, findRuns, type RunOptions, runsOf, withRunOptions } from "./find-runs.js"
import { type CommonOptions, withCommonOptions } from "./options.js"
import { openStoreOption, type StoreOption, withStoreOption } from "./store-option.js"
import { type Terminal, UsageError } from "./terminal.js"

interface HistoryOptions extends CommonOptions, StoreOption, RunOptions {
  readonly key?: readonly string[]
}

interface History {
  readonly run: Run
  readonly key: string
  readonly points: readonly MetricPoint[]
}

/** `leafwise runs history`: every logged value of metrics. */
export function addRunsHistory(runs: Command, terminal: Terminal): void {
  const command = runs
    .command("history")
    .description("every logged value of metrics, of one run (all of its metrics without a key) or of many")
    .argument("[run]", "its id, or how the id begins; without one the runs that -x, --filter and --where find")
    .argument("[keys...]", "metrics")
    .option("-k, --key <metric>", "a metric; may be given again", collected)
  withCommonOptions(withRunOptions(withStoreOption(command))).action(
    (id: string | undefined, keys: string[], options: HistoryOptions) =>
      history(id, [...keys, ...(options.key ?? [])], options, terminal),
  )
}

async function history(
  id: string | undefined,
  keys: readonly string[],
  options: HistoryOptions,
  terminal: Terminal,
): Promise<void> {
  const searched = options.filter !== undefined || options.where !== undefined || options.experiment !== undefined
  if (id === undefined && !searched)
    throw new UsageError("got no run: name one, or find some with --filter, --where or -x")
  if (id !== undefined && searched)
    throw new UsageError("got a run and a search, expected one of them; metrics go behind --key there")
  const store = await openStoreOption(options, terminal)
  const runs = id === undefined ? (await findRuns(store, options)).runs : await runsOf(store, [id])
  const histories: History[] = []
  for (const run of runs) histories.push(...(await historiesOf(store, run, keys, runs.length > 1)))
  await emit(
    histories.map(({ run, key, points }) => ({ runId: run.runId, runName: run.runName, key, history: points })),
    { columns: ["run_id", "key", "step", "timestamp", "value"], rows: histories.flatMap(historyRows) },
    options,
    terminal,
  )
}

/** @throws Error for a metric that a single run lacks; of many runs those that have it are shown. */
async function historiesOf(store: RunStore, run: Run, keys: readonly string[], many: boolean): Promise<History[]> {
  const present = Object.keys(run.metrics)
  const unknown = keys.find((key) => !present.includes(key))
  if (unknown !== undefined && !many) {
    const nearest = nearestName(unknown, present)
    throw new Error(
      `run ${run.runId} has no metric ${unknown}; ${nearest ? `is ${nearest} meant?` : `it has ${present.join(", ") || "none"}`}`,
    )
  }
  const wanted = keys.length === 0 ? present : keys.filter((key) => present.includes(key))
  return Promise.all(wanted.map(async (key) => ({ run, key, points: await store.metricHistory(run.runId, key) })))
}

function historyRows({ run, key, points }: History): Cell[][] {
  return points.map(({ step, timestamp, value }) => {
    const exact = Number.isSafeInteger(Number(step)) ? Number(step) : String(step)
    return [run.runId, key, exact, timestamp, value]
  })
}
