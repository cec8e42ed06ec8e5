import { resolve } from "node:path"
import { type Command, Option } from "commander"
import type { Space } from "../engine-calls.js"
import { predictionColumns } from "../kernels/transform.js"
import { writeFileAtomically } from "../node/write-file.js"
import type { Sheet } from "../results/sheet.js"
import { writeArrow } from "../writers/arrow.js"
import { emit, note } from "./emit.js"
import { openModel, openTable } from "./open-model.js"
import { type CommonOptions, type ModelSource, withCommonOptions, withModelOptions } from "./options.js"
import type { Terminal } from "./terminal.js"
import { withEngine } from "./with-engine.js"

interface PredictOptions extends CommonOptions, ModelSource {
  readonly data: string
  readonly space: Space
  readonly values?: string
}

/** Rows that a terminal shows of more. */
const SHOWN = 20

/** `leafwise predict`: a model's predictions for a table's rows. */
export function addPredict(program: Command, terminal: Terminal): void {
  const command = program
    .command("predict")
    .description("predict a table's rows")
    .requiredOption("-d, --data <file>", "a table with the model's features: Arrow, Feather, Parquet, CSV or NDJSON")
    .addOption(
      new Option("--space <space>", "raw: the margin; probability: what the library's own predict returns")
        .choices(["raw", "probability"])
        .default("raw"),
    )
    .option("--values <file>", "write the predictions to an Arrow file")
  withModelOptions(withCommonOptions(command)).action((options: PredictOptions) => predict(options, terminal))
}

async function predict(options: PredictOptions, terminal: Terminal): Promise<void> {
  const ensemble = await openModel(options, terminal)
  const table = await openTable(options.data, terminal)
  const { space } = options
  const predictions = await withEngine(options, terminal, (engine, call) =>
    engine.predict(ensemble, table, { ...call, space }),
  )
  const columns = columnsOf(predictions, space === "raw" ? ensemble.outputs : predictionColumns(ensemble))
  if (options.values)
    await writeFileAtomically(resolve(terminal.cwd, options.values), writeArrow(columns, { "leafwise.space": space }))
  for (const remark of table.notes) note(remark, options, terminal)
  const result = {
    model: ensemble.name,
    data: table.name,
    space,
    rows: table.rows,
    predictions: Object.fromEntries(columns),
  }
  await emit(result, sheetOf(columns, shownRows(table.rows, options, terminal)), options, terminal)
}

function columnsOf(predictions: Float64Array, outputs: number): (readonly [string, Float64Array])[] {
  const rows = predictions.length / outputs
  return Array.from({ length: outputs }, (_, k) => [
    outputs > 1 ? `prediction:${k}` : "prediction",
    Float64Array.from({ length: rows }, (_, row) => predictions[row * outputs + k]!),
  ])
}

/** A terminal gets the first rows; files and other programs get all. */
function shownRows(rows: number, options: PredictOptions, terminal: Terminal): number {
  const form = options.json || options.csv || options.markdown || options.arrow
  if (form || options.o || !terminal.stdout.isTTY || rows <= SHOWN) return rows
  note(
    `the first ${SHOWN} of ${rows.toLocaleString("en-US")} rows; -o FILE or --values FILE writes all`,
    options,
    terminal,
  )
  return SHOWN
}

function sheetOf(columns: readonly (readonly [string, Float64Array])[], rows: number): Sheet {
  return {
    columns: ["row", ...columns.map(([name]) => name)],
    rows: Array.from({ length: rows }, (_, row) => [row, ...columns.map(([, values]) => values[row]!)]),
  }
}
