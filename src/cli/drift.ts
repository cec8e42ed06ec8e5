import { type Command, Option } from "commander"
import { drift as driftOf } from "../analysis/drift.js"
import { driftLog } from "../analysis/drift-log.js"
import type { Table } from "../data/table.js"
import { nearestName } from "../kernels/nearest-name.js"
import type { Drift, DriftStatus } from "../results/drift.js"
import type { Sheet } from "../results/sheet.js"
import { writeJson } from "../writers/json.js"
import { type DriftCommand, driftInputs } from "./drift-inputs.js"
import { thresholdsOf, withThresholds } from "./drift-options.js"
import { emit, note } from "./emit.js"
import { logToRun } from "./log-to.js"
import { runToLog } from "./log-to-run.js"
import { share, wholeNumber, withCommonOptions, withModelChoices } from "./options.js"
import { modelSource } from "./parse-text.js"
import { type Terminal, TrippedError } from "./terminal.js"

const examples = `
Examples:
  $ leafwise drift --reference train.parquet --current live.parquet
  $ leafwise drift --reference train.feather --current live.feather -m models:/credit@champion --target y --fail-on fail
  $ leafwise drift --reference a.csv --current b.csv --prediction score --target y --json -o drift.json
  $ leafwise drift --reference a.csv --current b.csv --psi-warn 0.05 --psi-fail 0.2 --log-to RUN --store mlruns

PSI: sum over bins of (current - reference) ln(current / reference), in quantile bins of the reference, missing values
a bin of their own, texts by level, shares below 0.0001 as 0.0001. KS: the two-sample distance with its two-sided p-value.`

/** `leafwise drift`: what moved between two tables. */
export function addDrift(program: Command, terminal: Terminal): void {
  const command = program
    .command("drift")
    .description("PSI, KS, missing rates, new levels, metric changes and SHAP ranks between two tables")
    .requiredOption("--reference <file>", "the table of before, e.g. what the model was trained on")
    .requiredOption("--current <file>", "the table of now")
    .option(
      "-m, --model <source>",
      "a model that predicts, and whose SHAP ranking is compared: a file, runs:/ID/PATH ...",
      modelSource,
    )
    .option("--prediction <columns...>", "the scores, in both tables; one column a class for several")
    .option("--target <column>", "what came true: metrics are compared, too")
    .option("--columns <names...>", "only these columns (default: the model's features, or all but dates and ids)")
    .option("--ignore <names...>", "not these columns")
    .option("--bins <n>", "quantile bins of the reference", wholeNumber(2), 10)
    .option("--level <p>", "the level of intervals", share, 0.95)
    .option("--samples <n>", "resamples of a bootstrap at most; large tables get fewer", wholeNumber(1), 300)
    .option("--resamples <n>", "resamples of a bootstrap exactly, however large the tables are", wholeNumber(1))
    .option("--shap-rows <n>", "rows of each side that SHAP values are computed for", wholeNumber(1), 2000)
    .addOption(new Option("--fail-on <status>", "exit with 3 when anything is as bad").choices(["warn", "fail"]))
    .option("--log-to <run>", "write the metrics and drift.json to this run of --store")
    .addHelpText("after", examples)
  withModelChoices(withCommonOptions(withThresholds(command))).action((options: DriftCommand) =>
    drift(options, terminal),
  )
}

async function drift(options: DriftCommand, terminal: Terminal): Promise<void> {
  // A run that is not there is told before anything is computed.
  if (options.logTo !== undefined) await runToLog(options, terminal)
  const { reference, current, ...inputs } = await driftInputs(options, terminal)
  checkIgnored(options.ignore ?? [], [reference, current])
  const { bins, columns, ignore, target, level, samples, resamples, seed } = options
  const result = driftOf(reference, current, {
    ...{
      bins,
      thresholds: thresholdsOf(options),
      evaluation: { level, samples, seed, ...(resamples !== undefined && { resamples }) },
    },
    ...(columns && { columns }),
    ...(ignore && { ignore }),
    ...(target !== undefined && { target }),
    ...inputs,
  })
  for (const remark of [...result.notes, summary(result)]) note(remark, options, terminal)
  await emit(result, sheetOf(result), options, terminal)
  if (options.logTo !== undefined) {
    const { metrics, keys } = driftLog(result)
    const artifacts = { "drift.json": writeJson({ ...result, keys }) }
    note(await logToRun(options.logTo, { metrics, artifacts }, options, terminal), options, terminal)
  }
  failOn(result, options.failOn)
}

