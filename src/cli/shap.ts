import { resolve } from "node:path"
import type { Command } from "commander"
import { count } from "../analysis/describe.js"
import { rankFeatures } from "../analysis/rank-features.js"
import { scoreMargins } from "../analysis/score-margins.js"
import { splitByDate } from "../analysis/split-by-date.js"
import type { Ensemble } from "../data/ensemble.js"
import { columnNamed, type Table, takeRows } from "../data/table.js"
import { writeFileAtomically } from "../node/write-file.js"
import type { Explanation } from "../results/explanation.js"
import type { Ranking, Score } from "../results/ranking.js"
import type { Sheet } from "../results/sheet.js"
import { writeArrow } from "../writers/arrow.js"
import { emit, note } from "./emit.js"
import { openModel, openTable } from "./open-model.js"
import { type CommonOptions, type ModelSource, wholeNumber, withCommonOptions, withModelOptions } from "./options.js"
import { type Terminal, UsageError } from "./terminal.js"
import { withEngine } from "./with-engine.js"

interface ShapOptions extends CommonOptions, ModelSource {
  readonly data: string
  readonly top?: number
  readonly sample?: number
  readonly output?: number
  readonly target?: string
  readonly date?: string
  readonly trainStart?: string
  readonly testStart?: string
  readonly values?: string
}

/** `leafwise shap`: which features drive a model, and which way. */
export function addShap(program: Command, terminal: Terminal): void {
  const command = program
    .command("shap")
    .description("rank a model's features by mean |SHAP| over a table's rows, with their direction")
    .requiredOption("-d, --data <file>", "a table with the model's features: Arrow, Feather, Parquet, CSV or NDJSON")
    .option("--top <n>", "only the first n features", wholeNumber(1))
    .option("--sample <n>", "explain n rows drawn at random instead of all", wholeNumber(1))
    .option("--output <k>", "one output of a model with several (default: means over all)", wholeNumber(0))
    .option("--target <column>", "score the explained rows against it: AUC for two classes")
    .option("--date <column>", "the column that --train-start and --test-start mean")
    .option("--train-start <date>", "leave out rows before it")
    .option("--test-start <date>", "explain and score rows from it on; earlier ones are the train side")
    .option("--values <file>", "write every SHAP value to an Arrow file, one column a feature")
  withModelOptions(withCommonOptions(command)).action((options: ShapOptions) => shap(options, terminal))
}

async function shap(options: ShapOptions, terminal: Terminal): Promise<void> {
  const ensemble = await openModel(options, terminal)
  const table = selectRows(await openTable(options.data, terminal), options, terminal)
  checkChoices(options, ensemble, table)
  const { sample, seed } = options
  const explanation = await withEngine(options, terminal, (engine, call) =>
    engine.shap(ensemble, table, { ...call, seed, ...(sample !== undefined && { sample }) }),
  )
  const rows = explanation.sample ? takeRows(table, explanation.sample) : table
  const ranking = rank(explanation, ensemble, rows, options)
  if (options.values) await writeValues(explanation, resolve(terminal.cwd, options.values))
  for (const remark of [...table.notes, ...explanation.matching.notes, summary(ranking)])
    note(remark, options, terminal)
  await emit(ranking, sheetOf(ranking), options, terminal)
}

/** What was mistyped is said before anything is computed. */
function checkChoices({ output, target }: ShapOptions, { outputs }: Ensemble, table: Table): void {
  if (output !== undefined && output >= outputs) {
    throw new UsageError(`--output is ${output}, expected ${outputs === 1 ? "0" : `0 to ${outputs - 1}`}`)
  }
  if (target === undefined) return
  columnNamed(table, target)
  if (outputs > 1 && output === undefined) {
    throw new UsageError(`--target needs --output: the model has ${outputs} outputs, expected one to score`)
  }
}

/** The rows to explain: all, or those from the test start on. */
function selectRows(table: Table, options: ShapOptions, terminal: Terminal): Table {
  const { date, testStart, trainStart } = options
  if (!testStart && !trainStart) return table
  if (!testStart) throw new UsageError("--train-start needs --test-start, from which on rows are explained")
  const column = date ?? onlyTimeColumn(table)
  const { train, test, dropped } = splitByDate(table, column, testStart, trainStart)
  const left = dropped > 0 ? `, ${dropped.toLocaleString("en-US")} left out` : ""
  note(
    `${column}: ${count(train.length, "row")} on the train side, ${count(test.length, "row")} explained${left}`,
    options,
    terminal,
  )
  return takeRows(table, test)
}

function onlyTimeColumn(table: Table): string {
  const times = table.columns.filter((column) => column.type === "time")
  if (times.length === 1) return times[0]!.name
  const found = times.length === 0 ? "has none" : `has ${times.map((column) => column.name).join(", ")}`
  throw new UsageError(`--test-start needs --date: ${table.name} ${found}, expected one column of dates`)
}

function rank(explanation: Explanation, ensemble: Ensemble, rows: Table, options: ShapOptions): Ranking {
  const features = rankFeatures(explanation, rows, options.output)
  return {
    model: ensemble.name,
    data: rows.name,
    rows: rows.rows,
    sampled: explanation.sample !== undefined,
    baseValues: [...explanation.baseValues],
    features: options.top ? features.slice(0, options.top) : features,
    additivityError: explanation.additivityError,
    score: options.target ? score(explanation, rows, options.target, options.output) : null,
    matching: explanation.matching,
  }
}

function score({ margins, outputs }: Explanation, rows: Table, target: string, output?: number): Score {
  const column = outputs === 1 ? margins : margins.filter((_, i) => i % outputs === output)
  return scoreMargins(column, rows, target)
}

function summary({ model, data, rows, sampled, baseValues, additivityError, score }: Ranking): string {
  const base = baseValues.map((value) => Number(value.toPrecision(6))).join(", ")
  const names = { rocAuc: "AUC", spearman: "Spearman" }
  const dropped = score?.dropped ? `, ${score.dropped} without a target` : ""
  const scored = score
    ? ` - ${names[score.metric]} of ${score.target} ${score.value.toFixed(4)} (${count(score.rows, "row")}${dropped})`
    : ""
  return `${model} on ${data}: ${count(rows, "row")}${sampled ? " (sampled)" : ""} - base value ${base} (margin) - additivity error ${additivityError.relative.toExponential(1)}${scored}`
}

function sheetOf({ features }: Ranking): Sheet {
  return {
    columns: ["rank", "feature", "mean |SHAP|", "mean SHAP", "direction", "correlation"],
    rows: features.map((each, i) => [
      i + 1,
      each.feature,
      each.meanAbsShap,
      each.meanShap,
      each.direction,
      each.correlation,
    ]),
  }
}

/**
 * One Float64 column a feature, in the model's order; with several outputs each name begins with the output. The rows
 * of a sample are in the metadata, by their numbers in the table.
 */
async function writeValues(explanation: Explanation, path: string): Promise<void> {
  const { values, features, outputs, space, baseValues, sample } = explanation
  const name = (k: number, j: number) => (outputs > 1 ? `${k}:${features[j]}` : features[j]!)
  const columns = values.flatMap((output, k) =>
    output.map((column, j) => [name(k, j), Float64Array.from(column)] as const),
  )
  const metadata = {
    "leafwise.base_values": JSON.stringify(baseValues),
    "leafwise.space": space,
    ...(sample && { "leafwise.rows": JSON.stringify([...sample]) }),
  }
  await writeFileAtomically(path, writeArrow(columns, metadata))
}
