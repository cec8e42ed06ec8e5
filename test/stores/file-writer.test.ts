import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { everyVerb } from "./every-verb.js"
import { copiedStore, fileStoreIn, removeFolders } from "./writable-stores.js"

afterAll(removeFolders)

test("every verb works in a store that MLflow 2.9.2 wrote", async () => {
  const store = fileStoreIn(join(await copiedStore("file-2.9.2"), "mlruns"))
  const habits = {
    purges: true,
    infinity: Number.POSITIVE_INFINITY,
    keepsDoubles: true,
    colons: false,
    artifacts: true,
  }
  await everyVerb(store, habits)
  expect(store.writable).toBe(true)
})
