import { afterAll, expect, test } from "vitest"
import { everyVerb } from "./every-verb.js"
import { freshFolder, makeDatabase, removeFolders, sqliteStoreIn } from "./writable-stores.js"

afterAll(removeFolders)

test.for(["2.9.2", "3.17.2"] as const)("every verb works in a database of MLflow %s", async (release) => {
  const folder = await freshFolder()
  await makeDatabase(folder, release)
  const store = await sqliteStoreIn(folder)
  const infinity = Number.MAX_VALUE
  await everyVerb(store, { purges: true, infinity, keepsDoubles: false, artifacts: true, colons: release !== "2.9.2" })
  await store.close()
  expect(store.writable).toBe(true)
})
