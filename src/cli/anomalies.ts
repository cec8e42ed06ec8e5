import { resolve } from "node:path"
import type { Command } from "commander"
import { anomalies as anomaliesOf } from "../analysis/anomalies.js"
import type { Table } from "../data/table.js"
import { writeFileAtomically } from "../node/write-file.js"
import type { Anomalies } from "../results/anomalies.js"
import type { Sheet } from "../results/sheet.js"
import { scoreTable } from "../score-table.js"
import { anomalyReport } from "../writers/anomaly-report.js"
import { writeCsv } from "../writers/csv.js"
import { writeJson } from "../writers/json.js"
import { durationInDays } from "./duration.js"
import { emit, note } from "./emit.js"
import { emitText } from "./emit-text.js"
import { latencyInColumn, latencyInRun, measuredLatency } from "./latency.js"
import { logToRun } from "./log-to.js"
import { runToLog } from "./log-to-run.js"
import { openModel, openTable } from "./open-model.js"
import {
  type CommonOptions,
  type ModelSource,
  number,
  wholeNumber,
  withCommonOptions,
  withModelChoices,
} from "./options.js"
import { modelSource } from "./parse-text.js"
import { type Terminal, UsageError } from "./terminal.js"
import { withEngine } from "./with-engine.js"

interface AnomaliesCommand extends CommonOptions, Omit<ModelSource, "model"> {
  readonly scores: string
  readonly events: string
  readonly model?: string
  readonly score?: string
  readonly threshold?: number
  readonly lowIsAnomalous?: true
  readonly entity?: string
  readonly date?: string
  readonly start?: string
  readonly end?: string
  readonly event?: string
  readonly windowBefore: number
  readonly latency?: string
  readonly latencyRun?: string
  readonly detections?: string
  readonly maxDetections: number
  readonly logTo?: string
}

const examples = `
Examples:
  $ leafwise anomalies --scores scores.csv --events events.csv --threshold 0.8
  $ leafwise anomalies --scores scores.parquet --events events.csv --entity stock --window-before 2w --markdown -o cases.md
  $ leafwise anomalies --scores rows.csv -m runs:/ID/model.txt --events events.csv --detections sample_detections.csv
  $ leafwise anomalies --scores scores.csv --events events.csv --latency ms --log-to RUN --store mlruns

detection_rate is over events, backtest_accuracy and false_positive_rate over scored rows; JSON and Markdown define each.
Low scores can be the anomalies (scikit-learn's decision_function): --low-is-anomalous --threshold 0.`

/** `leafwise anomalies`: whether dated scores warn of events. */
export function addAnomalies(program: Command, terminal: Terminal): void {
  const command = program
    .command("anomalies")
    .description("a detector's backtest: detection rate, early warning, accuracy, false alarms, a timeline an event")
    .requiredOption("--scores <file>", "a table of dates, scores and, for several, entities")
    .requiredOption("--events <file>", "a table of events: entity, date or start and end, name")
    .option("--score <column>", "the score, or a 0/1 flag (default: guessed)")
    .option(
      "-m, --model <source>",
      "a model that scores the table, in place of --score; its latency is measured",
      modelSource,
    )
    .option("--threshold <x>", "an alarm from this score on (default: 0.5 where scores lie in 0 to 1)", number)
    .option("--low-is-anomalous", "an alarm at the threshold or below")
    .option("--entity <column>", "who a row is about, in both tables (default: guessed, e.g. stock)")
    .option("--date <column>", "the date of a score, and of an event where it is called so (default: guessed)")
    .option("--start <column>", "an event's start (default: guessed)")
    .option("--end <column>", "an event's end, inclusive (default: guessed, else the start's day)")
    .option("--event <column>", "an event's name (default: guessed)")
    .option("--window-before <span>", "how early an alarm may be to count: 10d, 36h, 2w", durationInDays, 10)
    .option("--latency <column>", "milliseconds that each detection took")
    .option("--latency-run <run>", "take detection_latency_ms from this run of --store")
    .option("--detections <file>", "write the detections of the highest scores as CSV")
    .option("--max-detections <n>", "so many of them", wholeNumber(1), 1000)
    .option("--log-to <run>", "write metrics, report and detections to this run of --store")
    .addHelpText("after", examples)
  withModelChoices(withCommonOptions(command)).action((options: AnomaliesCommand) => anomalies(options, terminal))
}

