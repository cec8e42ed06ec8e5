import { mkdir } from "node:fs/promises"
import { dirname, resolve } from "node:path"
import { type Command, InvalidArgumentError, Option } from "commander"
import { type AnalyzedShap, type AnalyzeShapOptions, analyzeShap } from "../analysis/analyze-shap.js"
import type { Calendar } from "../analysis/calendar-windows.js"
import { guessRoles } from "../analysis/guess-roles.js"
import type { PositiveRule } from "../analysis/positive-rule.js"
import type { Ensemble } from "../data/ensemble.js"
import { columnNamed, type Table } from "../data/table.js"
import type { Space } from "../engine-calls.js"
import { writeFileAtomically } from "../node/write-file.js"
import { writeCsv } from "../writers/csv.js"
import { analysisNotes, analysisSheet, analysisSummary, csvSheet } from "./analyze-shap-sheets.js"
import { emit, note } from "./emit.js"
import { openModel, openTable } from "./open-model.js"
import { type CommonOptions, number, share, wholeNumber, withCommonOptions, withModelChoices } from "./options.js"
import { isoDate, modelSource } from "./parse-text.js"
import { type Terminal, UsageError } from "./terminal.js"
import { withEngine } from "./with-engine.js"
import { pairStrengths, writePlots } from "./write-plots.js"

interface Options extends CommonOptions {
  readonly model?: string
  readonly store?: string
  readonly startIteration?: number
  readonly numIteration?: number
  readonly missing?: number
  readonly cacheFile: string
  readonly transform?: "perc"
  readonly percentileScale?: number
  readonly targetCol?: string
  readonly positive?: PositiveRule
  readonly dateCol?: string
  readonly trainStart?: string
  readonly testStart?: string
  readonly output?: string
  readonly background?: string
  readonly backgroundRows: number
  readonly directionThreshold: number
  readonly outputIndex?: number
  readonly space: Space
  readonly top?: number
  readonly sample?: number
  readonly permutation?: number | true
  readonly stability?: string
  readonly level: number
  readonly plots?: string
  readonly pairs?: true
}

const examples = `
Examples:
  $ leafwise analyze-shap --cache-file data/cache/features.parquet --transform perc --model model.txt
  $ leafwise analyze-shap --cache-file data/cache/features.parquet --model models:/ratings@champion \\
      --target-col raw_return_12m --output output/shap_results.csv
  $ leafwise analyze-shap --cache-file data/cache/features.parquet --model runs:/ID/model.txt \\
      --train-start 2018-01-01 --test-start 2024-01-01 --stability quarter --plots output/plots

Rows in [train-start, test-start) are the background and the train side; later rows are explained, ranked and scored.`

/** `leafwise analyze-shap`: importance with directions, beside gain, split, permutation, AUC and stability. */
export function addAnalyzeShap(program: Command, terminal: Terminal): void {
  const command = program
    .command("analyze-shap")
    .description("rank a model's features by SHAP with their direction, beside gain, split, AUC and stability")
    .addHelpText("before", `${examples.trim()}\n`)
    .requiredOption(
      "--cache-file <file>",
      "cached features with dates and target: Parquet, Arrow, Feather, CSV, NDJSON",
    )
    .option(
      "-m, --model <source>",
      "a file, runs:/ID/PATH, models:/NAME/VERSION|STAGE or models:/NAME@ALIAS",
      modelSource,
    )
    .addOption(new Option("--transform <kind>", "perc: each feature as its percentile within date").choices(["perc"]))
    .option("--percentile-scale <x>", "what the best of a date gets: 1 or 100 (default: as the model splits)", number)
    .option("--target-col <column>", "score the rows against it (default: guessed)")
    .option(
      "--positive <rule>",
      "when a continuous target is positive: top-quartile or beat-median within date, or a number (default: top-quartile)",
      positiveRule,
    )
    .option("--date-col <column>", "the dates (default: guessed)")
    .option("--train-start <date>", "leave out rows before it", isoDate)
    .option("--test-start <date>", "explain and score rows from it on", isoDate)
    .option("--output <file.csv>", "write the ranking there, too")
    .option("--background <source>", "train (the train side), covers (the model's own), or a table (default: train)")
    .option("--background-rows <n>", "rows drawn from the train side at most", wholeNumber(1), 1000)
    .option("--direction-threshold <x>", "the correlation beyond which a feature has a direction", number, 0.3)
    .option("--output-index <k>", "one output of a model with several (default: means over all)", wholeNumber(0))
    .addOption(
      new Option("--space <space>", "explain the margin or the probability")
        .choices(["raw", "probability"])
        .default("raw"),
    )
    .option("--top <n>", "only the first n features in the table", wholeNumber(1))
    .option("--sample <n>", "explain n rows drawn at random instead of all", wholeNumber(1))
    .option("--permutation [repeats]", "also permutation importance of the explained rows", wholeNumber(1))
    .option("--stability <by>", "windows of the ranking: month, quarter, year, a column, or none (default: by span)")
    .option("--level <share>", "of intervals", share, 0.95)
    .option("--plots <folder>", "write every plot as SVG and PNG")
    .option("--pairs", "with --plots: compute interactions for their heatmap and the colours of dependence plots")
  withModelChoices(withCommonOptions(command)).action((options: Options) => analyze(options, terminal))
}