/** @throws Error for a name that neither table has: it was misspelled. */
function checkIgnored(names: readonly string[], tables: readonly [Table, Table]): void {
  const [reference, current] = tables
  const known = tables.flatMap(({ columns }) => columns.map(({ name }) => name))
  const unknown = names.find((name) => !known.includes(name))
  if (unknown === undefined) return
  const nearest = nearestName(unknown, known)
  const cure = nearest === undefined ? "leafwise inspect lists columns" : `is ${nearest} meant?`
  throw new Error(`--ignore: neither ${reference.name} nor ${current.name} has a column ${unknown}; ${cure}`)
}

/** @throws TrippedError that names the worst. */
function failOn({ columns, metrics, unmatched, shap, status }: Drift, limit: "warn" | "fail" | undefined): void {
  if (limit === undefined || status === "pass" || (limit === "fail" && status === "warn")) return
  const isBad = (each: { status: DriftStatus }) =>
    each.status === "fail" || (limit === "warn" && each.status === "warn")
  const names = [
    ...[...columns, ...unmatched].filter(isBad).map(({ column }) => column),
    ...metrics.filter(isBad).map(({ name }) => name),
    ...(shap && isBad(shap) ? ["the SHAP ranking"] : []),
  ]
  const more = names.length > 8 ? `, and ${names.length - 8} more` : ""
  throw new TrippedError(`drift: ${status}, --fail-on ${limit}: ${names.slice(0, 8).join(", ")}${more}`)
}

function summary({ reference, current, rows, counts, shap, status }: Drift): string {
  const shown = (count: number) => count.toLocaleString("en-US")
  const ranks = shap ? ` - SHAP ranks: correlation ${shap.rankCorrelation?.toFixed(3) ?? "none"}` : ""
  return `${reference} (${shown(rows.reference)} rows) against ${current} (${shown(rows.current)} rows): ${status} - ${counts.fail} fail, ${counts.warn} warn, ${counts.pass} pass${ranks}`
}

function sheetOf({ columns, unmatched, metrics, shap }: Drift): Sheet {
  const blanks = (n: number) => Array.from({ length: n }, () => null)
  return {
    columns: [
      ...["name", "role", "status", "psi", "ks", "p", "missing before", "missing now", "new levels"],
      ...["before", "now", "change", "low", "high"],
    ],
    rows: [
      ...columns.map((each) => [
        ...[each.column, each.role, each.status, each.psi, each.ks, each.ksPValue],
        ...[each.missing.reference, each.missing.current],
        each.newLevels
          .slice(0, 5)
          .map(({ level }) => level)
          .join(", ") || null,
        ...[each.mean?.reference ?? null, each.mean?.current ?? null],
        ...[each.mean ? each.mean.current - each.mean.reference : null, ...blanks(2)],
      ]),
      ...unmatched.map(({ column, reason, status }) => [column, reason, status, ...blanks(11)]),
      ...metrics.map((each) => [
        ...[each.name, "metric", each.status, ...blanks(6)],
        ...[each.reference, each.current, each.change, each.low, each.high],
      ]),
      ...(shap?.features ?? []).map((each) => [
        ...[each.feature, "SHAP rank", shap!.status, ...blanks(6)],
        ...[each.referenceRank, each.currentRank, each.rise, ...blanks(2)],
      ]),
    ],
  }
}
