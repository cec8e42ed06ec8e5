import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import type { Run } from "../../src/data/run.js"
import { openStore } from "../../src/node.js"
import type { RunStore } from "../../src/stores/run-store.js"
import { type ExpectedRun, type ExpectedStore, goldenFolder, goldenJson, numberOf } from "./golden-store.js"

const folder = join(goldenFolder, "mlflow/file-2.9.2/mlruns")
const store = await openStore(folder)
const expected = await goldenJson<ExpectedStore>("mlflow/expected_file-2.9.2.json")
const { runs } = await store.searchRuns({ view: "ALL" })

const EDGE_CASES = "216031812019621817"
const DELETED_EXPERIMENT = "161442204690904006"

test("experiments are those that MLflow's client sees, with names, tags and times", async () => {
  const seen = await store.experiments({ view: "ALL" })
  for (const each of expected.experiments.filter(({ experiment_id }) => experiment_id !== EDGE_CASES)) {
    expect(seen.find(({ experimentId }) => experimentId === each.experiment_id)).toMatchObject({
      name: each.name,
      lifecycleStage: each.lifecycle_stage,
      creationTime: each.creation_time,
      lastUpdateTime: each.last_update_time,
      tags: each.tags,
    })
  }
  expect(seen.map(({ experimentId }) => experimentId).sort()).toEqual(
    expected.experiments.map(({ experiment_id }) => experiment_id).sort(),
  )
})

// FileStore reads tags/nested as a file, and the experiment loses its name, times and tags for it.
test("an experiment with a tag in a nested folder keeps its name and its tags", async () => {
  const edge = (await store.experiments()).find(({ experimentId }) => experimentId === EDGE_CASES)
  expect(edge).toMatchObject({
    name: "edge cases / unicode ☃ 実験",
    creationTime: 1699999004000,
    tags: { "dotted.tag": "x", empty: "", "nested/tag": "y", 注釈: "ümläut" },
  })
})

test("nothing in a store that MLflow itself wrote is a problem but a run's folder that has lost its meta.yaml", () => {
  const paths = store.problems().map(({ path }) => path)
  expect(paths).toEqual(["771180690620618253/0123456789abcdef0123456789abcdef/meta.yaml"])
})

test("views divide experiments into active and deleted ones", async () => {
  const ids = async (view?: "ACTIVE_ONLY" | "DELETED_ONLY") =>
    (await store.experiments(view ? { view } : {})).map(({ experimentId }) => experimentId).sort()
  const active = expected.experiments.filter(({ lifecycle_stage }) => lifecycle_stage === "active")
  expect(await ids()).toEqual(active.map(({ experiment_id }) => experiment_id).sort())
  expect(await ids("ACTIVE_ONLY")).toEqual(await ids())
  expect(await ids("DELETED_ONLY")).toEqual([DELETED_EXPERIMENT])
})

test("the newest experiment comes first, and active runs are counted", async () => {
  const seen = await store.experiments()
  const times = seen.map(({ creationTime }) => creationTime ?? 0)
  expect(times).toEqual([...times].sort((a, b) => b - a))
  expect(Object.fromEntries(seen.map(({ name, runCount }) => [name, runCount]))).toMatchObject({
    "walk-forward": 27,
    "model-ranking": 11,
    artifacts: 2,
    "empty-experiment": 0,
    Default: 0,
  })
})

test("active runs come in MLflow's own order", async () => {
  const found = await store.searchRuns()
  expect(found.runs.map(({ runId }) => runId)).toEqual(expected.search_order_default)
  expect(found.nextPageToken).toBeUndefined()
})

test("deleted runs are seen in their view only, those of a deleted experiment as well", async () => {
  const deleted = expected.runs.filter(({ info }) => info.lifecycle_stage === "deleted").map(({ info }) => info.run_id)
  const found = await store.searchRuns({ view: "DELETED_ONLY" })
  expect(found.runs.map(({ runId }) => runId).sort()).toEqual(deleted.sort())
  expect(found.runs.filter(({ experimentId }) => experimentId === DELETED_EXPERIMENT)).toHaveLength(2)
  expect(runs).toHaveLength(expected.runs.length)
})

test("every run has MLflow's name, status, user, times and stage", () => {
  for (const run of expected.runs) expect(found(run)).toMatchObject(asRun(run))
})

test("params and tags are no more than MLflow's", () => {
  for (const run of expected.runs) {
    expect(found(run).params, run.info.run_name).toEqual(run.data.params)
    expect(found(run).tags, run.info.run_name).toEqual(run.data.tags)
  }
})

test("the latest value of every metric is MLflow's, NaN and Infinity included", () => {
  for (const run of expected.runs) {
    const latest = Object.entries(run.data.metrics).map(([key, value]) => [key, numberOf(value)])
    expect(found(run).metrics, run.info.run_name).toEqual(Object.fromEntries(latest))
  }
  const values = runs.flatMap(({ metrics }) => Object.values(metrics))
  for (const odd of [NaN, Infinity, -Infinity]) expect(values.some((value) => Object.is(value, odd))).toBe(true)
})

