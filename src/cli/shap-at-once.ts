import { resolve } from "node:path"
import { asPercentiles } from "../analysis/percentile-features.js"
import { blocksOfRows } from "../analysis/percentile-within.js"
import { rankFeatures } from "../analysis/rank-features.js"
import { SampledBatches } from "../analysis/sampled-batches.js"
import { timesOf } from "../analysis/split-by-date.js"
import type { Ensemble } from "../data/ensemble.js"
import { sliceTable, type Table, takeRows } from "../data/table.js"
import type { EngineCalls } from "../engine-calls.js"
import type { Explanation } from "../results/explanation.js"
import type { LongCall } from "../results/progress.js"
import type { Batches } from "./open-batches.js"
import { openTable } from "./open-model.js"
import { dateColumn, selectBatches, selectRows } from "./select-rows.js"
import { checkChoices, type ShapJob, type ShapOutcome, scoredMargins, scoreOf } from "./shap-job.js"
import { withEngine } from "./with-engine.js"
import { interactionRows, LateArrowFile, writeValues } from "./write-values.js"

/** Rows in memory, and their numbers in the table where they are a sample of it. */
interface Rows {
  readonly table: Table
  readonly sample?: Uint32Array
  /** Rows of the table. */
  readonly total: number
}

/** Explains a table in memory, or a sample in memory of one that is read in batches. */
export async function shapAtOnce(job: ShapJob, batches: Batches | undefined): Promise<ShapOutcome> {
  const { ensemble, options, terminal, choices } = job
  const { table, sample: drawn, total } = batches ? await drawSample(batches, job) : await readRows(job)
  checkChoices(options, ensemble, table)
  const { sample, seed } = options
  const explanation = await withEngine(options, terminal, async (engine, call) => {
    const limit = { seed, ...(sample !== undefined && { sample }) }
    const explained = await engine.shap(ensemble, table, { ...call, ...choices, ...limit })
    const result = drawn ? { ...explained, sample: drawn } : explained
    if (options.interactions) await writeInteractions(engine, call, job, rowsOf(result, table, drawn), result.sample)
    return result
  })
  const rows = rowsOf(explanation, table, drawn)
  if (options.values) await writeValues(explanation, resolve(terminal.cwd, options.values))
  return { ranking: rank(explanation, rows, job), notes: table.notes, explained: { explanation, table: rows, total } }
}

async function readRows({ options, terminal, ensemble }: ShapJob): Promise<Rows> {
  const read = await openTable(options.data, terminal)
  const given = options.transform ? percentiles(ensemble, read, dateColumn(read, options, "--transform perc")) : read
  const table = selectRows(given, options, terminal)
  return { table, total: table.rows }
}

/** Every feature as its percentile among all rows of its date, also those that are not explained. */
function percentiles(ensemble: Ensemble, table: Table, date: string): Table {
  const blocks = [...blocksOfRows(timesOf(table, date)).values()]
  return asPercentiles(ensemble, table, blocks, date).table
}

async function drawSample(batches: Batches, { options, terminal, ensemble }: ShapJob): Promise<Rows> {
  const drawn = new SampledBatches(options.sample!, options.seed)
  let all = 0
  for await (const table of selectBatches(batches.read(), options, terminal)) {
    terminal.signal.throwIfAborted()
    if (all === 0) checkChoices(options, ensemble, table)
    drawn.add(table)
    all += table.rows
  }
  const { table, rows } = drawn.finish()
  return { table, total: all, ...(rows.length < all && { sample: rows }) }
}

function rowsOf({ sample }: Explanation, table: Table, drawn: Uint32Array | undefined): Table {
  return sample && !drawn ? takeRows(table, sample) : table
}

/** Interaction values take features x features numbers a row: they are computed and written in parts. */
async function writeInteractions(
  engine: EngineCalls,
  call: LongCall,
  { ensemble, options, terminal, choices }: ShapJob,
  rows: Table,
  sample: Uint32Array | undefined,
): Promise<void> {
  const file = new LateArrowFile(options.interactions!, terminal)
  const parts = slices(rows, interactionRows(ensemble.features.length, ensemble.outputs))
  try {
    const wanted = { ...call, ...choices, interactions: true, total: rows.rows }
    for await (const part of engine.shapBatches(ensemble, parts, wanted)) await file.writeInteractions(part, sample)
    await file.end()
  } finally {
    await file.abort()
  }
}

function* slices(table: Table, rows: number): Generator<Table> {
  for (let from = 0; from === 0 || from < table.rows; from += rows) {
    yield sliceTable(table, from, Math.min(from + rows, table.rows))
  }
}

function rank(explanation: Explanation, rows: Table, { ensemble, options }: ShapJob): ShapOutcome["ranking"] {
  const features = rankFeatures(explanation, rows, options.output)
  return {
    model: ensemble.name,
    data: rows.name,
    rows: rows.rows,
    sampled: explanation.sample !== undefined,
    baseValues: [...explanation.baseValues],
    features: options.top ? features.slice(0, options.top) : features,
    additivityError: explanation.additivityError,
    score: scoreOf(scoredMargins(explanation, options.output), rows, options.target),
    matching: explanation.matching,
  }
}
