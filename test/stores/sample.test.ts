import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { diskFiles } from "../../src/node/files.js"
import { openStore, readModel } from "../../src/node.js"
import { openWorkspace } from "../../src/workspace.js"

const sample = join(import.meta.dirname, "../../sample")
const store = await openStore(join(sample, "mlruns"))
const { runs } = await store.searchRuns()

const WALK_FORWARD = "822678664024182359"
const VARIANTS = "507048056329624451"

test("the sample has two experiments of its own and MLflow's Default", async () => {
  const experiments = await store.experiments()
  expect(experiments.map(({ experimentId, name, runCount }) => [experimentId, name, runCount])).toEqual([
    [VARIANTS, "nyc-flights/arrival-delay-variants", 4],
    [WALK_FORWARD, "nyc-flights/arrival-delay-walk-forward", 11],
    ["0", "Default", 0],
  ])
  expect(store.problems()).toEqual([])
})

test("ten windows are nested below one parent run", () => {
  const walkForward = runs.filter(({ experimentId }) => experimentId === WALK_FORWARD)
  const parents = walkForward.filter(({ tags }) => !("mlflow.parentRunId" in tags))
  expect(parents.map(({ runName }) => runName)).toEqual(["walk-forward lightgbm 31 leaves"])
  const children = walkForward.filter(({ tags }) => tags["mlflow.parentRunId"] === parents[0]!.runId)
  expect(children.map(({ tags }) => Number(tags.window)).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
})

test("the parent's mean test AUC is the mean of its windows'", () => {
  const windows = runs.flatMap(({ tags, metrics }) => ("mlflow.parentRunId" in tags ? [metrics.test_auc!] : []))
  const parent = runs.find(({ runName }) => runName === "walk-forward lightgbm 31 leaves")!
  const mean = windows.reduce((sum, auc) => sum + auc, 0) / windows.length
  expect(windows).toHaveLength(10)
  expect(parent.metrics.mean_test_auc).toBeCloseTo(mean, 12)
})

test("the run that failed on purpose has params and no metrics", () => {
  const failed = runs.filter(({ status }) => status === "FAILED")
  expect(failed).toHaveLength(1)
  expect(failed[0]!.metrics).toEqual({})
  expect(failed[0]!.params.objective).toBeDefined()
  expect(runs.filter(({ status }) => status === "FINISHED")).toHaveLength(14)
})

test("the loss of every fifth iteration is a history with rising steps", async () => {
  const run = runs.find(({ tags }) => tags.window === "10")!
  const history = await store.metricHistory(run.runId, "test_loss_by_iteration")
  expect(history.map(({ step }) => Number(step))).toEqual(Array.from({ length: 16 }, (_, i) => 5 * (i + 1)))
  expect(run.metrics.test_loss_by_iteration).toBe(history.at(-1)!.value)
})

test("artifacts lie in the store although their recorded address is elsewhere", async () => {
  const run = runs.find(({ tags }) => tags.window === "10")!
  expect(run.artifactUri).toBe(`file:///home/analyst/flights/mlruns/${WALK_FORWARD}/${run.runId}/artifacts`)
  const listed = await store.artifacts(run.runId)
  expect(listed.map(({ name, folder }) => [name, folder])).toEqual([
    ["feature_importance.csv", false],
    ["model.txt", false],
  ])
  const bytes = await store.readArtifact(run.runId, "model.txt")
  const file = await readFile(join(sample, "mlruns", WALK_FORWARD, run.runId, "artifacts/model.txt"))
  expect(Buffer.from(bytes).equals(file)).toBe(true)
  expect(readModel(bytes).features).toHaveLength(21)
})

test("a run without artifacts has an empty list", async () => {
  const failed = runs.find(({ status }) => status === "FAILED")!
  expect(await store.artifacts(failed.runId)).toEqual([])
})

test("as a workspace the sample is one store, three tables, and the models of its windows, newest first", async () => {
  const { stores, tables, models, others } = await openWorkspace(diskFiles(sample))
  expect(stores.map(({ name }) => name)).toEqual([`${sample}/mlruns`])
  expect(tables.map(({ path }) => path)).toEqual([
    "data/test-2013-10.feather",
    "data/test-2013-11.feather",
    "data/test-2013-12.feather",
  ])
  expect(models.map(({ run, path }) => [run?.tags.window, path])).toEqual(
    [10, 9, 8, 7, 6, 5, 4, 3, 2, 1].map((window) => [String(window), "model.txt"]),
  )
  expect(others.map(({ path }) => path)).toEqual(expect.arrayContaining(["README.md", "make.py"]))
})
