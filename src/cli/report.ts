import { access, readFile } from "node:fs/promises"
import { basename, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { type Command, InvalidArgumentError } from "commander"
import { count } from "../analysis/describe.js"
import { writeFileAtomically } from "../node/write-file.js"
import { type Report, type ReportCard, type RowCard, reportCards } from "../results/report.js"
import { version } from "../version.js"
import { fitReport, REPORT_ROWS } from "../writers/fit-report.js"
import { writeHtmlReport } from "../writers/html.js"
import { note } from "./emit.js"
import { collected } from "./find-runs.js"
import { wholeNumber, withModelChoices } from "./options.js"
import { modelSource, registeredModel } from "./parse-text.js"
import { cardList, chosenCards } from "./report-cards.js"
import { type ModelPart, modelForReport } from "./report-model.js"
import type { ReportOptions } from "./report-options.js"
import { type RunPart, runsForReport } from "./report-runs.js"
import { type Terminal, UsageError } from "./terminal.js"

/** `leafwise report`: what there is to say about a model and its runs, in one HTML file. */
export function addReport(program: Command, terminal: Terminal): void {
  const command = program
    .command("report")
    .description(
      "write one interactive HTML file that needs no other: a decision, metrics, audits, SHAP charts, runs side by side",
    )
    .option("-m, --model <source>", "a model file, runs:/ID/PATH, models:/NAME/VERSION ...", modelSource)
    .option("-d, --data <file>", "a table with the model's features")
    .option("--target <column>", "what came true: adds the metrics of the model's predictions")
    .option("--date <column>", "rows of one date, for metrics")
    .option("--group <column>", "rows that are ranked among each other, for metrics")
    .option("--train <file>", "the rows of training: for audits, and importances beside those of the test")
    .option("--background <file>", "a table whose rows stand for absent features, in place of the model's covers")
    .option("--output <k>", "the output of a model with several whose rows are shown", wholeNumber(0))
    .option("--all-rows", "audit and shuffle all rows of large tables, not a sample of them")
    .option("--sample <n>", "explain n rows drawn at random instead of all", wholeNumber(1))
    .option("-x, --experiment <name>", "compare runs of this experiment; may be given again", collected)
    .option("--run <id>", "compare this run; may be given again", collected)
    .option("--filter <filter>", "only runs that meet it, in MLflow's grammar")
    .option("--order-by <field>", "e.g. 'metrics.auc DESC'; may be given again", collected)
    .option("--limit <n>", "compare so many runs of the experiment at most", wholeNumber(1), 10)
    .option("--baseline <run>", "the run that the others are measured against")
    .option(
      "--champion <model>",
      "models:/NAME@ALIAS, models:/NAME/STAGE or models:/NAME/VERSION to be decided against",
      registeredModel,
    )
    .option("--metric <name>", "what runs are decided and ranked by (default: a usual one that most of them have)")
    .option(
      "--cards <names>",
      `what goes in, with commas between: ${reportCards.join(", ")} (default: all that can be had)`,
      cardList,
    )
    .option("--title <text>", "what stands on top")
    .option("--rows <n>", "explained rows in the file, at most", wholeNumber(0), REPORT_ROWS)
    .option("--max-size <size>", "of the file, e.g. 20MB or 500kB; rows are left out until it fits", byteSize, 20e6)
    .requiredOption("-o <file>", "the file to write; - is standard output")
    .option("-q, --quiet", "no notes and no progress on standard error")
    .option("--threads <n>", "threads to work on (default: all cores)", wholeNumber(1))
    .option("--seed <n>", "seed of whatever is drawn at random", wholeNumber(0), 0)
  withModelChoices(command).action((options: ReportOptions) => writeReport(options, terminal))
}

async function writeReport(options: ReportOptions, terminal: Terminal): Promise<void> {
  if ((options.model === undefined) !== (options.data === undefined)) {
    throw new UsageError("a report on a model needs both --model and --data")
  }
  if (options.model === undefined && !options.experiment && !options.run) {
    throw new UsageError("report needs --model and --data, or runs: -x EXPERIMENT or --run ID")
  }
  const cards = chosenCards(options)
  const page = await reportPage()
  const runs = await runsForReport(options, cards, terminal)
  const model = await modelForReport(options, cards, terminal)
  const { report, bytes, rows } = fitReport(
    page,
    Math.min(options.rows, model?.explained ?? 0),
    options.maxSize,
    (wanted) => assemble(options, model, runs, wanted),
  )
  for (const each of runs?.notes ?? []) note(each, options, terminal)
  const kept =
    model && model.explained > 0 ? `, ${count(rows, "row")} of ${count(model.explained, "explained row")}` : ""
  note(
    `${options.o === "-" ? "report" : options.o}: ${sizeText(bytes)}${kept}; cards: ${cardsIn(report).join(", ")}`,
    options,
    terminal,
  )
  const html = writeHtmlReport(page, report)
  if (options.o === "-") terminal.stdout.write(html)
  else await writeFileAtomically(resolve(terminal.cwd, options.o), html)
}

/** The cards that came to be. */
function cardsIn({ decision, metrics, curves, findings, rows, importance, ranking, comparison }: Report): ReportCard[] {
  const there = { decision, metrics, curves, importance, ranking, comparison, findings: findings.length > 0 || null }
  return reportCards.filter((card) =>
    card in there ? there[card as keyof typeof there] !== null : rows?.cards.includes(card as RowCard),
  )
}

function assemble(
  { title, model: source }: ReportOptions,
  model: ModelPart | undefined,
  runs: RunPart | undefined,
  rows: number,
): Report {
  return {
    title: title ?? (source ? `${basename(source)} explained` : "Runs compared"),
    version,
    created: new Date().toISOString(),
    facts: [...(model?.facts ?? []), ...(runs?.facts ?? [])],
    notes: [...(model?.notes ?? []), ...(runs?.notes ?? [])],
    decision: runs?.decision ?? null,
    metrics: model?.metrics ?? null,
    curves: model?.curves ?? null,
    findings: [...(model?.findings ?? []), ...(runs?.findings ?? [])],
    rows: model?.reported(rows) ?? null,
    importance: model?.importance ?? null,
    ranking: runs?.ranking ?? null,
    comparison: runs?.comparison ?? null,
  }
}

/** Beside the package's own files; in a checkout in what was built. */
async function reportPage(): Promise<string> {
  for (const place of ["../report.html", "../../dist/report.html"]) {
    const path = fileURLToPath(new URL(place, import.meta.url))
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      return readFile(path, "utf8")
  }
  throw new Error("the package has no dist/report.html; npm run build makes it")
}

const units: Readonly<Record<string, number>> = { "": 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9, kib: 2 ** 10, mib: 2 ** 20 }

/** Parses a size: `20MB`, `1.5 MiB`, `500000`. */
function byteSize(text: string): number {
  const [, number = "", unit = ""] = /^\s*([\d.]+)\s*([a-z]*)\s*$/i.exec(text) ?? []
  const bytes = Number(number || Number.NaN) * (units[unit.toLowerCase()] ?? Number.NaN)
  if (bytes > 0) return bytes
  throw new InvalidArgumentError("Expected a size such as 20MB or 500kB.")
}

function sizeText(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}
