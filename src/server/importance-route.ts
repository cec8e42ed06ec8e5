import { importancePlot } from "../analysis/importance-plot.js"
import { importanceRecord } from "../analysis/importance-record.js"
import type { Ensemble } from "../data/ensemble.js"
import type { Table } from "../data/table.js"
import type { EngineCalls, PermutationOptions } from "../engine-calls.js"
import { type LoggedRecord, logRecord } from "../log-record.js"
import { drawPlot } from "../node/plots.js"
import { loggedImportanceSchema } from "../results/api-answers.js"
import { type ImportanceBody, importanceBodySchema, nothingSchema } from "../results/api-requests.js"
import type { PermutationImportance } from "../results/permutation-importance.js"
import type { LongCall } from "../results/progress.js"
import type { RunStore } from "../stores/run-store.js"
import { answerLong } from "./answer-long.js"
import { type Asked, type Served, served } from "./route.js"
import type { ServedStores } from "./served-stores.js"
import { type Sources, understood } from "./sources.js"
import type { Writes } from "./writes.js"

/** What a request opened. */
interface ImportanceJob {
  readonly store: RunStore
  readonly runId: string
  readonly ensemble: Ensemble
  readonly table: Table
  readonly options: PermutationOptions
}

/** `POST /runs/{id}/importance`: permutation importance, logged into the run. */
export function importanceRoute(
  stores: ServedStores,
  sources: Sources,
  writes: Writes,
  engine: () => Promise<EngineCalls>,
): Served {
  return served({
    method: "POST",
    path: "/runs/{id}/importance",
    summary: "Permutation importance of the run's model, logged into the run: params, metrics, JSON, CSV and a picture",
    query: nothingSchema,
    body: importanceBodySchema,
    form: true,
    answer: loggedImportanceSchema,
    streams: true,
    refusals: {
      404: "no such run, file or model",
      409: "a store that cannot be written",
      415: "a body that is neither JSON nor a form",
      422: "what cannot be scored, or fewer than 10 rows",
    },
    handle: async (asked) => {
      const job = await openJob(asked, stores, sources)
      writes.announce(job.store, asked.reply)
      const running = await engine()
      const { request, reply, signal } = asked
      return answerLong(request, reply, ({ onProgress }) =>
        understood(() => compute(job, running, writes, { signal, ...(onProgress && { onProgress }) })),
      )
    },
  })
}

async function openJob(
  { body, params, files }: Asked<unknown, ImportanceBody>,
  stores: ServedStores,
  sources: Sources,
): Promise<ImportanceJob> {
  const { store, run } = await stores.run(params.id!)
  const model = files.get("model") ?? body.model ?? (await ownModel(store, run.runId))
  const ensemble = await sources.model(model)
  const table = await sources.table(files.get("data") ?? body.data)
  const train = body.train === undefined ? undefined : await sources.table(files.get("train") ?? body.train)
  return { store, runId: run.runId, ensemble, table, options: optionsOf(body, train) }
}

/** Where runs keep the model that they trained: a folder, or a file of the library's own. */
async function ownModel(store: RunStore, runId: string): Promise<string> {
  const entries = await store.artifacts(runId)
  const own = entries.find(({ name, folder }) => !folder && /^(model|booster)\.(txt|lgb|json|ubj|xgb)$/i.test(name))
  const folder = entries.some((each) => each.folder && each.name === "model")
  return `runs:/${runId}/${folder || !own ? "model" : own.name}`
}

function optionsOf(body: ImportanceBody, train: Table | undefined): PermutationOptions {
  const { target, metric, repeats, seed, threshold, output, weights, group, block_by: blockBy } = body
  return {
    target,
    ...(metric !== undefined && { metric }),
    ...(repeats !== undefined && { repeats }),
    ...(seed !== undefined && { seed }),
    ...(threshold !== undefined && { threshold }),
    ...(output !== undefined && { output }),
    ...(weights !== undefined && { weights }),
    ...(group !== undefined && { group }),
    ...(blockBy !== undefined && { blockBy }),
    ...(train && { train }),
  }
}

async function compute(job: ImportanceJob, engine: EngineCalls, writes: Writes, call: LongCall): Promise<unknown> {
  const { ensemble, table, options, runId } = job
  try {
    const importance = await engine.permutationImportance(ensemble, table, { ...options, ...call })
    // Whoever left wants nothing written.
    call.signal?.throwIfAborted()
    const { logged, notes } = await log(job, importance, writes)
    return { runId, importance, logged, notes: [...table.notes, ...importance.matching.notes, ...notes] }
  } finally {
    for (const item of [ensemble, table, ...(options.train ? [options.train] : [])]) engine.release(item)
  }
}

async function log(
  { ensemble, store, runId }: ImportanceJob,
  importance: PermutationImportance,
  writes: Writes,
): Promise<{ logged: LoggedRecord | null; notes: readonly string[] }> {
  const names = ensemble.features.map(({ name }) => name)
  const record = importanceRecord(importance, names)
  const notes = record.notes ?? []
  if (writes.readOnly) return { logged: null, notes }
  const { png } = await drawPlot("feature_importance", importancePlot(importance))
  const artifacts = { ...record.artifacts, "feature_importance.png": png }
  return { logged: await writes.inTurn(() => logRecord(store, runId, { ...record, artifacts })), notes }
}
