import { type Command, Option } from "commander"
import { count } from "../analysis/describe.js"
import type { Ensemble } from "../data/ensemble.js"
import { columnNamed, type Table } from "../data/table.js"
import type { PartialDependenceOptions, Space } from "../engine-calls.js"
import type { PartialDependence } from "../results/partial-dependence.js"
import type { Cell, Sheet } from "../results/sheet.js"
import { emit, note } from "./emit.js"
import { openModel, openTable } from "./open-model.js"
import { type CommonOptions, type ModelSource, wholeNumber, withCommonOptions, withModelOptions } from "./options.js"
import { type Terminal, UsageError } from "./terminal.js"
import { withEngine } from "./with-engine.js"

interface PdpOptions extends CommonOptions, ModelSource {
  readonly data: string
  readonly feature: readonly string[]
  readonly space: Space
  readonly grid?: number
  readonly thresholds?: true
  readonly percentiles?: readonly [number, number]
  readonly ice?: true
  readonly weight?: string
  readonly sample?: number
}

/** `leafwise pdp`: what a model predicts on average when a feature takes other values. */
export function addPdp(program: Command, terminal: Terminal): void {
  const command = program
    .command("pdp")
    .description("partial dependence: the mean prediction over a table's rows at each value of one or two features")
    .requiredOption("-d, --data <file>", "a table with the model's features: Arrow, Feather, Parquet, CSV or NDJSON")
    .requiredOption("-f, --feature <name>", "a feature of the model; give it twice for a grid of two", collected)
    .addOption(
      new Option("--grid <n>", "values a feature, as scikit-learn chooses them (default: 100, or 20 for two features)")
        .argParser(wholeNumber(2))
        .conflicts("thresholds"),
    )
    .option("--thresholds", "one value between any two thresholds of the model, so that no step is missed")
    .option("--percentiles <low,high>", "the part of the data that --grid spans (default: 0.05,0.95)", percentiles)
    .addOption(
      new Option("--space <space>", "raw: the margin; probability: what the library's own predict returns")
        .choices(["raw", "probability"])
        .default("raw"),
    )
    .option("--ice", "every row's prediction at each value, too: individual conditional expectation")
    .option("--weight <column>", "a column of the rows' weights")
    .option("--sample <n>", "average over n rows drawn at random instead of all", wholeNumber(1))
  withModelOptions(withCommonOptions(command)).action((options: PdpOptions) => pdp(options, terminal))
}

async function pdp(options: PdpOptions, terminal: Terminal): Promise<void> {
  if (options.feature.length > 2) {
    throw new UsageError(`--feature was given ${options.feature.length} times, expected once or twice`)
  }
  const ensemble = await openModel(options, terminal)
  const table = await openTable(options.data, terminal)
  const wanted = engineOptions(options, table)
  const dependence = await withEngine(options, terminal, (engine, call) =>
    engine.partialDependence(ensemble, table, { ...wanted, ...call }),
  )
  for (const remark of [...table.notes, ...dependence.matching.notes]) note(remark, options, terminal)
  note(summary(dependence, ensemble, table), options, terminal)
  const sheet = wantsRows(options, terminal) ? individualSheet(dependence) : averageSheet(dependence)
  await emit({ model: ensemble.name, data: table.name, ...dependence }, sheet, options, terminal)
}

function engineOptions(options: PdpOptions, table: Table): PartialDependenceOptions {
  const { feature, grid, thresholds, percentiles, space, ice = false, sample, seed } = options
  const chosen = thresholds ? "thresholds" : grid
  return {
    features: feature,
    space,
    ice,
    seed,
    ...(chosen !== undefined && { grid: chosen }),
    ...(percentiles && { percentiles }),
    ...(options.weight !== undefined && { weights: weightsIn(table, options.weight) }),
    ...(sample !== undefined && { sample }),
  }
}

function weightsIn(table: Table, name: string): ArrayLike<number> {
  const column = columnNamed(table, name)
  if (column.type !== "category") return column.values
  throw new UsageError(`--weight ${name}: ${table.name} holds text there, expected numbers`)
}

/** Every row's curve is for files and other programs; a terminal gets the averages. */
function wantsRows(options: PdpOptions, terminal: Terminal): boolean {
  if (!options.ice || options.json) return false
  if (options.csv || options.markdown || options.arrow || options.o || !terminal.stdout.isTTY) return true
  note("averages only; -o FILE or --json writes every row's predictions", options, terminal)
  return false
}

/** Names of an option that may be given more than once. */
function collected(name: string, before: readonly string[] = []): readonly string[] {
  return [...before, name]
}

function percentiles(text: string): readonly [number, number] {
  const [low = Number.NaN, high = Number.NaN, ...more] = text.split(",").map(Number)
  if (more.length === 0 && low >= 0 && low < high && high <= 1) return [low, high]
  throw new UsageError(`--percentiles is "${text}", expected two numbers from 0 to 1 that ascend, such as 0.05,0.95`)
}

function summary({ features, rows, sample, grid, space }: PartialDependence, model: Ensemble, table: Table): string {
  const size = grid.map((values) => values.length).join(" x ")
  const drawn = sample ? " (sampled)" : ""
  return `${model.name} on ${table.name}: ${features.join(" x ")} at ${size} values, mean ${space === "raw" ? "margin" : "prediction"} over ${count(rows, "row")}${drawn}`
}

/** A line a point: the features' values, the mean prediction of each output, and for one feature the rows there. */
function averageSheet({ features, grid, average, counts }: PartialDependence): Sheet {
  const alone = features.length === 1
  const points = pointsOf(grid)
  return {
    columns: [...features, ...columnNames("average", average.length), ...(alone ? ["rows"] : [])],
    rows: points.map((point, i) => [
      ...point,
      ...average.map((curve) => curve[i]!),
      ...(alone ? [counts[0]![i]!] : []),
    ]),
  }
}

/** A line a row and point. Rows of a sample have their numbers in the table. */
function individualSheet({ features, grid, individual = [], rows, sample }: PartialDependence): Sheet {
  const points = pointsOf(grid)
  const lines = Array.from({ length: rows }, (_, row) =>
    points.map((point, i) => [
      sample?.[row] ?? row,
      ...point,
      ...individual.map((curves) => curves[row * points.length + i]!),
    ]),
  )
  return { columns: ["row", ...features, ...columnNames("prediction", individual.length)], rows: lines.flat() }
}

function columnNames(name: string, outputs: number): string[] {
  return Array.from({ length: outputs }, (_, k) => (outputs > 1 ? `${name}:${k}` : name))
}

function pointsOf(grid: PartialDependence["grid"]): Cell[][] {
  return grid.reduce<Cell[][]>(
    (points, values) =>
      points.flatMap((point) => Array.from<Cell, Cell[]>(values, (value) => [...point, cellOf(value)])),
    [[]],
  )
}

/** A missing value is an empty cell. */
function cellOf(value: Cell): Cell {
  return typeof value === "number" && Number.isNaN(value) ? null : value
}
