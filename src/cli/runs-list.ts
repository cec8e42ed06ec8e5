import type { Command } from "commander"
import type { Run } from "../data/run.js"
import type { Sheet } from "../results/sheet.js"
import { emit, note } from "./emit.js"
import { collected, findRuns, type RunOptions, withRunOptions } from "./find-runs.js"
import { type CommonOptions, withCommonOptions } from "./options.js"
import { textField } from "./read-field.js"
import { runSheet, searchRunsSheet } from "./run-sheets.js"
import { openStoreOption, type StoreOption, withStoreOption } from "./store-option.js"
import type { Terminal } from "./terminal.js"

interface ListOptions extends CommonOptions, StoreOption, RunOptions {
  readonly column?: readonly string[]
}

/** `leafwise runs list`: the runs that a filter finds. */
export function addRunsList(runs: Command, terminal: Terminal): void {
  const command = runs
    .command("list")
    .description("list runs; --csv, --arrow and --json have all that mlflow.search_runs returns")
    .option("--column <field>", "show this field instead, e.g. metrics.auc; may be given again", collected)
  withCommonOptions(withRunOptions(withStoreOption(command))).action((options: ListOptions) => list(options, terminal))
}

async function list(options: ListOptions, terminal: Terminal): Promise<void> {
  const store = await openStoreOption(options, terminal)
  const { runs, experiments } = await findRuns(store, options)
  for (const { path, reason } of store.problems()) note(`${path}: ${reason}`, options, terminal)
  const whole = options.csv || options.arrow
  const sheet = options.column
    ? fieldSheet(runs, options.column)
    : whole
      ? searchRunsSheet(runs)
      : runSheet(runs, experiments)
  await emit({ store: store.name, runs, problems: store.problems() }, sheet, options, terminal)
}

function fieldSheet(runs: readonly Run[], names: readonly string[]): Sheet {
  const fields = names.map(textField)
  const cell = (run: Run, i: number) => {
    const text = fields[i]!.read(run)
    const metric = /^metrics?\./.test(names[i]!)
    return text !== null && metric ? Number(text) : text
  }
  return { columns: ["run_id", ...names], rows: runs.map((run) => [run.runId, ...names.map((_, i) => cell(run, i))]) }
}
