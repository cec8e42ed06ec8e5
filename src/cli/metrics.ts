import { type Command, Option } from "commander"
import { count } from "../analysis/describe.js"
import { evaluate } from "../analysis/evaluate.js"
import type { EvaluateOptions } from "../analysis/evaluation-job.js"
import type { NdcgPreset } from "../kernels/metrics/ndcg.js"
import type { Evaluation, MeasuredMetric, TargetKind } from "../results/evaluation.js"
import type { Sheet } from "../results/sheet.js"
import { emit, note } from "./emit.js"
import { levelsFrom } from "./levels-from.js"
import { logMetrics, type Scored, scoreOf } from "./log-metrics.js"
import { type LogOption, runToLog, withLogOption } from "./log-to-run.js"
import { openTable } from "./open-model.js"
import {
  type CommonOptions,
  listOf,
  type ModelSource,
  number,
  share,
  wholeNumber,
  withCommonOptions,
  withModelChoices,
} from "./options.js"
import { modelSource } from "./parse-text.js"
import { scoredTable } from "./scored-table.js"
import { type Terminal, UsageError } from "./terminal.js"

const examples = `
Examples:
  $ leafwise metrics -d test.feather --target y --score p --date month
  $ leafwise metrics -d test.csv --target default -m runs:/ID/model --train train.csv --store mlruns --log-to ID
  $ leafwise metrics -d test.csv --target won --score p --value revenue --log-to ID --threshold 0.4`

interface MetricsOptions extends CommonOptions, LogOption, Omit<ModelSource, "model"> {
  readonly data: string
  readonly model?: string
  readonly target: string
  readonly score?: readonly string[]
  readonly group?: string
  readonly date?: string
  readonly weight?: string
  readonly value?: string
  readonly id?: string
  readonly kind?: TargetKind
  readonly at: readonly number[]
  readonly thresholds: readonly number[]
  readonly strictThreshold?: true
  readonly costFn: number
  readonly costFp: number
  readonly level: number
  readonly samples: number
  readonly resamples?: number
  readonly ndcgPreset: NdcgPreset
  readonly interpretation?: string
  readonly curves?: true
  readonly train?: string
  readonly threshold: number
}

/** `leafwise metrics`: how good scores are. */
export function addMetrics(program: Command, terminal: Terminal): void {
  const command = program
    .command("metrics")
    .description("every metric that fits a target, with its interval and what a random score would come to")
    .requiredOption("-d, --data <file>", "a table: Arrow, Feather, Parquet, CSV or NDJSON")
    .requiredOption("--target <column>", "what came true: two classes, several classes, relevances, or a quantity")
    .option("--score <columns...>", "the score; one column a class, in ascending order, for several classes")
    .option(
      "-m, --model <source>",
      "a model that predicts the score, in place of --score: a file, or runs:/ID/PATH",
      modelSource,
    )
    .option("--group <column>", "rows that are ranked among each other: a query, session or peer group")
    .option("--date <column>", "rows of one date: rank IC, spread, and a bootstrap by date")
    .option("--id <column>", "who a row is about: turnover and IC decay between dates")
    .option("--weight <column>", "what each row counts")
    .option("--value <column>", "what a found positive is worth: the revenue at each threshold")
    .addOption(
      new Option("--kind <kind>", "what the target is (default: guessed from its values)").choices([
        ...["binary", "multiclass", "continuous", "graded"],
      ]),
    )
    .option("--at <k,...>", "places that ranking metrics are cut at", listOf(wholeNumber(1)), [5, 10])
    .option("--thresholds <t,...>", "scores at which a row is predicted positive", listOf(number), [0.3, 0.5, 0.7])
    .option("--strict-threshold", "predict positive above a threshold, not at it")
    .option("--cost-fn <x>", "what a missed positive costs", number, 10)
    .option("--cost-fp <x>", "what a false alarm costs", number, 1)
    .option("--level <p>", "the level of intervals", share, 0.95)
    .option("--samples <n>", "resamples of a bootstrap at most; large tables get fewer", wholeNumber(1), 1000)
    .option("--resamples <n>", "resamples of a bootstrap exactly, however large the table is", wholeNumber(1))
    .addOption(
      new Option("--ndcg-preset <library>", "whose NDCG")
        .choices(["lightgbm", "xgboost", "sklearn"])
        .default("lightgbm"),
    )
    .option("--interpretation <levels>", "random, good, excellent: a YAML or JSON file, or auc=0.5/0.58/0.65,...")
    .option("--curves", "ROC, precision-recall and calibration curves in the JSON")
    .option("--train <file>", "with --log-to: the rows of training, logged as train_* and roc_auc_gap")
    .option("--threshold <t>", "with --log-to: where precision, recall and the other rates are taken", number, 0.5)
  const writing = withLogOption(command, "metrics and plots").addHelpText("after", examples)
  withModelChoices(withCommonOptions(writing)).action((options: MetricsOptions) => metricsOf(options, terminal))
}

