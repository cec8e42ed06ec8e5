import { existsSync } from "node:fs"
import { auditInSteps } from "../analysis/audit.js"
import { type StoreFacts, shellWord } from "../analysis/audit-store.js"
import { readForAudit } from "../audit-facts.js"
import { readAuditRules } from "../audit-rules.js"
import { projectOf } from "../cli/audited-store.js"
import { gently } from "../data/gently.js"
import { auditQuerySchema } from "../results/api-requests.js"
import { auditFamilies, auditSchema } from "../results/audit.js"
import type { RunStore } from "../stores/run-store.js"
import { answerLong } from "./answer-long.js"
import { ApiError } from "./api-error.js"
import { type Served, served } from "./route.js"
import type { ServedStores } from "./served-stores.js"

/** `GET /audit`: what is wrong in a store, with the cure, by the default rules. */
export function auditRoute(stores: ServedStores): Served {
  return served({
    method: "GET",
    path: "/audit",
    summary: "What is wrong with scores, runs, names and the store, with the cure: the default rules of leafwise audit",
    query: auditQuerySchema,
    answer: auditSchema,
    streams: true,
    refusals: { 404: "no such experiment or store", 422: "a parameter that makes no sense" },
    handle: async ({ query, signal, request, reply }) => {
      const { experiment = [], family = auditFamilies, deep, store: name } = query
      const { store, experiments } = await stores.chosen(experiment, name)
      if (!store) throw new ApiError(404, "there is no store to audit", "Serve one: leafwise serve mlruns")
      return answerLong(request, reply, async (call) => {
        const { runs, facts, notes } = await readForAudit(store, {
          ...{ ...call, signal },
          ...(experiments.length > 0 && { experimentIds: experiments.map(({ experimentId }) => experimentId) }),
          ...(deep !== undefined && { deep }),
        })
        signal.throwIfAborted()
        const problems = store.problems().map(({ path, reason }) => `${path}: ${reason}`)
        const steps = auditInSteps({
          families: family,
          rules: readAuditRules(),
          store: { facts: { ...facts, ...(await surroundings(store)) }, runs },
          notes: [...notes, ...problems],
        })
        return gently(steps, signal)
      })
    },
  })
}

/** Where the store lies in its project; a store that is no place on this disk has none. */
async function surroundings(store: RunStore): Promise<Pick<StoreFacts, "place" | "others" | "project" | "option">> {
  const { name } = store
  const option = `--store ${shellWord(name)}`
  if (!existsSync(name)) return { place: null, others: [], project: null, option }
  return { ...(await projectOf(name, store)), option }
}
