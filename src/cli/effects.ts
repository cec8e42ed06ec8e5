import { type Command, Option } from "commander"
import { count } from "../analysis/describe.js"
import { parameterEffects } from "../analysis/parameter-effects.js"
import type { ParameterEffects } from "../results/parameter-effects.js"
import type { Sheet } from "../results/sheet.js"
import { emit, note } from "./emit.js"
import { collected, findRuns, type RunOptions, withRunOptions } from "./find-runs.js"
import { type CommonOptions, wholeNumber, withCommonOptions } from "./options.js"
import { numberField } from "./read-field.js"
import { timeCell } from "./run-sheets.js"
import { openStoreOption, type StoreOption, withStoreOption } from "./store-option.js"
import type { Terminal } from "./terminal.js"

interface EffectsCommand extends CommonOptions, StoreOption, RunOptions {
  readonly metric: string
  readonly param?: readonly string[]
  readonly weight?: string
  readonly better?: "higher" | "lower"
  readonly show: keyof typeof sheets
  readonly top: number
}

const examples = `
Examples:
  $ leafwise effects -x isolation_forest --metric f1_score                    the metric's mean at each value of each param
  $ leafwise effects -x tuning --metric rmse --param max_depth --weight metrics.n_test
  $ leafwise effects -x tuning --metric auc --show pairs                      runs that differ in exactly one param
  $ leafwise effects -x tuning --metric auc --show curve --csv                the best so far over start times

JSON has all of it: values, steps, pairs, curve.`

/** `leafwise effects`: what the params of runs do to a metric. */
export function addEffects(program: Command, terminal: Terminal): void {
  const command = program
    .command("effects")
    .description("what params do to a metric: means by value, rank correlation, one-param pairs, best so far")
    .requiredOption("--metric <name>", "the metric")
    .option("--param <name>", "only this param; may be given again (default: all that vary)", collected)
    .option("--weight <field>", "what each run weighs in the weighted mean, e.g. metrics.n_test")
    .addOption(
      new Option("--better <way>", "which way is better (default: from the name)").choices(["higher", "lower"]),
    )
    .addOption(
      new Option("--show <part>", "which table is written")
        .choices(["values", "steps", "pairs", "curve"])
        .default("values"),
    )
    .option("--top <n>", "pairs that are kept, the largest differences first", wholeNumber(1), 200)
    .addHelpText("after", examples)
  withCommonOptions(withRunOptions(withStoreOption(command))).action((options: EffectsCommand) =>
    effects(options, terminal),
  )
}

async function effects(options: EffectsCommand, terminal: Terminal): Promise<void> {
  const { metric, param, weight, better, top } = options
  const field = weight === undefined ? undefined : numberField(weight)
  const store = await openStoreOption(options, terminal)
  const { runs } = await findRuns(store, options)
  const result = parameterEffects(runs, {
    ...{ metric, pairs: top },
    ...(param && { params: param }),
    ...(field && { weight: field }),
    ...(better && { lowerIsBetter: better === "lower" }),
  })
  for (const remark of [...result.notes, summary(result)]) note(remark, options, terminal)
  await emit(result, sheets[options.show](result), options, terminal)
}

function summary({ metric, lowerIsBetter, runs, dropped, constant, totalPairs, trend }: ParameterEffects): string {
  const left = dropped.map((each) => `${each.runs} ${each.reason}`).join(", ")
  const way = trend === null ? "" : `, ${metric} over time: rank correlation ${trend.toFixed(3)}`
  const same = constant.length > 0 ? `, same in all: ${constant.join(", ")}` : ""
  return `${metric} (${lowerIsBetter ? "lower" : "higher"} is better): ${count(runs, "run")}${left ? ` (left out: ${left})` : ""}, ${count(totalPairs, "pair")} that differ in one param${way}${same}`
}

const sheets = { values: valueSheet, steps: stepSheet, pairs: pairSheet, curve: curveSheet }

function valueSheet({ params, weight }: ParameterEffects): Sheet {
  const weighted = weight === null ? [] : ["weighted mean"]
  return {
    columns: ["param", "value", "runs", "mean", "sd", "min", "max", ...weighted, "rank correlation", "one-param pairs"],
    rows: params.flatMap(({ param, values, correlation, pairs }) =>
      values.map((each) => [
        ...[param, each.value, each.runs, each.mean, each.sd, each.min, each.max],
        ...(weight === null ? [] : [each.weightedMean]),
        ...[correlation?.value ?? null, pairs],
      ]),
    ),
  }
}

function stepSheet({ steps }: ParameterEffects): Sheet {
  return {
    columns: ["param", "from", "to", "pairs", "mean difference", "wins"],
    rows: steps.map((each) => [each.param, each.from, each.to, each.pairs, each.meanDifference, each.wins]),
  }
}

function pairSheet({ pairs, metric }: ParameterEffects): Sheet {
  return {
    columns: [
      ...["param", "from", "to", "from run", "to run", `from ${metric}`, `to ${metric}`, "difference", "better"],
      ...["from run id", "to run id"],
    ],
    rows: pairs.map(({ param, from, to, difference, better }) => [
      ...[param, from.value, to.value, from.runName, to.runName, from.metric, to.metric, difference, better],
      ...[from.runId, to.runId],
    ]),
  }
}

function curveSheet({ curve, metric }: ParameterEffects): Sheet {
  return {
    columns: ["started", "run name", "run id", metric, "best so far", "improved"],
    rows: curve.map((each) => [
      ...[timeCell(each.startTime), each.runName, each.runId, each.value, each.best, each.improved],
    ]),
  }
}
