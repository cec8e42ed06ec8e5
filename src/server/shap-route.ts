import { rankFeatures } from "../analysis/rank-features.js"
import { scoreMargins } from "../analysis/score-margins.js"
import type { Ensemble } from "../data/ensemble.js"
import { columnNamed, type Table, takeRows } from "../data/table.js"
import type { EngineCalls } from "../engine-calls.js"
import { nothingSchema, type ShapBody, shapBodySchema } from "../results/api-requests.js"
import type { LongCall } from "../results/progress.js"
import { type Ranking, rankingSchema } from "../results/ranking.js"
import { answerLong } from "./answer-long.js"
import { ApiError } from "./api-error.js"
import { type Served, served } from "./route.js"
import { type Sources, understood } from "./sources.js"

/** What a request to explain opened. */
interface ShapJob {
  readonly ensemble: Ensemble
  readonly table: Table
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
    refusals: { 404: "no such file, run or model", 415: "a body that is not JSON", 422: "what cannot be explained" },
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
  const table = await sources.table(body.data)
  const background = body.background === undefined ? undefined : await sources.table(body.background)
  const { output, target } = body
  if (output !== undefined && output >= ensemble.outputs) {
    const expected = ensemble.outputs === 1 ? "0" : `0 to ${ensemble.outputs - 1}`
    throw new ApiError(422, `output: got ${output}, expected ${expected}`, "Name an output of the model.")
  }
  if (target !== undefined && ensemble.outputs > 1 && output === undefined) {
    throw new ApiError(422, `target: the model has ${ensemble.outputs} outputs, expected one to score`, "Add output.")
  }
  if (target !== undefined) await understood(() => columnNamed(table, target))
  return { ensemble, table, body, ...(background && { background }) }
}

async function explain(
  { ensemble, table, background, body }: ShapJob,
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
