import { readdir, readFile } from "node:fs/promises"
import { join, relative, sep } from "node:path"
import Database from "libsql"
import type { RunStore } from "../../src/stores/run-store.js"

/** What the clock says throughout. */
export const T = 1_700_000_000_000

/** Does what test/golden/make_written.py does with MLflow's own client. @returns the ids in the order of their making. */
export async function writeAll(store: RunStore): Promise<string[]> {
  const one = await store.createExperiment("one: 1e5", { team: "quant", "a/b": "x\r\ny" })
  await store.setExperimentTag(one, "team", "risk")
  await store.renameExperiment(one, 'renamed: "yes" ∞')
  const two = await store.createExperiment("089")
  await store.deleteExperiment(two)
  const three = await store.createExperiment("back")
  const make = async (experimentId: string, runName: string, tags = {}) =>
    (await store.createRun({ experimentId, runName, startTime: T, tags })).runId
  const back = await make(three, "1e5", { "mlflow.user": "q" })
  await store.deleteExperiment(three)
  await store.restoreExperiment(three)
  const run = await make(one, "12e03", { "mlflow.user": "quant", "mlflow.parentRunId": back })
  await writeRun(store, run)
  const gone = await make(one, "gone")
  await store.deleteRun(gone)
  const kept = await make(one, "kept")
  await store.deleteRun(kept)
  await store.restoreRun(kept)
  await writeRegistry(store, run)
  return [one, two, three, back, run, gone, kept]
}

const odd = [0.5, 1e-5, 1e16, 123456789012345680, 3, -0, 5e-324, NaN, Infinity, -Infinity, 0.1, Number.MAX_VALUE]

async function writeRun(store: RunStore, run: string): Promise<void> {
  await store.setTag(run, "rank", "1")
  await store.setTag(run, "rank", "2")
  await store.setTag(run, "notes/long", 'it\'s "quoted"\nline two\r\n')
  await store.setTag(run, "gone", "x")
  await store.deleteTag(run, "gone")
  await store.logParam(run, "depth", "5")
  await store.logParam(run, "empty", "")
  await store.logParam(run, "п/п", "📈")
  for (const [i, value] of odd.entries())
    await store.logMetric(run, "val/auc", value, { timestamp: T + i, step: i % 5 })
  await store.logMetric(run, "big", 1, { timestamp: T, step: 9007199254740993n })
  const metrics = [
    { key: "loss", value: 0.25, timestamp: T, step: 1 },
    { key: "loss", value: 0.125, timestamp: T, step: 2 },
    { key: "acc", value: 0.75, timestamp: T, step: 0 },
  ]
  await store.logBatch(run, { metrics, params: { lr: "0.1", depth: "5" }, tags: { batch: "yes" } })
  await store.updateRun(run, { status: "FINISHED", endTime: T + 5 })
  await store.updateRun(run, { runName: "it's a name: #1" })
  await store.logArtifact(run, "dir/a b.txt", new TextEncoder().encode("hi\n"))
}

async function writeRegistry(store: RunStore, runId: string): Promise<void> {
  const source = `${(await store.run(runId)).artifactUri}/model`
  await store.createRegisteredModel("m", "a model: 'good'")
  await store.createModelVersion({ name: "m", source, runId, tags: { rank: "1" }, description: "first" })
  await store.createModelVersion({ name: "m", source, runId })
  await store.setModelStage("m", "1", "Production")
  await store.setModelStage("m", "2", "Production", true)
  await store.setModelAlias("m", "champion", "1")
  await store.setModelAlias("m", "champion", "2")
  await store.setModelAlias("m", "old", "1")
  await store.setModelAlias("m", "gone", "1")
  await store.deleteModelAlias("m", "gone")
  await store.setModelVersionTag("m", "2", "rank", "2")
  await store.describeModelVersion("m", "2", "second\nbetter")
}

/** Ids as {1}, {2} ... and the place as {root}. */
export function namer(root: string, ids: readonly string[]): (text: string) => string {
  const long = ids.map((id, i) => [id, `{${i + 1}}`] as const).filter(([id]) => id.length > 8)
  return (text) => long.reduce((named, [id, name]) => named.replaceAll(id, name), text).replaceAll(root, "{root}")
}

/** Every file of a folder by its path from `root`. */
export async function filesIn(
  top: string,
  root: string,
  named: (text: string) => string,
): Promise<Record<string, string>> {
  const entries = await readdir(top, { withFileTypes: true, recursive: true }).catch(() => [])
  const found = entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []))
  const texts = found.map(async (path) => {
    const place = relative(root, path).split(sep).join("/")
    return [named(place), named(await readFile(path, "utf8"))] as const
  })
  return Object.fromEntries(await Promise.all(texts))
}

type Row = Record<string, unknown>

/** Every row of the tables, whole numbers beyond 2^53 as texts, in an order of their own. */
export function rowsIn(
  path: string,
  tables: readonly string[],
  named: (text: string) => string,
): Record<string, Row[]> {
  const database = new Database(path)
  database.defaultSafeIntegers(true)
  const cell = (value: unknown) => {
    if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
    return typeof value === "string" ? named(value) : value
  }
  const rows = tables.map((table) => {
    const listed = database.prepare(`SELECT * FROM ${table}`).all() as Row[]
    return [
      table,
      listed.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, cell(value)]))),
    ]
  })
  database.close()
  return Object.fromEntries(rows)
}
