import { rankFeatures } from "../analysis/rank-features.js"
import { scoreMargins } from "../analysis/score-margins.js"
import type { Ensemble } from "../data/ensemble.js"
import { columnNamed, type Table, takeRows } from "../data/table.js"
import type { EngineCalls } from "../engine-calls.js"
import type { Batches } from "../node/file-batches.js"
import { nothingSchema, type ShapBody, shapBodySchema } from "../results/api-requests.js"
import type { LongCall } from "../results/progress.js"
import { type Ranking, rankingSchema } from "../results/ranking.js"
import { answerLong } from "./answer-long.js"
import { ApiError } from "./api-error.js"
import { type Served, served } from "./route.js"
import { rankBlocks, sampleBlocks } from "./shap-blocks.js"
import { type Sources, understood } from "./sources.js"

/** What a request to explain opened. */
interface ShapJob {
  readonly ensemble: Ensemble
  /** In blocks where it is large. */
  readonly data: Table | Batches
  readonly background?: Table
  readonly body: ShapBody
}

/** `POST /shap`: the features of a model by mean |SHAP| over a table. */
export function shapRoute(sources: Sources, engine: () => Promise<EngineCalls>): Served {
  return served({
    method: "POST",
    path: "/shap",
    summary: "Features by mean |SHAP|: a model explained on a table",
    query: nothingSchema,
    body: shapBodySchema,
    answer: rankingSchema,
    streams: true,
    refusals: {
      404: "no such file, run or model",
      413: "a file that is too large to be read as a whole",
      415: "a body that is not JSON",
      422: "what cannot be explained",
    },
    handle: async ({ body, signal, request, reply }) => {
      const job = await openJob(body, sources)
      const running = await engine()
      return answerLong(request, reply, ({ onProgress }) =>
        understood(() => explain(job, running, { signal, ...(onProgress && { onProgress }) })),
      )
    },
  })
}

/** Whatever is wrong with the request is said before anything is computed. */
async function openJob(body: ShapBody, sources: Sources): Promise<ShapJob> {
  const ensemble = await sources.model(body.model)
  const data = (await sources.batches(body.data, body.batch_rows)) ?? (await sources.table(body.data))
  const background = body.background === undefined ? undefined : await sources.table(body.background)
  const { output, target } = body
  if (output !== undefined && output >= ensemble.outputs) {
    const expected = ensemble.outputs === 1 ? "0" : `0 to ${ensemble.outputs - 1}`
    throw new ApiError(422, `output: got ${output}, expected ${expected}`, "Name an output of the model.")
  }
  if (target !== undefined && ensemble.outputs > 1 && output === undefined) {
    throw new ApiError(422, `target: the model has ${ensemble.outputs} outputs, expected one to score`, "Add output.")
  }
  if (target !== undefined) await understood(async () => columnNamed(await firstRows(data), target))
  return { ensemble, data, body, ...(background && { background }) }
}

/** What tells which columns there are. */
async function firstRows(data: Table | Batches): Promise<Table> {
  if ("columns" in data) return data
  for await (const table of data.read()) return table
  throw new Error("got a table without a batch, expected one at least")
}

async function explain({ data, ...job }: ShapJob, engine: EngineCalls, call: LongCall): Promise<Ranking> {
  if ("columns" in data) return explainTable({ ...job, table: data }, engine, call)
  const { sample, seed } = job.body
  if (sample === undefined) {
    try {
      return await rankBlocks({ ...job, batches: data }, engine, call)
    } finally {
      for (const item of [job.ensemble, ...(job.background ? [job.background] : [])]) engine.release(item)
    }
  }
  const { table, total } = await sampleBlocks(data, { sample, seed }, call)
  const ranking = await explainTable({ ...job, table }, engine, call)
  return { ...ranking, sampled: table.rows < total }
}

async function explainTable(
  { ensemble, table, background, body }: Omit<ShapJob, "data"> & { readonly table: Table },
  engine: EngineCalls,
  call: LongCall,
): Promise<Ranking> {
  const { space, sample, seed, output, target, top } = body
  try {
    const explanation = await engine.shap(ensemble, table, {
      ...call,
      ...(space && { space }),
      ...(sample !== undefined && { sample }),
      ...(seed !== undefined && { seed }),
      ...(background && { background }),
    })
    const rows = explanation.sample ? takeRows(table, explanation.sample) : table
    const features = rankFeatures(explanation, rows, output)
    const { margins, outputs } = explanation
    const scored = outputs === 1 ? margins : margins.filter((_, i) => i % outputs === output)
    return {
      model: ensemble.name,
      data: table.name,
      rows: rows.rows,
      sampled: explanation.sample !== undefined,
      baseValues: [...explanation.baseValues],
      features: top === undefined ? features : features.slice(0, top),
      additivityError: explanation.additivityError,
      score: target === undefined ? null : scoreMargins(scored, rows, target),
      matching: explanation.matching,
    }
  } finally {
    for (const item of [ensemble, table, ...(background ? [background] : [])]) engine.release(item)
  }
}
