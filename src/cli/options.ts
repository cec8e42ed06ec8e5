import { type Command, InvalidArgumentError, Option } from "commander"
import { modelSource } from "./parse-text.js"

/** What every verb that computes takes. */
export interface CommonOptions {
  readonly json?: true
  readonly csv?: true
  readonly markdown?: true
  readonly arrow?: true
  readonly o?: string
  readonly quiet?: true
  readonly threads?: number
  readonly seed: number
}

/** What every verb that reads a model takes. */
export interface ModelSource {
  readonly model: string
  readonly store?: string
  readonly startIteration?: number
  readonly numIteration?: number
  readonly missing?: number
}

export function withCommonOptions(command: Command): Command {
  const formats = ["json", "csv", "markdown", "arrow"]
  const others = (name: string) => formats.filter((format) => format !== name)
  return command
    .addOption(new Option("--json", "write JSON").conflicts(others("json")))
    .addOption(new Option("--csv", "write CSV").conflicts(others("csv")))
    .addOption(new Option("--markdown", "write a Markdown table").conflicts(others("markdown")))
    .addOption(new Option("--arrow", "write an Arrow file").conflicts(others("arrow")))
    .option("-o <file>", "write there instead of standard output; - is standard output")
    .option("-q, --quiet", "no notes and no progress on standard error")
    .option("--threads <n>", "threads to work on (default: all cores)", wholeNumber(1))
    .option("--seed <n>", "seed of whatever is drawn at random", wholeNumber(0), 0)
    .option("--no-color", "no colours (there are none yet; NO_COLOR is honoured, too)")
}

export function withModelOptions(command: Command): Command {
  return withModelChoices(
    command.requiredOption(
      "-m, --model <source>",
      "a model file, runs:/ID/PATH, models:/NAME/VERSION, models:/NAME/STAGE or models:/NAME@ALIAS",
      modelSource,
    ),
  )
}

/** How a model is read, for verbs that also do without one. */
export function withModelChoices(command: Command): Command {
  return command
    .option(
      "--store <folder>",
      "where runs:/ and models:/ are looked up (default: MLFLOW_TRACKING_URI, ./mlruns, ./mlflow.db)",
    )
    .option("--start-iteration <n>", "first boosting round to use", wholeNumber(0))
    .option("--num-iteration <n>", "rounds to use from there on", wholeNumber(0))
    .option("--missing <x>", "a number that XGBoost treats as missing", number)
}

/** Parses a whole number of at least `least`. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() !== "" && Number.isInteger(value) && value >= least) return value
    throw new InvalidArgumentError(`Expected a whole number of at least ${least}.`)
  }
}

/** Parses a list with commas between. */
export function listOf(parse: (text: string) => number): (text: string) => number[] {
  return (text) => text.split(",").map(parse)
}

/** Parses a number. */
export function number(text: string): number {
  const value = Number(text)
  if (text.trim() !== "" && !Number.isNaN(value)) return value
  throw new InvalidArgumentError("Expected a number.")
}

/** Parses a share between 0 and 1, such as the level of an interval. */
export function share(text: string): number {
  const value = number(text)
  if (value > 0 && value < 1) return value
  throw new InvalidArgumentError("Expected a number between 0 and 1, e.g. 0.95.")
}
