import { expect } from "vitest"
import type { RunStore } from "../../src/stores/run-store.js"

/** What stores differ in. */
export interface StoreHabits {
  /** Whether deleted runs can be removed for good. */
  readonly purges: boolean
  /** SQL keeps the largest double in place of infinity. */
  readonly infinity: number
  /** Whether logging the same point twice keeps both. */
  readonly keepsDoubles: boolean
  /** Whether `:` may stand in keys. */
  readonly colons: boolean
  readonly artifacts: boolean
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const bytesOf = (words: string) => new TextEncoder().encode(words)
/** Servers keep what earlier runs of the tests left. */
const mark = crypto.randomUUID().slice(0, 8)
const BIG = 9_007_199_254_740_993n

/** Uses every verb of a store that can be written, and reads after each what it has changed. */
export async function everyVerb(store: RunStore, habits: StoreHabits): Promise<void> {
  expect(store.writable).toBe(true)
  const experimentId = await useExperiments(store)
  const runId = await useRuns(store, experimentId)
  await useTagsAndParams(store, runId, habits)
  await useMetrics(store, runId, habits)
  await useBatches(store, runId)
  if (habits.artifacts) await useArtifacts(store, runId)
  await useRegistry(store, runId)
  await deleteAndRestore(store, experimentId, runId, habits)
}

async function useExperiments(store: RunStore): Promise<string> {
  const experimentId = await store.createExperiment(`ours ${mark} / 実験`, { team: "quant", "a/b": "nested\r\nlines" })
  await expect(store.createExperiment(`ours ${mark} / 実験`)).rejects.toThrow(/already exists/)
  await store.setExperimentTag(experimentId, "team", "risk")
  await store.renameExperiment(experimentId, `ours ${mark}: 1e5 "quoted"`)
  const experiment = (await store.experiments()).find((each) => each.experimentId === experimentId)!
  expect(experiment).toMatchObject({ name: `ours ${mark}: 1e5 "quoted"`, lifecycleStage: "active", runCount: 0 })
  expect(experiment.tags).toMatchObject({ team: "risk", "a/b": "nested\r\nlines" })
  expect(Math.abs(experiment.creationTime! - Date.now())).toBeLessThan(600_000)
  return experimentId
}

async function useRuns(store: RunStore, experimentId: string): Promise<string> {
  const tags = { "mlflow.parentRunId": "p", "mlflow.user": "quant" }
  const made = await store.createRun({
    experimentId,
    runName: "first ∞",
    startTime: 1_700_000_000_000,
    userId: "q",
    tags,
  })
  expect(made).toMatchObject({
    experimentId,
    runName: "first ∞",
    status: "RUNNING",
    userId: "q",
    lifecycleStage: "active",
  })
  expect(made).toMatchObject({ startTime: 1_700_000_000_000, endTime: null, metrics: {}, params: {}, datasets: [] })
  expect(made.runId).toMatch(/^[0-9a-f]{32}$/)
  expect(made.tags).toEqual({ ...tags, "mlflow.runName": "first ∞" })
  const nameless = await store.createRun({ experimentId })
  expect(nameless.runName).toMatch(/^[a-z]+-[a-z]+-\d+$/)
  await store.updateRun(made.runId, { status: "FINISHED", endTime: 1_700_000_009_999, runName: "089" })
  const run = await store.run(made.runId)
  expect(run).toMatchObject({ status: "FINISHED", endTime: 1_700_000_009_999, runName: "089" })
  expect(run.tags["mlflow.runName"]).toBe("089")
  const { runs } = await store.searchRuns({ experimentIds: [experimentId] })
  expect(runs.map(({ runId }) => runId).sort()).toEqual([made.runId, nameless.runId].sort())
  await expect(store.createRun({ experimentId: "424242" })).rejects.toThrow(/424242/)
  return made.runId
}

async function useTagsAndParams(store: RunStore, runId: string, { colons }: StoreHabits): Promise<void> {
  await store.setTag(runId, "rank", "1")
  await store.setTag(runId, "rank", "2")
  await store.setTag(runId, "notes/long", 'it\'s "quoted"\nsecond line\r\n')
  await store.setTag(runId, "weg", "x")
  await store.deleteTag(runId, "weg")
  await expect(store.deleteTag(runId, "weg")).rejects.toThrow(/weg/)
  await store.logParam(runId, "параметр", "значение 📈")
  await store.logParam(runId, "параметр", "значение 📈")
  await expect(store.logParam(runId, "параметр", "other")).rejects.toThrow(/параметр/)
  await store.logParam(runId, "empty", "")
  for (const key of ["a@b", "../up", "a//b", "/top", ".", "a/./b", ""]) {
    await expect(store.setTag(runId, key, "v"), key).rejects.toThrow()
  }
  if (colons) await store.setTag(runId, "col:on", "v")
  else await expect(store.setTag(runId, "col:on", "v")).rejects.toThrow()
  await store.setTag(runId, "mlflow.runName", "named by its tag")
  const run = await store.run(runId)
  expect(run.runName).toBe("named by its tag")
  expect(run.params).toEqual({ параметр: "значение 📈", empty: "" })
  expect(run.tags).toMatchObject({ rank: "2", "notes/long": 'it\'s "quoted"\nsecond line\r\n' })
  expect(run.tags).not.toHaveProperty("weg")
}

async function useMetrics(store: RunStore, runId: string, { infinity, keepsDoubles }: StoreHabits): Promise<void> {
  await store.logMetric(runId, "val/auc", 0.5, { timestamp: 1000, step: 1 })
  await store.logMetric(runId, "val/auc", 0.625, { timestamp: 1001, step: BIG })
  await store.logMetric(runId, "val/auc", 0.75, { timestamp: 1002, step: 2 })
  await store.logMetric(runId, "val/auc", 0.75, { timestamp: 1002, step: 2 })
  await store.logMetric(runId, "nan", Number.NaN, { timestamp: 5, step: -3 })
  await store.logMetric(runId, "inf", Number.POSITIVE_INFINITY)
  await store.logMetric(runId, "tiny", 5e-324)
  const history = await store.metricHistory(runId, "val/auc")
  expect(history.map(({ value, step }) => [value, step])).toEqual([
    [0.5, 1n],
    [0.625, BIG],
    ...Array.from({ length: keepsDoubles ? 2 : 1 }, () => [0.75, 2n]),
  ])
  expect(await store.metricHistory(runId, "nan")).toEqual([{ value: Number.NaN, timestamp: 5, step: -3n }])
  expect((await store.run(runId)).metrics).toEqual({ "val/auc": 0.625, nan: Number.NaN, inf: infinity, tiny: 5e-324 })
  const [latest] = await store.metricHistory(runId, "inf")
  expect(Math.abs(latest!.timestamp - Date.now())).toBeLessThan(600_000)
}

async function useBatches(store: RunStore, runId: string): Promise<void> {
  const metrics = Array.from({ length: 1203 }, (_, i) => ({
    key: `m${i % 3}`,
    value: i / 8,
    timestamp: 10 + i,
    step: i,
  }))
  const params = Object.fromEntries(Array.from({ length: 205 }, (_, i) => [`p${i}`, String(i)]))
  await store.logBatch(runId, { metrics, params, tags: { batch: "yes" } })
  await store.logBatch(runId, {})
  const run = await store.run(runId)
  expect(run.metrics).toMatchObject({ m0: 1200 / 8, m1: 1201 / 8, m2: 1202 / 8 })
  expect(run.params).toMatchObject(params)
  expect(run.tags.batch).toBe("yes")
  expect(await store.metricHistory(runId, "m1")).toHaveLength(401)
  await expect(store.logBatch(runId, { params: { p0: "changed" } })).rejects.toThrow(/p0/)
}

async function useArtifacts(store: RunStore, runId: string): Promise<void> {
  await store.logArtifact(runId, "plots/a b/ü.json", bytesOf('{"a": 1}'))
  await store.logArtifact(runId, "empty.txt", bytesOf(""))
  await store.logArtifact(runId, "plots/a b/ü.json", bytesOf('{"a": 2}'))
  const top = await store.artifacts(runId)
  expect(top.map(({ name, folder }) => [name, folder])).toEqual([
    ["empty.txt", false],
    ["plots", true],
  ])
  expect(await store.artifacts(runId, "plots/a b")).toEqual([{ name: "ü.json", folder: false, bytes: 8 }])
  expect(text(await store.readArtifact(runId, "plots/a b/ü.json"))).toBe('{"a": 2}')
  expect(await store.readArtifact(runId, "empty.txt")).toHaveLength(0)
  await expect(store.readArtifact(runId, "nope.txt")).rejects.toThrow(/nope/)
  for (const path of ["../up.txt", "", "a/"])
    await expect(store.logArtifact(runId, path, bytesOf("x"))).rejects.toThrow()
}

async function useRegistry(store: RunStore, runId: string): Promise<void> {
  const model = `forecast ${mark} er`
  await store.createRegisteredModel(model, "5-day direction")
  await expect(store.createRegisteredModel(model)).rejects.toThrow(/already exists/)
  const first = await store.createModelVersion({
    name: model,
    source: `runs:/${runId}/model`,
    description: "one",
    tags: { rank: "1" },
  })
  expect(first).toMatchObject({
    name: model,
    version: "1",
    stage: "None",
    runId,
    description: "one",
    status: "READY",
  })
  expect(first.source).toBe(`${(await store.run(runId)).artifactUri}/model`)
  const second = await store.createModelVersion({ name: model, source: first.source, runId })
  expect(second.version).toBe("2")
  await store.setModelStage(model, "1", "Production")
  await store.setModelStage(model, "2", "Production", true)
  await store.setModelAlias(model, "champion", "1")
  await store.setModelAlias(model, "champion", "2")
  await store.setModelAlias(model, "old", "1")
  await store.setModelAlias(model, "gone", "1")
  await store.deleteModelAlias(model, "gone")
  await store.setModelVersionTag(model, "2", "rank", "2")
  await store.describeModelVersion(model, "2", "two: 'better'\nmore")
  const found = (await store.registeredModels()).find(({ name }) => name === model)
  expect(found).toMatchObject({
    name: model,
    description: "5-day direction",
    aliases: { champion: "2", old: "1" },
  })
  expect(found!.versions).toMatchObject([
    {
      version: "2",
      stage: "Production",
      description: "two: 'better'\nmore",
      tags: { rank: "2" },
      aliases: ["champion"],
      runId,
    },
    { version: "1", stage: "Archived", description: "one", tags: { rank: "1" }, aliases: ["old"] },
  ])
  await expect(store.setModelAlias(model, "v3", "1")).rejects.toThrow(/reserved/)
  await expect(store.setModelAlias(model, "x", "77")).rejects.toThrow(/77/)
  await expect(store.createModelVersion({ name: "nobody", source: `runs:/${runId}/model` })).rejects.toThrow(/nobody/)
}

async function deleteAndRestore(
  store: RunStore,
  experimentId: string,
  runId: string,
  { purges }: StoreHabits,
): Promise<void> {
  const ids = async (view: "ACTIVE_ONLY" | "DELETED_ONLY") =>
    (await store.searchRuns({ experimentIds: [experimentId], view })).runs.map((run) => run.runId)
  const other = (await ids("ACTIVE_ONLY")).find((id) => id !== runId)!
  await store.deleteRun(other)
  expect(await ids("DELETED_ONLY")).toEqual([other])
  await expect(store.setTag(other, "t", "v")).rejects.toThrow(/active/)
  await store.restoreRun(other)
  expect(await ids("DELETED_ONLY")).toEqual([])
  await store.setTag(other, "t", "v")
  await store.deleteExperiment(experimentId)
  expect((await store.experiments()).map((each) => each.experimentId)).not.toContain(experimentId)
  expect((await store.experiments({ view: "DELETED_ONLY" })).map((each) => each.experimentId)).toContain(experimentId)
  expect((await ids("DELETED_ONLY")).sort()).toEqual([other, runId].sort())
  await store.restoreExperiment(experimentId)
  expect((await store.experiments()).map((each) => each.experimentId)).toContain(experimentId)
  expect((await ids("ACTIVE_ONLY")).sort()).toEqual([other, runId].sort())
  if (!purges) {
    await expect(store.purgeRun(other)).rejects.toThrow(/mlflow gc/)
    await expect(store.purgeExperiment(experimentId)).rejects.toThrow(/mlflow gc/)
    return
  }
  await expect(store.purgeRun(other)).rejects.toThrow(/delete it first/)
  await expect(store.purgeExperiment(experimentId)).rejects.toThrow(/delete it first/)
  await store.deleteRun(other)
  await store.purgeRun(other)
  await expect(store.run(other)).rejects.toThrow(/no run/)
  const doomed = await store.createExperiment(`doomed ${mark}`)
  await store.createRun({ experimentId: doomed })
  await store.deleteExperiment(doomed)
  await store.purgeExperiment(doomed)
  expect((await store.experiments({ view: "ALL" })).map((each) => each.experimentId)).not.toContain(doomed)
}
