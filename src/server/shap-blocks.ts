import { KeptColumn } from "../analysis/kept-column.js"
import { BatchRanking } from "../analysis/rank-batches.js"
import { SampledBatches } from "../analysis/sampled-batches.js"
import { scoreMargins } from "../analysis/score-margins.js"
import type { Ensemble } from "../data/ensemble.js"
import { joinDoubles } from "../data/join-doubles.js"
import type { Table } from "../data/table.js"
import { reporter } from "../drive.js"
import type { EngineCalls } from "../engine-calls.js"
import type { Batches } from "../node/file-batches.js"
import type { ShapBody } from "../results/api-requests.js"
import type { LongCall } from "../results/progress.js"
import type { Ranking } from "../results/ranking.js"

/** What is explained of a table that is never in memory as a whole. */
interface BlocksJob {
  readonly ensemble: Ensemble
  readonly batches: Batches
  readonly background?: Table
  readonly body: ShapBody
}

/** The ranking over all rows, a block at a time: sums, a sample of rows for directions, and what is scored are kept. */
export async function rankBlocks(job: BlocksJob, engine: EngineCalls, call: LongCall): Promise<Ranking> {
  const { ensemble, batches, background, body } = job
  const { output, target, top, space, seed = 0 } = body
  const ranking = new BatchRanking(seed, output)
  const kept = target === undefined ? undefined : new KeptColumn(target)
  const margins: Float64Array[] = []
  let data = ""
  const wanted = { ...call, ...(space && { space }), ...(background && { background }), total: batches.total }
  for await (const batch of engine.shapBatches(ensemble, batches.read(), wanted)) {
    data = batch.table.name
    ranking.add(batch, batch.table)
    kept?.add(batch.table)
    if (kept) margins.push(marginsOf(batch, output))
  }
  const { features, sampled, ...found } = ranking.finish()
  return {
    ...{ model: ensemble.name, data, sampled: false, ...found },
    ...(sampled < found.rows && { directionRows: sampled }),
    features: top === undefined ? features : features.slice(0, top),
    score: kept ? scoreMargins(joinDoubles(margins), kept.finish(), target!) : null,
  }
}

/** So many rows, each with the same chance, and how many there are; no more than about twice the sample is kept. */
export async function sampleBlocks(
  batches: Batches,
  { sample, seed = 0 }: { readonly sample: number; readonly seed?: number | undefined },
  { signal, onProgress }: LongCall,
): Promise<{ table: Table; total: number }> {
  const drawn = new SampledBatches(sample, seed)
  const totalOf = (done: number, last: boolean) =>
    last ? done : Math.max(done, batches.total() ?? Number.POSITIVE_INFINITY)
  const report = reporter("reading", totalOf, onProgress)
  let total = 0
  for await (const table of batches.read()) {
    signal?.throwIfAborted()
    drawn.add(table)
    total += table.rows
    report(total, false)
  }
  report(total, true)
  return { table: drawn.finish().table, total }
}

function marginsOf({ margins, outputs }: { margins: Float64Array; outputs: number }, output?: number): Float64Array {
  return outputs === 1 ? margins : margins.filter((_, i) => i % outputs === output)
}