async function metricsOf(options: MetricsOptions, terminal: Terminal): Promise<void> {
  const { model, score } = options
  if ((score === undefined) === (model === undefined)) {
    throw new UsageError("metrics needs either --score, a column of the table, or --model, which predicts it")
  }
  if (options.train !== undefined && options.logTo === undefined) {
    throw new UsageError("--train is what --log-to RUN logs as train_*: the run is missing")
  }
  const run = await runToLog(options, terminal)
  const test = await scoredFile(options.data, options, terminal)
  const wanted = await wantedOf(options, terminal)
  const evaluation = evaluate(test.table, { ...wanted, score: scoreOf(test.scores) })
  const { asked } = evaluation.resamples
  const more = evaluation.notes.some((each) => /resamples instead/.test(each))
    ? [`--resamples ${asked} draws them all`]
    : []
  for (const remark of [...evaluation.notes, ...more, summary(evaluation)]) note(remark, options, terminal)
  if (run) {
    const train = options.train === undefined ? undefined : await scoredFile(options.train, options, terminal)
    await logMetrics(run, { test, train, threshold: options.threshold }, wanted, options, terminal)
  }
  await emit(evaluation, sheetOf(evaluation), options, terminal)
}

/** A table with its scores: columns that it has, or a model's predictions. */
async function scoredFile(path: string, options: MetricsOptions, terminal: Terminal): Promise<Scored> {
  const { model, score } = options
  const table = await openTable(path, terminal)
  return model === undefined ? { table, scores: score! } : scoredTable({ ...options, model }, table, terminal)
}

async function wantedOf(options: MetricsOptions, terminal: Terminal): Promise<Omit<EvaluateOptions, "score">> {
  const { target, group, date, weight, value, id, kind, at, thresholds, level, samples, resamples, seed, ndcgPreset } =
    options
  const given = Object.entries({ group, date, weight, value, id, kind, resamples }).filter(
    ([, each]) => each !== undefined,
  )
  return {
    ...{ target, at, thresholds, level, samples, seed, ndcgPreset, ...Object.fromEntries(given) },
    ...{ strict: options.strictThreshold ?? false, curves: options.curves ?? false },
    ...{ falseNegative: options.costFn, falsePositive: options.costFp },
    ...(options.interpretation && { interpretation: await levelsFrom(options.interpretation, terminal) }),
  }
}

function summary({ data, kind, rows, roles, rule, cost, classes }: Evaluation): string {
  const left = rows.dropped.map(({ reason, rows: number }) => `${number.toLocaleString("en-US")} ${reason}`).join(", ")
  const positive = kind === "binary" && classes ? ` (positive: ${classes[1]})` : ""
  const best = cost && ` - cheapest threshold ${Number(cost.best.threshold.toPrecision(6))}, cost ${cost.best.cost}`
  return `${data}: ${kind} target ${roles.target}${positive}, ${count(rows.used, "row")}${left ? ` (dropped: ${left})` : ""}${rule ? ` - positive when ${rule}` : ""}${best ?? ""}`
}

function sheetOf({ metrics }: Evaluation): Sheet {
  return {
    columns: [
      "metric",
      "value",
      "low",
      "high",
      "interval",
      "resamples",
      "random",
      "constant",
      "shuffled",
      "standing",
      "rows",
      "unit",
      "remark",
    ],
    rows: metrics.map((each) => [
      ...[each.name, each.value, each.low, each.high, each.method, each.samples],
      ...[each.random, each.constant, each.shuffled, each.standing, each.rows, each.unit, remarkOf(each)],
    ]),
  }
}

function remarkOf({ reason, dropped, weighted }: MeasuredMetric): string | null {
  const left = dropped.map((each) => `${each.rows} ${each.reason}`)
  return [reason, weighted && "weighted", ...left].filter(Boolean).join("; ") || null
}