function positiveRule(text: string): PositiveRule {
  if (text === "top-quartile" || text === "beat-median") return text
  if (text.trim() !== "" && Number.isFinite(Number(text))) return Number(text)
  throw new InvalidArgumentError("Expected top-quartile, beat-median or a number.")
}

async function analyze(options: Options, terminal: Terminal): Promise<void> {
  const { model } = options
  if (model === undefined) {
    throw new UsageError(
      "analyze-shap explains a trained model, none was named: add --model FILE, runs:/ID/PATH, models:/NAME/VERSION or models:/NAME@ALIAS",
    )
  }
  const ensemble = await openModel({ ...options, model }, terminal)
  const table = await openTable(options.cacheFile, terminal)
  const wanted = await analysisOptions(options, ensemble, table, terminal)
  const { found, plots } = await withEngine(options, terminal, async (engine, call) => {
    const found = await analyzeShap(engine, ensemble, table, wanted, call)
    const strengths = options.pairs
      ? await pairStrengths(engine, ensemble, found.rows, { ...call, output: wanted.output ?? 0 })
      : undefined
    return {
      found,
      plots: options.plots === undefined ? 0 : await plotted(options.plots, found, wanted, strengths, terminal),
    }
  })
  const { analysis } = found
  if (options.output !== undefined) await writeRanking(options.output, found, terminal)
  for (const remark of [
    ...analysis.notes,
    ...analysis.matching.notes,
    analysisSummary(analysis),
    ...analysisNotes(analysis),
  ]) {
    note(remark, options, terminal)
  }
  if (plots > 0) note(`${plots} plots in ${options.plots}, each as SVG and PNG`, options, terminal)
  await emit(analysis, analysisSheet(analysis, options.top), options, terminal)
}

async function analysisOptions(
  options: Options,
  ensemble: Ensemble,
  table: Table,
  terminal: Terminal,
): Promise<AnalyzeShapOptions> {
  const roles = guessRoles(table, ensemble)
  const date = options.dateCol ?? roles.date
  const target = options.targetCol ?? roles.target
  if (options.trainStart !== undefined && options.testStart === undefined) {
    throw new UsageError("--train-start needs --test-start, from which on rows are explained")
  }
  if (date === undefined && (options.transform ?? options.testStart) !== undefined) {
    const asking = options.transform ? "--transform perc" : "--test-start"
    throw new UsageError(`${asking} needs --date-col: no column of ${table.name} looks like dates`)
  }
  if (options.outputIndex !== undefined && options.outputIndex >= ensemble.outputs) {
    throw new UsageError(`--output-index is ${options.outputIndex}, expected less than ${ensemble.outputs}`)
  }
  if (options.targetCol !== undefined && ensemble.outputs > 1 && options.outputIndex === undefined) {
    throw new UsageError(`--target-col needs --output-index: the model has ${ensemble.outputs} outputs`)
  }
  if (options.pairs && options.plots === undefined) throw new UsageError("--pairs needs --plots, which draws them")
  const scored = target !== undefined && (ensemble.outputs === 1 || options.outputIndex !== undefined)
  if (options.permutation !== undefined && !scored) {
    throw new UsageError("--permutation needs --target-col: it is the fall of the AUC")
  }
  return {
    ...{ seed: options.seed, space: options.space, level: options.level, backgroundRows: options.backgroundRows },
    directionThreshold: options.directionThreshold,
    ...(options.transform && { transform: options.transform }),
    ...(options.percentileScale !== undefined && { percentileScale: options.percentileScale }),
    ...(date !== undefined && { date }),
    ...(options.trainStart !== undefined && { trainStart: options.trainStart }),
    ...(options.testStart !== undefined && { testStart: options.testStart }),
    ...(scored && { target }),
    ...(options.positive !== undefined && { positive: options.positive }),
    ...(options.sample !== undefined && { sample: options.sample }),
    ...(options.outputIndex !== undefined && { output: options.outputIndex }),
    ...(options.permutation !== undefined && { permutation: options.permutation === true ? 5 : options.permutation }),
    ...(await background(options, terminal)),
    ...stability(options.stability, table, date),
  }
}

async function background(
  { background }: Options,
  terminal: Terminal,
): Promise<Pick<AnalyzeShapOptions, "background">> {
  if (background === undefined || background === "train") return {}
  return { background: background === "covers" ? "covers" : await openTable(background, terminal) }
}

const calendars: readonly string[] = ["month", "quarter", "year"]

function stability(
  by: string | undefined,
  table: Table,
  date: string | undefined,
): Pick<AnalyzeShapOptions, "stability"> {
  if (by === "none") return {}
  if (by === undefined) return date === undefined ? {} : { stability: "quarter" }
  if (calendars.includes(by)) return { stability: by as Calendar }
  columnNamed(table, by)
  return { stability: { column: by } }
}

function plotted(
  folder: string,
  { explanation, analysis, rows, total }: AnalyzedShap,
  { output = 0 }: AnalyzeShapOptions,
  strengths: Float64Array | undefined,
  terminal: Terminal,
): Promise<number> {
  const ranking = analysis.features
  return writePlots(folder, { explanation, ranking, rows, total, output, ...(strengths && { strengths }) }, terminal)
}

async function writeRanking(file: string, { analysis }: AnalyzedShap, terminal: Terminal): Promise<void> {
  const path = resolve(terminal.cwd, file)
  await mkdir(dirname(path), { recursive: true })
  await writeFileAtomically(path, new TextEncoder().encode(writeCsv(csvSheet(analysis))))
}