test("whole histories come in the order of logging", async () => {
  let points = 0
  for (const run of expected.runs) {
    for (const [key, history] of Object.entries(run.metric_history)) {
      const read = await store.metricHistory(run.info.run_id, key)
      expect(
        read.map(({ step, ...point }) => ({ ...point, step: Number(step) })),
        key,
      ).toEqual(history.map(({ value, timestamp, step }) => ({ value: numberOf(value), timestamp, step })))
      points += read.length
    }
  }
  expect(points).toBeGreaterThan(300)
})

test("a step beyond 2^53 is exact", async () => {
  const { info } = expected.runs.find(({ metric_history }) => "big_step" in metric_history)!
  expect(await store.metricHistory(info.run_id, "big_step")).toEqual([
    { value: 1, timestamp: 1700172800000, step: 9007199254740993n },
  ])
})

test("a metric that was not logged has no history, and an unknown run is an error", async () => {
  expect(await store.metricHistory(runs[0]!.runId, "no such metric")).toEqual([])
  expect(await store.metricHistory(runs[0]!.runId, "../meta.yaml")).toEqual([])
  await expect(store.run("0123456789abcdef0123456789abcdef")).rejects.toThrow(
    `${folder}: no run 0123456789abcdef0123456789abcdef`,
  )
})

test("a run that is asked for is the one that a search finds", async () => {
  for (const run of runs) expect(await store.run(run.runId)).toEqual(run)
})

test("pages follow one another without gaps or repeats", async () => {
  const pages: Run[][] = []
  let pageToken: string | undefined
  do {
    const page = await store.searchRuns({ maxResults: 7, ...(pageToken && { pageToken }) })
    pages.push(page.runs)
    pageToken = page.nextPageToken
  } while (pageToken)
  expect(pages.map((page) => page.length)).toEqual([7, 7, 7, 7, 7, 7, 4])
  expect(pages.flat().map(({ runId }) => runId)).toEqual(expected.search_order_default)
})

test("a search keeps to the experiments that are named", async () => {
  const [first, second] = ["782072128466235832", "771180690620618253"]
  const found = await store.searchRuns({ experimentIds: [first!, second!] })
  expect(new Set(found.runs.map(({ experimentId }) => experimentId))).toEqual(new Set([first, second]))
  expect(found.runs).toHaveLength(13)
  expect((await store.searchRuns({ experimentIds: [] })).runs).toEqual([])
})

test("artifacts are listed as MLflow lists them, sizes included, and read byte for byte", async () => {
  let files = 0
  for (const { info, artifacts } of expected.runs) {
    const listed = await walk(store, info.run_id)
    expect(listed, info.run_name).toEqual([...artifacts].sort((a, b) => (a.path < b.path ? -1 : 1)))
    for (const { path } of listed.filter(({ is_dir }) => !is_dir)) {
      const trash = info.experiment_id === DELETED_EXPERIMENT ? ".trash" : ""
      const file = await readFile(join(folder, trash, info.experiment_id, info.run_id, "artifacts", path))
      expect(Buffer.from(await store.readArtifact(info.run_id, path)).equals(file), path).toBe(true)
      files++
    }
  }
  expect(files).toBeGreaterThan(10)
})

test("an artifact's path cannot lead out of the run", async () => {
  const { runId } = runs.find(({ runName }) => runName === "with-artifacts")!
  for (const path of ["../meta.yaml", "plots/../../meta.yaml", "plots/../config.json", ".."]) {
    await expect(store.readArtifact(runId, path)).rejects.toThrow(`got artifact path ${path}, expected one inside`)
  }
  expect(await store.artifacts(runId, "no such folder")).toEqual([])
  await expect(store.readArtifact(runId, "no such file")).rejects.toThrow("has no artifact no such file")
})

test("the datasets that a run was given are listed", () => {
  for (const run of expected.runs) {
    const datasets = run.inputs.map(({ name, digest, tags }) => ({
      name,
      digest,
      context: tags["mlflow.data.context"],
    }))
    expect(found(run).datasets).toEqual(datasets)
  }
})

function found({ info }: ExpectedRun): Run {
  return runs.find(({ runId }) => runId === info.run_id)!
}

function asRun({ info }: ExpectedRun): Partial<Run> {
  return {
    runName: info.run_name,
    experimentId: info.experiment_id,
    userId: info.user_id,
    status: info.status as Run["status"],
    startTime: info.start_time,
    endTime: info.end_time,
    artifactUri: info.artifact_uri,
    lifecycleStage: info.lifecycle_stage as Run["lifecycleStage"],
  }
}

async function walk(store: RunStore, runId: string, path = ""): Promise<ExpectedRun["artifacts"]> {
  const entries = await store.artifacts(runId, path)
  const listed = entries.map(async ({ name, folder, bytes = null }) => {
    const inner = path === "" ? name : `${path}/${name}`
    return [{ path: inner, is_dir: folder, file_size: bytes }, ...(folder ? await walk(store, runId, inner) : [])]
  })
  return (await Promise.all(listed)).flat().sort((a, b) => (a.path < b.path ? -1 : 1))
}
