import { nearestName } from "../kernels/nearest-name.js"
import {
  artifactsSchema,
  experimentsSchema,
  historySchema,
  registrySchema,
  runSchema,
  runsSchema,
} from "../results/api-answers.js"
import {
  artifactsQuerySchema,
  experimentsQuerySchema,
  nothingSchema,
  type RunsQuery,
  runsQuerySchema,
} from "../results/api-requests.js"
import type { RunQuery, View } from "../stores/run-store.js"
import { ApiError } from "./api-error.js"
import { artifactAnswer, listArtifacts } from "./artifacts.js"
import { type Route, type Served, served } from "./route.js"
import type { ServedStores } from "./served-stores.js"

const views: Readonly<Record<NonNullable<RunsQuery["view"]>, View>> = {
  active: "ACTIVE_ONLY",
  deleted: "DELETED_ONLY",
  all: "ALL",
}

const noRun = { 400: "what can be no run id", 404: "no such run" }

/** What is read of stores. Nothing is written. */
export function readRoutes(stores: ServedStores): Served[] {
  const routes: Served[] = []
  const add = <Query>(route: Route<Query, undefined>): void => void routes.push(served(route))
  add({
    method: "GET",
    path: "/experiments",
    summary: "Experiments of every store",
    query: experimentsQuerySchema,
    answer: experimentsSchema,
    refusals: { 400: "a filter that is none" },
    handle: async ({ query: { filter, view = "active" } }) => {
      const wanted = { view: views[view], ...(filter !== undefined && { filter }) }
      const found = await stores.experiments(wanted)
      const all = await stores.all()
      return {
        stores: all.map(({ name, writable }) => ({ name, writable })),
        experiments: found.map(({ store, experiment }) => ({ ...experiment, store: store.name })),
        problems: all.flatMap((store) => store.problems()),
      }
    },
  })
  add({
    method: "GET",
    path: "/runs",
    summary: "Runs by MLflow's filter and order, a page at a time",
    query: runsQuerySchema,
    answer: runsSchema,
    refusals: { 400: "a filter, order or page token that is none", 404: "no such experiment or store" },
    handle: ({ query }) => searchRuns(stores, query),
  })
  add({
    method: "GET",
    path: "/runs/{id}",
    summary: "One run with its latest metrics, params and tags",
    query: nothingSchema,
    answer: runSchema,
    refusals: noRun,
    handle: async ({ params }) => (await stores.run(params.id!)).run,
  })
  add({
    method: "GET",
    path: "/runs/{id}/artifacts",
    summary: "Files and folders in a folder of a run",
    query: artifactsQuerySchema,
    answer: artifactsSchema,
    refusals: {
      400: "a path that leads out of the run",
      404: "no such run, or artifacts in a bucket, which are not read from here",
    },
    handle: async ({ params, query }) => listArtifacts(stores, params.id!, query.path ?? ""),
  })
  add({
    method: "GET",
    path: "/runs/{id}/artifacts/{*path}",
    summary: "The bytes of an artifact",
    query: nothingSchema,
    refusals: { 400: "a path that leads out of the run", 403: "a link that does", 404: "no such run or artifact" },
    handle: ({ params, reply }) => artifactAnswer(stores, params.id!, params["*"]!, reply),
  })
  add({
    method: "GET",
    path: "/runs/{id}/metrics/{*key}",
    summary: "Every logged value of a metric",
    query: nothingSchema,
    answer: historySchema,
    refusals: { ...noRun, 404: "no such run or metric" },
    handle: ({ params }) => historyOf(stores, params.id!, params["*"]!),
  })
  add({
    method: "GET",
    path: "/models",
    summary: "The model registry of every store",
    query: nothingSchema,
    answer: registrySchema,
    refusals: {},
    handle: async () => {
      const found = (await stores.all()).map(async (store) =>
        (await store.registeredModels()).map((model) => ({ ...model, store: store.name })),
      )
      return { models: (await Promise.all(found)).flat() }
    },
  })
  return routes
}

/** A page is of one store: those of several would not come in one order. */
async function searchRuns(stores: ServedStores, query: RunsQuery): Promise<unknown> {
  const { experiment = [], filter, order_by, view = "active", limit, page_token } = query
  const { store, experiments } = await stores.chosen(experiment, query.store)
  if (!store) return { runs: [] }
  const sources = new Set(experiments.map((each) => each.source))
  const [source] = sources
  const asked: RunQuery = {
    ...(experiments.length > 0 && { experimentIds: experiments.map(({ experimentId }) => experimentId) }),
    ...(sources.size === 1 && source !== undefined && { source }),
    ...(filter !== undefined && { filter }),
    ...(order_by && { orderBy: order_by }),
    ...(page_token !== undefined && { pageToken: page_token }),
    view: views[view],
    maxResults: limit ?? 1000,
  }
  return store.searchRuns(asked).catch((error: unknown) => {
    if (error instanceof RangeError) throw new ApiError(422, `limit: ${error.message}`, "Ask for fewer runs a page.")
    throw error
  })
}

async function historyOf(stores: ServedStores, id: string, key: string): Promise<unknown> {
  const { store, run } = await stores.run(id)
  const history = await store.metricHistory(run.runId, key)
  if (history.length > 0) return { runId: run.runId, key, history }
  const nearest = nearestName(key, Object.keys(run.metrics))
  const cure = nearest === undefined ? `GET /runs/${run.runId} lists its metrics.` : `Is ${nearest} meant?`
  throw new ApiError(404, `run ${run.runId} has no metric ${key}`, cure)
}
