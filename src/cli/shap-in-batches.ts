import { KeptColumn } from "../analysis/kept-column.js"
import { BatchRanking } from "../analysis/rank-batches.js"
import { joinDoubles } from "../data/join-doubles.js"
import type { Table } from "../data/table.js"
import type { BatchExplanation, EngineCalls } from "../engine-calls.js"
import type { LongCall } from "../results/progress.js"
import type { Batches } from "./open-batches.js"
import { selectBatches } from "./select-rows.js"
import { checkChoices, type ShapJob, type ShapOutcome, scoredMargins, scoreOf } from "./shap-job.js"
import { withEngine } from "./with-engine.js"
import { interactionRows, LateArrowFile } from "./write-values.js"

/** Explains a table that is never in memory as a whole; values are written as they come. */
export async function shapInBatches(job: ShapJob, batches: Batches): Promise<ShapOutcome> {
  const { options, terminal } = job
  return withEngine(options, terminal, async (engine, call) => {
    const outcome = await explain(engine, call, job, batches)
    if (options.interactions) await writeInteractions(engine, call, job, batches)
    return outcome
  })
}

async function explain(engine: EngineCalls, call: LongCall, job: ShapJob, batches: Batches): Promise<ShapOutcome> {
  const { ensemble, options, terminal, choices } = job
  const tally = new Tally(job)
  const file = options.values === undefined ? undefined : new LateArrowFile(options.values, terminal)
  const rows = checked(selectBatches(batches.read(), options, terminal), job)
  try {
    const wanted = { ...call, ...choices, total: batches.total }
    for await (const batch of engine.shapBatches(ensemble, rows, wanted)) {
      tally.add(batch)
      await file?.writeValues(batch)
    }
    await file?.end()
  } finally {
    await file?.abort()
  }
  return tally.finish()
}

async function* checked(batches: AsyncGenerator<Table>, { options, ensemble }: ShapJob): AsyncGenerator<Table> {
  let first = true
  for await (const table of batches) {
    if (first) checkChoices(options, ensemble, table)
    first = false
    yield table
  }
}

async function writeInteractions(
  engine: EngineCalls,
  call: LongCall,
  { ensemble, options, terminal, choices }: ShapJob,
  batches: Batches,
): Promise<void> {
  const file = new LateArrowFile(options.interactions!, terminal)
  const most = interactionRows(ensemble.features.length, ensemble.outputs)
  // the rows were counted and told when they were explained
  const rows = selectBatches(batches.read(most), { ...options, quiet: true }, terminal)
  try {
    const wanted = { ...call, ...choices, interactions: true, total: batches.total }
    for await (const batch of engine.shapBatches(ensemble, rows, wanted)) await file.writeInteractions(batch)
    await file.end()
  } finally {
    await file.abort()
  }
}

/** What is kept of the batches: sums, a sample, and what is scored. */
class Tally {
  private readonly job: ShapJob
  private readonly ranking: BatchRanking
  private readonly target: KeptColumn | undefined
  private readonly margins: Float64Array[] = []
  private readonly notes = new Set<string>()
  private data = ""

  constructor(job: ShapJob) {
    const { seed, output, target } = job.options
    this.job = job
    this.ranking = new BatchRanking(seed, output)
    this.target = target === undefined ? undefined : new KeptColumn(target)
  }

  add(batch: BatchExplanation): void {
    this.data = batch.table.name
    this.ranking.add(batch, batch.table)
    for (const remark of batch.table.notes) this.notes.add(remark)
    if (!this.target) return
    this.target.add(batch.table)
    this.margins.push(scoredMargins(batch, this.job.options.output))
  }

  finish(): ShapOutcome {
    const { ensemble, options } = this.job
    const { features, sampled, ...found } = this.ranking.finish()
    const number = (count: number) => count.toLocaleString("en-US")
    const directions = `directions are of a sample of ${number(sampled)} of the ${number(found.rows)} rows`
    const ranking = {
      model: ensemble.name,
      data: this.data,
      sampled: false,
      ...(sampled < found.rows && { directionRows: sampled }),
      ...found,
      features: options.top ? features.slice(0, options.top) : features,
      score: this.target ? scoreOf(joinDoubles(this.margins), this.target.finish(), options.target) : null,
    }
    return { ranking, notes: [...this.notes, ...(sampled < found.rows ? [directions] : [])] }
  }
}
