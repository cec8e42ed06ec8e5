import { type Command, InvalidArgumentError, Option } from "commander"
import { planWalkForward } from "../analysis/walk-forward-plan.js"
import { inMonths, parseDuration, parsePeriod } from "../analysis/walk-forward-time.js"
import type { Sheet } from "../results/sheet.js"
import type { WalkForwardPlan } from "../results/walk-forward.js"
import { emit, note } from "./emit.js"
import { type CommonOptions, number, withCommonOptions } from "./options.js"
import { period } from "./parse-text.js"
import { type Terminal, UsageError } from "./terminal.js"

interface PlanOptions extends CommonOptions {
  readonly start: string
  readonly end: string
  readonly trainYears?: number
  readonly trainMonths?: number
  readonly embargoMonths?: number
  readonly horizon?: number
  readonly frequency: "monthly" | "quarterly"
  readonly rolling?: true
  readonly expanding?: true
  readonly fullTraining?: true
}

const examples = `
Examples:
  $ leafwise walkforward plan --start 2014 --end 2024 --train-years 4 --embargo-months 6 --horizon 12m
  $ leafwise walkforward plan --start 2020-01 --end 2024-06 --train-months 3 --embargo-months 1 --frequency monthly --csv

The embargo is taken off the end of training: 4 years before Q1 2018 and an embargo of 6 months train on 2014-01 to
2017-06. --full-training keeps all 4 years and puts the embargo between them and the test.
Defaults by horizon: 3m 3 years and 1 month, 6m 4 years and 3 months, 12m 5 years and 6 months (horizon // 2).`

/** `leafwise walkforward plan`: the windows that follow from lengths. */
export function addWalkforwardPlan(walkforward: Command, terminal: Terminal): void {
  const command = walkforward
    .command("plan")
    .description("print the windows that a start, an end and lengths make")
    .addHelpText("before", `${examples.trim()}\n`)
    .requiredOption("--start <date>", "the first day of training: a year, month or day", period)
    .requiredOption("--end <date>", "the last day of testing", period)
    .addOption(new Option("--train-years <n>", "length of training").argParser(positive).conflicts("trainMonths"))
    .option("--train-months <n>", "length of training", positive)
    .option("--embargo-months <n>", "left out between training and test (default: horizon // 2)", months)
    .option("--horizon <length>", "how far ahead the target looks: 3m, 6m, 12m, 1y", horizon)
    .addOption(
      new Option("--frequency <f>", "length of each test").choices(["monthly", "quarterly"]).default("quarterly"),
    )
    .addOption(new Option("--rolling", "training moves on with the test (default)").conflicts("expanding"))
    .option("--expanding", "training keeps its first day and grows")
    .option("--full-training", "put the embargo behind the whole length of training")
  withCommonOptions(command).action((options: PlanOptions) => plan(options, terminal))
}

async function plan(options: PlanOptions, terminal: Terminal): Promise<void> {
  const { start, end, trainYears, embargoMonths, horizon, frequency, expanding, fullTraining } = options
  if (parsePeriod(end)![0] < parsePeriod(start)![0]) throw new UsageError(`--end ${end} is before --start ${start}`)
  const trainMonths = trainYears === undefined ? options.trainMonths : Math.round(12 * trainYears)
  const found = planWalkForward({
    ...{ start, end, frequency, scheme: expanding ? "expanding" : "rolling", fullTraining: fullTraining ?? false },
    ...(trainMonths !== undefined && { trainMonths }),
    ...(embargoMonths !== undefined && { embargoMonths }),
    ...(horizon !== undefined && { horizonMonths: horizon }),
  })
  for (const { severity, message, cure } of found.findings) note(`${severity}: ${message}. ${cure}`, options, terminal)
  const formatted = options.json || options.csv || options.markdown || options.arrow || options.o !== undefined
  if (formatted) await emit(found, sheetOf(found), options, terminal)
  else terminal.stdout.write(found.windows.map(({ text }) => `${text}\n`).join(""))
}

function sheetOf({ windows }: WalkForwardPlan): Sheet {
  return {
    columns: ["window", "train from", "train to", "embargo from", "embargo to", "test from", "test to"],
    rows: windows.map((each) => [
      ...[each.window, each.trainFrom, each.trainTo, each.embargoFrom, each.embargoTo, each.testFrom, each.testTo],
    ]),
  }
}

function positive(text: string): number {
  const value = number(text)
  if (value > 0 && Number.isFinite(value)) return value
  throw new InvalidArgumentError("Expected a number above 0.")
}

function months(text: string): number {
  const value = number(text)
  if (Number.isInteger(value) && value >= 0) return value
  throw new InvalidArgumentError("Expected a whole number of months, 0 or more.")
}

function horizon(text: string): number {
  const found = parseDuration(text)
  const value = found ? inMonths(found) : Number.NaN
  if (value > 0) return value
  throw new InvalidArgumentError("Expected a length such as 3m, 12m or 1y.")
}
