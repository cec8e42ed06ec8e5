import { resolve } from "node:path"
import { type Command, Option } from "commander"
import type { Ensemble } from "../data/ensemble.js"
import { joinDoubles } from "../data/join-doubles.js"
import type { Space } from "../engine-calls.js"
import { predictionColumns } from "../kernels/transform.js"
import { writeFileAtomically } from "../node/write-file.js"
import { predictBatches } from "../predict-batches.js"
import type { Sheet } from "../results/sheet.js"
import { writeArrow } from "../writers/arrow.js"
import { emit, note } from "./emit.js"
import { type Batches, type DataSource, openBatches } from "./open-batches.js"
import { openModel, openTable } from "./open-model.js"
import { type CommonOptions, type ModelSource, wholeNumber, withCommonOptions, withModelOptions } from "./options.js"
import type { Terminal } from "./terminal.js"
import { withEngine } from "./with-engine.js"
import { LateArrowFile } from "./write-values.js"

interface PredictOptions extends CommonOptions, ModelSource, DataSource {
  readonly space: Space
  readonly values?: string
}

/** Predictions of all rows, or of the first. */
interface Predicted {
  readonly data: string
  readonly rows: number
  readonly columns: readonly (readonly [string, Float64Array])[]
  readonly notes: readonly string[]
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
    .option("--batch-rows <n>", "read so many rows at a time (default: large files in batches)", wholeNumber(1))
  withModelOptions(withCommonOptions(command)).action((options: PredictOptions) => predict(options, terminal))
}

async function predict(options: PredictOptions, terminal: Terminal): Promise<void> {
  const ensemble = await openModel(options, terminal)
  const batches = await openBatches(options, terminal)
  const { space } = options
  const predicted = batches
    ? await predictInBatches(ensemble, batches, options, terminal)
    : await predictAtOnce(ensemble, options, terminal)
  const { data, rows, columns, notes } = predicted
  for (const remark of notes) note(remark, options, terminal)
  const result = { model: ensemble.name, data, space, rows, predictions: Object.fromEntries(columns) }
  await emit(result, sheetOf(columns, shownRows(predicted, options, terminal)), options, terminal)
}

async function predictAtOnce(ensemble: Ensemble, options: PredictOptions, terminal: Terminal): Promise<Predicted> {
  const table = await openTable(options.data, terminal)
  const { space, values } = options
  const predictions = await withEngine(options, terminal, (engine, call) =>
    engine.predict(ensemble, table, { ...call, space }),
  )
  const columns = columnsOf(predictions, namesOf(ensemble, space))
  if (values !== undefined) {
    await writeFileAtomically(resolve(terminal.cwd, values), writeArrow(columns, { "leafwise.space": space }))
  }
  return { data: table.name, rows: table.rows, columns, notes: table.notes }
}

/** Predictions are written as they come; of those that nobody asked to see only the first are kept. */
async function predictInBatches(
  ensemble: Ensemble,
  batches: Batches,
  options: PredictOptions,
  terminal: Terminal,
): Promise<Predicted> {
  const { space, values } = options
  const names = namesOf(ensemble, space)
  const file = values === undefined ? undefined : new LateArrowFile(values, terminal)
  const kept: Float64Array[] = []
  const notes = new Set<string>()
  const outcome = { data: "", rows: 0 }
  try {
    await withEngine(options, terminal, async (engine, call) => {
      const wanted = { ...call, total: batches.total, space }
      for await (const { table, result } of predictBatches(engine, ensemble, batches.read(), wanted)) {
        const most = file && !hasForm(options) ? Math.max(0, SHOWN - outcome.rows) : table.rows
        kept.push(result.slice(0, most * names.length))
        await file?.write(
          columnsOf(result, names).map(([, column]) => column),
          () => names,
          () => ({ "leafwise.space": space }),
        )
        for (const remark of table.notes) notes.add(remark)
        outcome.data = table.name
        outcome.rows += table.rows
      }
    })
    await file?.end()
  } finally {
    await file?.abort()
  }
  return { ...outcome, columns: columnsOf(joinDoubles(kept), names), notes: [...notes] }
}

function namesOf(ensemble: Ensemble, space: Space): string[] {
  const outputs = space === "raw" ? ensemble.outputs : predictionColumns(ensemble)
  return Array.from({ length: outputs }, (_, k) => (outputs > 1 ? `prediction:${k}` : "prediction"))
}

function columnsOf(predictions: Float64Array, names: readonly string[]): (readonly [string, Float64Array])[] {
  const rows = predictions.length / names.length
  return names.map((name, k) => [
    name,
    Float64Array.from({ length: rows }, (_, row) => predictions[row * names.length + k]!),
  ])
}

/** Whether a form was asked for, which has all rows. */
function hasForm({ json, csv, markdown, arrow, o }: PredictOptions): boolean {
  return Boolean(json || csv || markdown || arrow || o)
}

/** A terminal gets the first rows; files and other programs get all that were kept. */
function shownRows({ rows, columns }: Predicted, options: PredictOptions, terminal: Terminal): number {
  const kept = columns[0]![1].length
  if (kept === rows && (hasForm(options) || !terminal.stdout.isTTY || rows <= SHOWN)) return rows
  const number = rows.toLocaleString("en-US")
  const all = kept < rows ? `all are in ${options.values}` : "-o FILE or --values FILE writes all"
  note(`the first ${SHOWN} of ${number} rows; ${all}`, options, terminal)
  return SHOWN
}

function sheetOf(columns: readonly (readonly [string, Float64Array])[], rows: number): Sheet {
  return {
    columns: ["row", ...columns.map(([name]) => name)],
    rows: Array.from({ length: rows }, (_, row) => [row, ...columns.map(([, values]) => values[row]!)]),
  }
}
