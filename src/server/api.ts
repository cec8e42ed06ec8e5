import type { FastifyInstance } from "fastify"
import type { Files } from "../data/files.js"
import type { EngineCalls } from "../engine-calls.js"
import { auditRoute } from "./audit-route.js"
import { docsPage } from "./docs-page.js"
import { importanceRoute } from "./importance-route.js"
import { openApi } from "./openapi.js"
import { rankRoute } from "./rank-route.js"
import { readRoutes } from "./read-routes.js"
import type { ServedStores } from "./served-stores.js"
import { shapRoute } from "./shap-route.js"
import { Sources } from "./sources.js"
import type { Writes } from "./writes.js"

/** What the API works on. */
export interface Surroundings {
  readonly files: Files
  readonly stores: ServedStores
  readonly writes: Writes
  readonly engine: () => Promise<EngineCalls>
}

/** Adds every request of the HTTP API, and its documentation. */
export function addApi(server: FastifyInstance, { files, stores, writes, engine }: Surroundings): void {
  const sources = new Sources(files, stores)
  const routes = [
    ...readRoutes(stores),
    auditRoute(stores),
    rankRoute(stores, writes),
    importanceRoute(stores, sources, writes, engine),
    shapRoute(sources, engine),
  ]
  for (const route of routes) route.addTo(server)
  const url = (host = "127.0.0.1"): string => `http://${host}`
  server.get("/openapi.json", async ({ headers }, reply) =>
    reply.type("application/json; charset=utf-8").send(JSON.stringify(openApi(routes, url(headers.host)), null, 2)),
  )
  server.get("/docs", async ({ headers }, reply) =>
    reply.type("text/html; charset=utf-8").send(docsPage(routes, url(headers.host))),
  )
}
