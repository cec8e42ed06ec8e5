import { spawn } from "node:child_process"
import { appendFile } from "node:fs/promises"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { openStore } from "../../src/node.js"
import { freshFolder, makeDatabase, removeFolders } from "./writable-stores.js"

afterAll(removeFolders)

const TIMES = 60

function append(place: string, run: string, name: string): Promise<void> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, "append-writer.js"), place, run, name, String(TIMES)],
    {
      stdio: ["ignore", "ignore", "inherit"],
    },
  )
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`the writer ended with ${code}`))))
  })
}

test.for(["folder", "database"])("two processes that log the same metric lose nothing: %s", async (kind) => {
  const folder = await freshFolder()
  await makeDatabase(folder, "3.17.2")
  const database = await openStore(join(folder, "mlflow.db"))
  let place = join(folder, "mlflow.db")
  let store = database
  if (kind === "folder") {
    place = join(folder, "mlruns")
    await openStore(folder).then((found) => expect(found.writable).toBe(true))
    const { fileStoreIn } = await import("./writable-stores.js")
    await fileStoreIn(place).createExperiment("one")
    store = await openStore(place)
  }
  const experiments = await store.experiments()
  const { runId } = await store.createRun({ experimentId: experiments[0]!.experimentId })
  await Promise.all([append(place, runId, "1"), append(place, runId, "2")])
  const history = await store.metricHistory(runId, "shared")
  for (const writer of [1, 2]) {
    const steps = history.filter(({ timestamp }) => timestamp === writer).map(({ step }) => Number(step))
    expect(steps.sort((a, b) => a - b)).toEqual(Array.from({ length: TIMES }, (_, i) => i))
  }
  expect((await store.run(runId)).metrics.shared).toBe(TIMES - 1)
})

test("a line that a trainer left unfinished is not continued", async () => {
  const folder = join(await freshFolder(), "mlruns")
  const { fileStoreIn } = await import("./writable-stores.js")
  const store = fileStoreIn(folder)
  const { runId } = await store.createRun({ experimentId: await store.createExperiment("one") })
  await store.logMetric(runId, "m", 1, { timestamp: 1, step: 1 })
  const [experiment] = (await store.experiments()).map(({ experimentId }) => experimentId)
  await appendFile(join(folder, experiment!, runId, "metrics/m"), "2 2.")
  await store.logMetric(runId, "m", 3, { timestamp: 3, step: 3 })
  expect((await store.metricHistory(runId, "m")).map(({ value }) => value)).toEqual([1, 2, 3])
})
