import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { RestStore } from "../../src/stores/rest.js"
import { type Exchange, replaying } from "./exchanges.js"
import { serverTour } from "./server-tour.js"

interface Captured {
  readonly url: string
  readonly read: unknown
  readonly exchanges: Exchange[]
}

test.for(["2.9.2", "3.17.2"])("a captured server of MLflow %s is asked and understood as before", async (release) => {
  const path = join(import.meta.dirname, `exchanges-${release}.json`)
  const { url, read, exchanges } = JSON.parse(await readFile(path, "utf8")) as Captured
  const fetch = replaying(exchanges, url)
  const store = new RestStore(url, { fetch, retries: 0 })
  expect(await serverTour(store)).toEqual(read)
  expect(fetch.left.map(({ method, path }) => `${method} ${path}`)).toEqual([])
})
