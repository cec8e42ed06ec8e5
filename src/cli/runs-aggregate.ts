import type { Command } from "commander"
import { groupRuns } from "../analysis/group-runs.js"
import type { RunGroups } from "../results/run-groups.js"
import type { Sheet } from "../results/sheet.js"
import { emit, note } from "./emit.js"
import { collected, findRuns, type RunOptions, withRunOptions } from "./find-runs.js"
import { type CommonOptions, withCommonOptions } from "./options.js"
import { numberField, textField } from "./read-field.js"
import { openStoreOption, type StoreOption, withStoreOption } from "./store-option.js"
import type { Terminal } from "./terminal.js"

interface AggregateOptions extends CommonOptions, StoreOption, RunOptions {
  readonly by?: readonly string[]
  readonly weight?: string
  readonly metric?: readonly string[]
}

/** `leafwise runs aggregate`: folds, seeds and windows as one line. */
export function addRunsAggregate(runs: Command, terminal: Terminal): void {
  const command = runs
    .command("aggregate")
    .description("mean, sd, min, max, count and weighted mean of metrics over groups of runs")
    .option("--by <field>", "group by a param, a tag or an attribute, e.g. params.model; may be given again", collected)
    .option("--weight <field>", "what each run weighs in the weighted mean, e.g. metrics.n_test")
    .option("--metric <key>", "only this metric; may be given again", collected)
  withCommonOptions(withRunOptions(withStoreOption(command))).action((options: AggregateOptions) =>
    aggregate(options, terminal),
  )
}

async function aggregate(options: AggregateOptions, terminal: Terminal): Promise<void> {
  const [by, weight] = [
    (options.by ?? []).map(textField),
    options.weight === undefined ? undefined : numberField(options.weight),
  ]
  const store = await openStoreOption(options, terminal)
  const { runs } = await findRuns(store, options)
  const groups = groupRuns(runs, { by, ...(weight && { weight }), ...(options.metric && { metrics: options.metric }) })
  for (const field of by) {
    const without = runs.filter((run) => field.read(run) === null).length
    if (without > 0) note(`${without} of ${runs.length} runs have no ${field.name}`, options, terminal)
  }
  const light = weight ? runs.filter((run) => weight.read(run) === null).length : 0
  if (light > 0)
    note(
      `${light} of ${runs.length} runs have no ${options.weight}: they are left out of weighted means`,
      options,
      terminal,
    )
  await emit(groups, groupSheet(groups), options, terminal)
}

function groupSheet({ by, weight, groups }: RunGroups): Sheet {
  const weighted = weight === null ? [] : ["weighted mean"]
  return {
    columns: [...by, "runs", "metric", "count", "mean", "sd", "min", "max", ...weighted],
    rows: groups.flatMap(({ values, runs, metrics }) =>
      metrics.map((each) => [
        ...values,
        runs,
        each.metric,
        each.count,
        each.mean,
        each.sd,
        each.min,
        each.max,
        ...(weight === null ? [] : [each.weightedMean]),
      ]),
    ),
  }
}
