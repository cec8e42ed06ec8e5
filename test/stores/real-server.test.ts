import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { afterAll, describe, expect, test } from "vitest"
import { httpOptions } from "../../src/node/http.js"
import { RestStore } from "../../src/stores/rest.js"
import { everyVerb } from "./every-verb.js"
import { type Exchange, recording } from "./exchanges.js"
import { pythons, startServer } from "./mlflow-server.js"
import { serverTour } from "./server-tour.js"
import { removeFolders } from "./writable-stores.js"

afterAll(removeFolders)

const places = {
  "a database": [
    "--backend-store-uri",
    "sqlite:///{folder}/mlflow.db",
    "--artifacts-destination",
    "{folder}/artifacts",
  ],
  "a database, artifacts in a folder": [
    "--backend-store-uri",
    "sqlite:///{folder}/mlflow.db",
    "--no-serve-artifacts",
    "--default-artifact-root",
    "{folder}/artifacts",
  ],
  "a file store": ["--backend-store-uri", "{folder}/mlruns", "--artifacts-destination", "{folder}/artifacts"],
}
const cases = pythons.flatMap((python) =>
  Object.entries(places).map(([place, options]) => ({ python, place, options })),
)

describe.runIf(pythons.length > 0)("a real server", () => {
  test.for(cases)("every verb works: $python, $place", { timeout: 180_000 }, async ({ python, place, options }) => {
    const server = await startServer(python, options)
    try {
      const version = await (await fetch(`${server.url}/version`)).text()
      const store = new RestStore(server.url, httpOptions(server.url, {}))
      const keepsDoubles = place === "a file store"
      const habits = { purges: false, infinity: Number.POSITIVE_INFINITY, keepsDoubles, artifacts: true }
      await everyVerb(store, { ...habits, colons: !version.startsWith("2.9") })
      expect(await store.experiments()).not.toEqual([])
    } finally {
      await server.end()
    }
  })

  test.for(pythons)("a tour is as it was captured: %s", { timeout: 180_000 }, async (python) => {
    const server = await startServer(python, places["a database"])
    try {
      const exchanges: Exchange[] = []
      const options = { ...httpOptions(server.url, {}), fetch: recording(exchanges, server.url), retries: 0 }
      const read = await serverTour(new RestStore(server.url, options))
      const version = await (await fetch(`${server.url}/version`)).text()
      expect(exchanges.length).toBeGreaterThan(60)
      if (process.env.LEAFWISE_CAPTURE) {
        const text = JSON.stringify({ mlflow: version, url: server.url, read, exchanges }, null, 1)
        await writeFile(join(import.meta.dirname, `exchanges-${version}.json`), `${text}\n`)
      }
    } finally {
      await server.end()
    }
  })
})
