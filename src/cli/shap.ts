import { type Command, Option } from "commander"
import { count } from "../analysis/describe.js"
import { rankFeatures } from "../analysis/rank-features.js"
import type { Table } from "../data/table.js"
import type { Ranking } from "../results/ranking.js"
import type { Sheet } from "../results/sheet.js"
import { emit, note } from "./emit.js"
import { logShap } from "./log-shap.js"
import { runToLog, withLogOption } from "./log-to-run.js"
import { type Batches, openBatches } from "./open-batches.js"
import { openModel, openTable } from "./open-model.js"
import { wholeNumber, withCommonOptions, withModelOptions } from "./options.js"
import { isoDate } from "./parse-text.js"
import { shapAtOnce } from "./shap-at-once.js"
import { shapInBatches } from "./shap-in-batches.js"
import type { ShapJob, ShapOptions, ShapOutcome } from "./shap-job.js"
import { type Terminal, UsageError } from "./terminal.js"
import { withEngine } from "./with-engine.js"
import { pairStrengths, writePlots } from "./write-plots.js"

const examples = `
Examples:
  $ leafwise shap -m model.txt -d test.feather --target y
  $ leafwise shap -m runs:/ID/model -d test.parquet --store mlruns --log-to ID`

/** `leafwise shap`: which features drive a model, and which way. */
export function addShap(program: Command, terminal: Terminal): void {
  const command = program
    .command("shap")
    .description("rank a model's features by mean |SHAP| over a table's rows, with their direction")
    .requiredOption("-d, --data <file>", "a table with the model's features: Arrow, Feather, Parquet, CSV or NDJSON")
    .option("--background <file>", "a table whose rows stand for absent features, in place of the model's covers")
    .addOption(
      new Option("--space <space>", "explain the margin (raw), or the probability, which needs --background")
        .choices(["raw", "probability"])
        .default("raw"),
    )
    .addOption(
      new Option("--precision <bits>", "f64 is exact, f32 is rounded and takes half the memory")
        .choices(["f64", "f32"])
        .default("f64"),
    )
    .option("--top <n>", "only the first n features", wholeNumber(1))
    .option("--sample <n>", "explain n rows drawn at random instead of all", wholeNumber(1))
    .option("--output <k>", "one output of a model with several (default: means over all)", wholeNumber(0))
    .option("--target <column>", "score the explained rows against it: AUC for two classes")
    .addOption(new Option("--transform <kind>", "perc: each feature as its percentile within date").choices(["perc"]))
    .option("--date <column>", "the column that --train-start and --test-start mean")
    .option("--train-start <date>", "leave out rows before it", isoDate)
    .option("--test-start <date>", "explain and score rows from it on; earlier ones are the train side", isoDate)
    .option("--values <file>", "write every SHAP value to an Arrow file, one column a feature")
    .option("--interactions <file>", "write interaction values to an Arrow file, one column a pair of features")
    .option("--plots <folder>", "write every plot as SVG and PNG; with --interactions their heatmap, too")
    .option("--batch-rows <n>", "read so many rows at a time (default: large files in batches)", wholeNumber(1))
  const writing = withLogOption(command, "mean |SHAP| of the first 20 features, JSON, CSV and plots")
  withModelOptions(withCommonOptions(writing.addHelpText("after", examples))).action((options: ShapOptions) =>
    shap(options, terminal),
  )
}

async function shap(options: ShapOptions, terminal: Terminal): Promise<void> {
  const ensemble = await openModel(options, terminal)
  const run = await runToLog(options, terminal)
  const background = options.background === undefined ? undefined : await openTable(options.background, terminal)
  if (options.transform && options.batchRows !== undefined) {
    throw new UsageError("--transform perc needs all rows of a date together: leave out --batch-rows")
  }
  const batches = options.transform ? undefined : await openBatches(options, terminal)
  const job: ShapJob = { ensemble, options, terminal, choices: choicesOf(options, background) }
  const outcome = batches && !options.sample ? await shapInBatches(job, batches) : await shapAtOnce(job, batches)
  const { ranking, notes } = outcome
  const drawn = options.plots === undefined ? [] : [await plotted(options.plots, job, outcome, batches)]
  for (const remark of [...notes, ...ranking.matching.notes, summary(ranking, options), ...drawn])
    note(remark, options, terminal)
  if (run) await logShap(run, outcome, options, terminal)
  await emit(ranking, sheetOf(ranking), options, terminal)
}

/** Rows that plots are drawn from where a table is read in batches. */
const PLOTTED_ROWS = 5000

/** Writes the plots and says so. Of a table that is read in batches a sample is drawn. */
async function plotted(
  folder: string,
  job: ShapJob,
  { ranking, explained }: ShapOutcome,
  batches: Batches | undefined,
): Promise<string> {
  const { options, terminal, ensemble, choices } = job
  const { values: _, interactions, top: __, ...rest } = options
  const sampled = { ...job, options: { ...rest, sample: PLOTTED_ROWS, quiet: true as const } }
  const { explanation, table: rows, total } = explained ?? (await shapAtOnce(sampled, batches)).explained!
  const output = options.output ?? 0
  const features = explained && !options.top ? ranking.features : rankFeatures(explanation, rows, options.output)
  const strengths =
    interactions === undefined
      ? undefined
      : await withEngine(options, terminal, (engine, call) =>
          pairStrengths(engine, ensemble, rows, { ...call, ...choices, seed: options.seed, output }),
        )
  const all = { explanation, ranking: features, rows, total, output, ...(strengths && { strengths }) }
  return `${await writePlots(folder, all, terminal)} plots in ${folder}, each as SVG and PNG`
}

/** What `engine.shap` is asked for beside rows. */
function choicesOf({ space, precision }: ShapOptions, background?: Table): ShapJob["choices"] {
  return { ...(space && { space }), ...(precision && { precision }), ...(background && { background }) }
}

function summary(ranking: Ranking, { space }: ShapOptions): string {
  const { model, data, rows, sampled, baseValues, additivityError, score } = ranking
  const base = baseValues.map((value) => Number(value.toPrecision(6))).join(", ")
  const names = { rocAuc: "AUC", spearman: "Spearman" }
  const dropped = score?.dropped ? `, ${score.dropped} without a target` : ""
  const scored = score
    ? ` - ${names[score.metric]} of ${score.target} ${score.value.toFixed(4)} (${count(score.rows, "row")}${dropped})`
    : ""
  return `${model} on ${data}: ${count(rows, "row")}${sampled ? " (sampled)" : ""} - base value ${base} (${space === "probability" ? space : "margin"}) - additivity error ${additivityError.relative.toExponential(1)}${scored}`
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
