import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { openStore } from "../../src/node.js"

const temporary = await mkdtemp(join(tmpdir(), "leafwise-odd-runs-"))
afterAll(() => rm(temporary, { recursive: true }))

const meta = { run_id: "r1", run_name: "one", experiment_id: "'7'", status: "3", start_time: "1700000000000" }
const experimentMeta = "experiment_id: '7'\nname: seven\nlifecycle_stage: active\n"

const brokenMeta: Record<string, [text: string, reason: RegExp]> = {
  "a list": ["- a\n- b\n", /no mapping/],
  "a word": ["hello\n", /no mapping/],
  "without a run id": ["status: 3\nrun_name: x\n", /no run_id/],
  "of an unknown stage": [lines({ ...meta, run_id: "r2", lifecycle_stage: "gone" }), /lifecycle_stage is "gone"/],
  "with status 0": [lines({ ...meta, run_id: "r2", status: "0" }), /status is 0, expected 1 to 5/],
}

for (const [what, [text, reason]] of Object.entries(brokenMeta)) {
  test(`a run whose meta.yaml is ${what} is reported and the others load`, async () => {
    const store = await storeOf({
      "7/meta.yaml": experimentMeta,
      "7/r1/meta.yaml": lines(meta),
      "7/r2/meta.yaml": text,
    })
    expect((await store.searchRuns()).runs.map(({ runName }) => runName)).toEqual(["one"])
    expect(store.problems()).toEqual([{ path: "7/r2/meta.yaml", reason: expect.stringMatching(reason) }])
  })
}

test("a run of before MLflow 1.0, with a run_uuid and without a name, is read", async () => {
  const old = lines({ run_uuid: "r1", experiment_id: "7", status: "3", start_time: "5", end_time: "9" })
  const files = { "7/meta.yaml": experimentMeta, "7/r1/meta.yaml": old, "7/r1/tags/mlflow.runName": "old one" }
  const store = await storeOf(files)
  expect(await store.run("r1")).toMatchObject({ runId: "r1", runName: "old one", experimentId: "7", endTime: 9 })
})

// Number("yesterday") is NaN, which sorts nowhere and is no date.
test("a time that is none is reported", async () => {
  const store = await storeOf({
    "7/meta.yaml": experimentMeta,
    "7/r1/meta.yaml": lines({ ...meta, start_time: "yesterday" }),
  })
  const times = (await store.searchRuns()).runs.map(({ startTime }) => startTime)
  expect(times.some(Number.isNaN)).toBe(false)
  expect(store.problems()).toHaveLength(1)
})

test("folders without meta.yaml and files beside experiments are no experiments", async () => {
  const store = await storeOf({ "7/meta.yaml": experimentMeta, "12/r1/artifacts/a.txt": "x", "notes.txt": "x" })
  expect((await store.experiments()).map(({ name }) => name)).toEqual(["seven"])
  expect(store.problems()).toEqual([])
})

test("keys with slashes, dots and other alphabets are what their files are called", async () => {
  const store = await storeOf({
    "7/meta.yaml": experimentMeta,
    "7/r1/meta.yaml": lines(meta),
    "7/r1/metrics/val/auc": "1 0.5 0\n",
    "7/r1/metrics/val/deep/er": "1 0.25 0\n",
    "7/r1/params/обучение": "да",
    "7/r1/params/a.b c": "",
  })
  const { metrics, params } = await store.run("r1")
  expect(metrics).toEqual({ "val/auc": 0.5, "val/deep/er": 0.25 })
  expect(params).toEqual({ обучение: "да", "a.b c": "" })
  expect(await store.metricHistory("r1", "val/deep/er")).toEqual([{ timestamp: 1, value: 0.25, step: 0n }])
})

test("a key that JavaScript objects know is a key like any other", async () => {
  const store = await storeOf({
    "7/meta.yaml": experimentMeta,
    "7/r1/meta.yaml": lines(meta),
    "7/r1/params/__proto__": "p",
    "7/r1/metrics/constructor": "1 0.5 0\n",
  })
  const { metrics, params } = await store.run("r1")
  expect(Object.entries(params)).toEqual([["__proto__", "p"]])
  expect(Object.entries(metrics)).toEqual([["constructor", 0.5]])
  expect(await store.metricHistory("r1", "toString")).toEqual([])
})

test("reserved folders of an experiment are no runs", async () => {
  const reserved = Object.fromEntries(
    ["tags", "datasets", "traces", "models"].map((name) => [`7/${name}/meta.yaml`, lines(meta)]),
  )
  const store = await storeOf({ ...reserved, "7/meta.yaml": experimentMeta, "7/r1/meta.yaml": lines(meta) })
  expect((await store.searchRuns()).runs).toHaveLength(1)
})

test("the registry and the trash are no experiments", async () => {
  const store = await storeOf({
    "7/meta.yaml": experimentMeta,
    "models/m/meta.yaml": "name: m\n",
    ".trash/8/meta.yaml": experimentMeta.replace("'7'", "'8'").replace("active", "deleted"),
  })
  expect((await store.experiments()).map(({ experimentId }) => experimentId)).toEqual(["7"])
  expect((await store.experiments({ view: "DELETED_ONLY" })).map(({ experimentId }) => experimentId)).toEqual(["8"])
})

test("runs that started at the same time are in the order of their ids", async () => {
  const ids = ["b", "c", "a"]
  const files = Object.fromEntries(ids.map((id) => [`7/${id}/meta.yaml`, lines({ ...meta, run_id: id })]))
  const store = await storeOf({ ...files, "7/meta.yaml": experimentMeta })
  expect((await store.searchRuns()).runs.map(({ runId }) => runId)).toEqual(["a", "b", "c"])
})

function lines(fields: Record<string, string>): string {
  return Object.entries(fields)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join("")
}

async function storeOf(files: Record<string, string>) {
  const folder = await mkdtemp(join(temporary, "store-"))
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  return openStore(folder)
}
