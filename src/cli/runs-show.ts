import type { Command } from "commander"
import type { Run } from "../data/run.js"
import type { Cell, Sheet } from "../results/sheet.js"
import { emit } from "./emit.js"
import { runOf } from "./find-runs.js"
import { type CommonOptions, withCommonOptions } from "./options.js"
import { timeCell } from "./run-sheets.js"
import { openStoreOption, type StoreOption, withStoreOption } from "./store-option.js"
import type { Terminal } from "./terminal.js"

/** `leafwise runs show`: all that a run holds. */
export function addRunsShow(runs: Command, terminal: Terminal): void {
  const command = runs
    .command("show")
    .argument("<run>", "its id, or how the id begins")
    .description("show a run: params, metrics, tags, datasets")
  withCommonOptions(withStoreOption(command)).action((id: string, options: CommonOptions & StoreOption) =>
    show(id, options, terminal),
  )
}

async function show(id: string, options: CommonOptions & StoreOption, terminal: Terminal): Promise<void> {
  const store = await openStoreOption(options, terminal)
  const run = await runOf(store, id)
  await emit(run, showSheet(run), options, terminal)
}

function showSheet(run: Run): Sheet {
  const facts: [string, Cell][] = [
    ["run_id", run.runId],
    ["run_name", run.runName],
    ["experiment_id", run.experimentId],
    ["status", run.status],
    ["start_time", timeCell(run.startTime)],
    ["end_time", timeCell(run.endTime)],
    ["user_id", run.userId],
    ["lifecycle_stage", run.lifecycleStage],
    ["artifact_uri", run.artifactUri],
  ]
  const keyed = (kind: string, record: Readonly<Record<string, Cell>>): Cell[][] =>
    Object.entries(record).map(([key, value]) => [kind, key, value])
  return {
    columns: ["kind", "key", "value"],
    rows: [
      ...facts.map(([key, value]) => ["attribute", key, value]),
      ...keyed("param", run.params),
      ...keyed("metric", run.metrics),
      ...keyed("tag", run.tags),
      ...run.datasets.map(({ name, digest, context }) => ["dataset", name, `${digest} ${context}`.trim()]),
    ],
  }
}