async function anomalies(options: AnomaliesCommand, terminal: Terminal): Promise<void> {
  // A run that is not there is told before anything is computed.
  if (options.logTo !== undefined) await runToLog(options, terminal)
  const [scores, events] = [await openTable(options.scores, terminal), await openTable(options.events, terminal)]
  const { table, score, latency } = await scoredTable(options, scores, terminal)
  const { entity, date, start, end, event, threshold } = options
  const given = Object.entries({ score, entity, date, start, end, event, threshold, latency })
  const result = anomaliesOf(table, events, {
    ...Object.fromEntries(given.filter(([, value]) => value !== undefined)),
    ...{ windowBeforeDays: options.windowBefore, detections: options.maxDetections },
    lowIsAnomalous: options.lowIsAnomalous ?? false,
  })
  for (const remark of [...result.notes, summary(result)]) note(remark, options, terminal)
  if (options.markdown) await emitText(anomalyReport(result), options, terminal)
  else await emit(result, sheetOf(result), options, terminal)
  const detections = writeCsv(detectionSheet(result))
  if (options.detections !== undefined) {
    await writeFileAtomically(resolve(terminal.cwd, options.detections), detections)
  }
  if (options.logTo !== undefined) await log(options.logTo, result, detections, options, terminal)
}

type Scored = { table: Table; score?: string; latency?: NonNullable<Anomalies["latency"]> }

async function scoredTable(options: AnomaliesCommand, table: Table, terminal: Terminal): Promise<Scored> {
  const { model, score, latency, latencyRun } = options
  if (latency !== undefined && latencyRun !== undefined)
    throw new UsageError("got --latency and --latency-run, expected one of them")
  if (model !== undefined && score !== undefined) throw new UsageError("got --model and --score, expected one of them")
  const read = {
    ...(latency !== undefined && { latency: latencyInColumn(table, latency) }),
    ...(latencyRun !== undefined && { latency: await latencyInRun(latencyRun, options, terminal) }),
  }
  if (model === undefined) return { table, ...(score !== undefined && { score }), ...read }
  const ensemble = await openModel({ ...options, model }, terminal)
  return withEngine(options, terminal, async (engine, call) => {
    const scored = await scoreTable(engine, ensemble, table, call)
    if (scored.scores.length > 1)
      throw new RangeError(`${ensemble.name} has ${scored.scores.length} outputs, expected one score`)
    const measured = read.latency ?? (await measuredLatency(engine, ensemble, table))
    return { table: scored.table, score: scored.scores[0]!, latency: measured }
  })
}

async function log(
  id: string,
  result: Anomalies,
  detections: string,
  options: AnomaliesCommand,
  terminal: Terminal,
): Promise<void> {
  const metrics = Object.fromEntries(
    Object.entries(result.metrics).filter((each): each is [string, number] => each[1] !== null),
  )
  const artifacts = {
    "anomaly_report.md": anomalyReport(result),
    "anomaly_report.json": writeJson(result),
    "sample_detections.csv": detections,
  }
  note(await logToRun(id, { metrics, artifacts }, options, terminal), options, terminal)
}

function summary({ metrics, counts, rule, latency }: Anomalies): string {
  const shown = (name: string) => (metrics[name] === null ? "none" : String(Number(metrics[name]!.toPrecision(4))))
  const took = latency ? ` - detection_latency_ms ${shown("detection_latency_ms")}, ${latency.source}` : ""
  return `${rule}: ${counts.detectedEvents} of ${counts.scoredEvents} events detected (detection_rate ${shown("detection_rate")}), avg_early_warning_days ${shown("avg_early_warning_days")}, backtest_accuracy ${shown("backtest_accuracy")}, false_positive_rate ${shown("false_positive_rate")}${took}`
}

function sheetOf({ cases }: Anomalies): Sheet {
  return {
    columns: [
      ...["event", "entity", "start", "end", "detected", "first alarm", "early warning days", "rows", "alarms"],
      ...["peak date", "peak score"],
    ],
    rows: cases.map((each) => [
      ...[each.name, each.entity, each.start, each.end, each.detected, each.firstAlarm, each.earlyWarningDays],
      ...[each.rows, each.alarms, each.peak?.date ?? null, each.peak?.score ?? null],
    ]),
  }
}

/** In the table's own words: `date,stock,score`. */
function detectionSheet({ columns: { date, entity, score }, detections }: Anomalies): Sheet {
  const who = entity === null ? [] : [entity]
  return {
    columns: [date, ...who, score, "event", "days_before"],
    rows: detections.map((each) => [
      ...[each.date, ...(entity === null ? [] : [each.entity]), each.score, each.event, each.daysBefore],
    ]),
  }
}
