import { cp, mkdir, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { diskFiles } from "../../src/node/files.js"
import { openStore, openWorkspace } from "../../src/node.js"
import { goldenFolder } from "./golden-store.js"

const top = await mkdtemp(join(tmpdir(), "leafwise-test-"))
afterAll(() => rm(top, { recursive: true, force: true }))

// As a project leaves it that moved from files to a database: mlruns/mlflow.db beside experiment folders.
const mlruns = join(top, "project/mlruns")
await cp(join(goldenFolder, "mlflow/file-2.9.2/mlruns"), mlruns, { recursive: true })
await cp(join(goldenFolder, "mlflow/sqlite-2.9.2/mlflow.db"), join(mlruns, "mlflow.db"))
// Artifacts of the database's runs: a folder that is no experiment.
await mkdir(join(mlruns, "7/run/artifacts"), { recursive: true })
const database = await openStore(join(mlruns, "mlflow.db"))
const files = await openStore(join(goldenFolder, "mlflow/file-2.9.2/mlruns"))
const both = await openStore(mlruns)

test("a folder that holds a database beside experiments opens as both, each experiment with its source", async () => {
  const seen = await both.experiments({ view: "ALL" })
  const inDatabase = (await database.experiments({ view: "ALL" })).map((each) => ({ ...each, source: "mlflow.db" }))
  const inFiles = (await files.experiments({ view: "ALL" })).map((each) => ({ ...each, source: "mlruns" }))
  const byId = (a: { experimentId: string; source?: string }, b: { experimentId: string; source?: string }) =>
    `${a.source} ${a.experimentId}` < `${b.source} ${b.experimentId}` ? -1 : 1
  expect([...seen].sort(byId)).toEqual([...inDatabase, ...inFiles].sort(byId))
  expect(seen.map(({ experimentId }) => experimentId)).not.toContain("7")
  expect(seen.map(({ creationTime }) => creationTime)).toEqual(
    seen.map(({ creationTime }) => creationTime).sort((a, b) => b! - a!),
  )
})

test("searches go through both, in one order and in pages; a source may be named", async () => {
  const query = { filter: "metrics.test_roc_auc > 0.5", orderBy: ["metrics.test_roc_auc DESC"], view: "ALL" } as const
  const found = [...(await database.searchRuns(query)).runs, ...(await files.searchRuns(query)).runs]
  const { runs } = await both.searchRuns(query)
  expect(runs.length).toBe(found.length)
  const values = runs.map(({ metrics }) => metrics.test_roc_auc!)
  expect(values).toEqual([...values].sort((a, b) => b - a))
  const first = await both.searchRuns({ ...query, maxResults: 5 })
  const second = await both.searchRuns({ ...query, maxResults: 500, pageToken: first.nextPageToken! })
  expect([...first.runs, ...second.runs]).toEqual(runs)
  const own = await both.searchRuns({ ...query, source: "mlruns" })
  expect(own.runs).toEqual((await files.searchRuns(query)).runs)
  const { runs: default0 } = await both.searchRuns({ experimentIds: ["0"], view: "ALL", source: "mlflow.db" })
  expect(default0).toEqual((await database.searchRuns({ experimentIds: ["0"], view: "ALL" })).runs)
})

test("a run is found wherever it lies, with its history and its artifacts; where it lies twice, the database answers", async () => {
  for (const store of [database, files]) {
    const { runs } = await store.searchRuns({ maxResults: 3 })
    for (const { runId, metrics } of runs) {
      const owner = (await database.run(runId).catch(() => undefined)) ? database : files
      expect(await both.run(runId)).toEqual(await owner.run(runId))
      const [key] = Object.keys(metrics)
      if (key) expect(await both.metricHistory(runId, key)).toEqual(await owner.metricHistory(runId, key))
    }
  }
  await expect(both.run("none")).rejects.toThrow("no run none")
  const models = await both.registeredModels()
  expect(models.length).toBe((await database.registeredModels()).length + (await files.registeredModels()).length)
})

test("a database beside the folder mlruns is opened with it, and with the project around it", async () => {
  const project = join(top, "beside")
  await cp(join(goldenFolder, "mlflow/file-2.9.2/mlruns"), join(project, "mlruns"), { recursive: true })
  await cp(join(goldenFolder, "mlflow/sqlite-2.9.2"), project, { recursive: true })
  const store = await openStore(project)
  const sources = new Set((await store.experiments()).map(({ source }) => source))
  expect(sources).toEqual(new Set(["mlflow.db", "mlruns"]))
  const { stores, others, problems } = await openWorkspace(diskFiles(top))
  expect(stores.map(({ name }) => name).sort()).toEqual([project, mlruns].sort())
  expect([others, problems]).toEqual([[], []])
})
