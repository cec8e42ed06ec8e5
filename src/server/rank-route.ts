import { NoModelsFound } from "../analysis/no-models-found.js"
import { rankAndTag } from "../rank-in-store.js"
import { rankQuerySchema } from "../results/api-requests.js"
import { modelRankingSchema } from "../results/model-ranking.js"
import { ApiError } from "./api-error.js"
import { type Served, served } from "./route.js"
import type { ServedExperiment, ServedStores } from "./served-stores.js"
import type { Writes } from "./writes.js"

/** `POST /models/rank`: ranks an experiment's runs and tags the best. */
export function rankRoute(stores: ServedStores, writes: Writes): Served {
  return served({
    method: "POST",
    path: "/models/rank",
    summary: "Rank models in an experiment and apply tags: model_rank, top_{N}, production_candidate",
    query: rankQuerySchema,
    answer: modelRankingSchema,
    refusals: { 404: "No models found", 409: "a store that cannot be written", 422: "a parameter that makes no sense" },
    handle: async ({ query, reply }) => {
      const { experiment_name, metric, top_n, ascending } = query
      const { store, experiment } = await exactly(stores, experiment_name)
      const options = {
        ...(metric !== undefined && { metric }),
        ...(top_n !== undefined && { topN: top_n }),
        ...(ascending !== undefined && { ascending }),
      }
      const rank = () => rankAndTag(store, experiment, { ...options, dryRun: writes.readOnly }).catch(refused)
      writes.announce(store, reply)
      const ranked = await writes.inTurn(rank)
      for (const warning of ranked.warnings) reply.header("leafwise-warning", [encodeURI(warning)])
      return ranked.ranking
    },
  })
}

/** By its exact name: ids are not looked at, as a client of the Python server would not expect it. */
async function exactly(stores: ServedStores, name: string): Promise<ServedExperiment> {
  const found = (await stores.experiments()).find(({ experiment }) => experiment.name === name)
  if (found) return found
  const cure = "Names are matched exactly, case included; GET /experiments lists them."
  throw new ApiError(404, `No models found: there is no experiment "${name}"`, cure)
}

function refused(error: unknown): never {
  if (!(error instanceof NoModelsFound)) throw error
  throw new ApiError(404, error.message, "Check the metric's name and that runs are finished: GET /runs lists them.")
}
