import { type Command, Option } from "commander"
import type { Calendar } from "../analysis/calendar-windows.js"
import { count } from "../analysis/describe.js"
import { guessRoles } from "../analysis/guess-roles.js"
import { walkForwardTable } from "../analysis/walk-forward-table.js"
import { groupBy } from "../data/group-by.js"
import { columnNamed } from "../data/table.js"
import type { WalkForward } from "../results/walk-forward.js"
import { emit, note } from "./emit.js"
import { openTable } from "./open-model.js"
import { type CommonOptions, share, withCommonOptions } from "./options.js"
import { openStoreOption, type StoreOption, withStoreOption } from "./store-option.js"
import { type Terminal, UsageError } from "./terminal.js"
import { findWalkForward, type SearchedWindows } from "./walkforward-find.js"
import { writeWindowPlots } from "./walkforward-plots.js"
import { metricsOf, summarySheet, windowSheet } from "./walkforward-sheets.js"

interface ShowOptions extends CommonOptions, StoreOption, SearchedWindows {
  readonly metric?: string
  readonly data?: string
  readonly date?: string
  readonly target?: string
  readonly score?: string
  readonly by?: string
  readonly plots?: string
}

/** `leafwise walkforward show`: the windows of runs or of a table, with checks and summaries. */
export function addWalkforwardShow(walkforward: Command, terminal: Terminal): void {
  const command = walkforward
    .command("show", { isDefault: true })
    .description("the windows of runs (nested runs, names of metrics, steps, artifacts) or of a table with dates")
    .option("-x, --experiment <name>", "the runs of this experiment, by name or id")
    .option("--run <id>", "one run, by its id or how it begins, window by window")
    .addOption(
      new Option("--from <way>", "how windows are recognised (default: the first that finds some)").choices([
        ...["nested", "names", "steps", "artifact"],
      ]),
    )
    .option("--metric <name>", "only this metric")
    .option("--level <share>", "of intervals", share, 0.95)
    .option("-d, --data <file>", "a table of scored rows in place of runs")
    .option("--date <column>", "its dates (default: guessed)")
    .option("--target <column>", "what came true (default: guessed)")
    .option("--score <column>", "the predictions (default: guessed)")
    .option("--by <window>", "month, quarter, year, or a column of folds (default: quarter)")
    .option("--plots <folder>", "write the windows and each metric as SVG and PNG")
  withCommonOptions(withStoreOption(command)).action((options: ShowOptions) => show(options, terminal))
}

async function show(options: ShowOptions, terminal: Terminal): Promise<void> {
  if (options.data !== undefined && (options.experiment ?? options.run ?? options.store) !== undefined) {
    throw new UsageError("got --data and runs of a store, expected one of them")
  }
  const all =
    options.data === undefined ? await ofStore(options, terminal) : await ofTable(options.data, options, terminal)
  const found = options.metric === undefined ? all : metricsOf(all, options.metric)
  for (const remark of found.notes) note(remark, options, terminal)
  for (const line of findingLines(found.runs)) note(line, options, terminal)
  if (options.plots !== undefined) {
    note(await writeWindowPlots(options.plots, found.runs, terminal), options, terminal)
  }
  const one = found.runs.length === 1 ? found.runs[0] : undefined
  if (one) {
    for (const line of summaryLines(one.metrics)) note(line, options, terminal)
  }
  await emit(found, one ? windowSheet(one) : summarySheet(found), options, terminal)
}

/** A line a finding; what several runs have in common is said once. */
function findingLines(runs: WalkForward["runs"]): string[] {
  const all = runs.flatMap(({ name, findings }) =>
    findings.map(({ severity, message, cure }) => ({ name, text: `${severity}: ${message}. ${cure}` })),
  )
  return [...groupBy(all, ({ text }) => text)].map(([text, those]) => {
    if (runs.length === 1) return text
    return `${those.length === 1 ? those[0]!.name : `${those.length} of ${runs.length} runs`}: ${text}`
  })
}

function summaryLines(metrics: WalkForward["runs"][number]["metrics"]): string[] {
  const short = (value: number | null) => (value === null ? "none" : String(Number(value.toPrecision(4))))
  return metrics.map(({ metric, mean, weightedMean, pooled, sd, worst, trend, interval }) => {
    const parts = [`mean ${short(mean)}`]
    if (interval) parts.push(`[${short(interval.low)}, ${short(interval.high)}]`)
    if (weightedMean !== null) parts.push(`weighted ${short(weightedMean)}`)
    if (pooled !== null) parts.push(`pooled ${short(pooled)}`)
    parts.push(`sd ${short(sd)}`, `worst ${short(worst.value)} (${worst.window})`)
    if (trend) parts.push(`trend ${short(trend.slope)} a window${trend.t === null ? "" : ` (t ${trend.t.toFixed(1)})`}`)
    return `${metric}: ${parts.join(", ")}`
  })
}

async function ofStore(options: ShowOptions, terminal: Terminal): Promise<WalkForward> {
  const store = await openStoreOption(options, terminal)
  return findWalkForward(store, options, { level: options.level, seed: options.seed })
}

async function ofTable(path: string, options: ShowOptions, terminal: Terminal): Promise<WalkForward> {
  const table = await openTable(path, terminal)
  const roles = guessRoles(table)
  const role = (name: "date" | "target" | "score", guess: string | undefined) => {
    const column = options[name] ?? guess
    if (column === undefined) throw new UsageError(`--data needs --${name}: no column of ${table.name} looks like it`)
    return column
  }
  const by = options.by ?? "quarter"
  const isCalendar = ["month", "quarter", "year"].includes(by)
  if (!isCalendar) columnNamed(table, by)
  const { dropped, ...run } = walkForwardTable(table, {
    ...{ date: role("date", roles.date), target: role("target", roles.target), score: role("score", roles.prediction) },
    by: isCalendar ? (by as Calendar) : { column: by },
    ...{ level: options.level, seed: options.seed },
  })
  const left = dropped > 0 ? [`${count(dropped, "row")} without date, target or score left out`] : []
  return { source: table.name, experiments: [], runs: [run], notes: [...table.notes, ...left] }
}
