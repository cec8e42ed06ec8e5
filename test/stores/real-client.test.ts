import { execFile } from "node:child_process"
import { mkdir, readFile, realpath, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { promisify } from "node:util"
import { afterAll, describe, expect, test } from "vitest"
import type { RunStore } from "../../src/stores/run-store.js"
import { mlflowEnvironment, pythons } from "./mlflow-server.js"
import { fileStoreIn, freshFolder, makeDatabase, removeFolders, sqliteStoreIn } from "./writable-stores.js"
import { writeAll } from "./written.js"

afterAll(removeFolders)

const golden = join(import.meta.dirname, "../golden")
const kinds = ["file", "sqlite"] as const
const cases = pythons.flatMap((python) => kinds.map((kind) => ({ python, kind })))

async function run(python: string, given: readonly string[], cwd: string): Promise<string> {
  const options = { cwd, env: mlflowEnvironment, maxBuffer: 1e8 }
  return (await promisify(execFile)(python, [...given], options)).stdout
}

async function releaseOf(python: string): Promise<"2.9.2" | "3.17.2"> {
  return (await run(python, ["-c", "import mlflow; print(mlflow.__version__)"], await freshFolder())).trim() as "2.9.2"
}

async function captured(kind: string, release: string): Promise<Record<string, string>> {
  return JSON.parse(await readFile(join(import.meta.dirname, `written/${kind}-${release}.json`), "utf8")).holds
}

describe.runIf(pythons.length > 0)("MLflow's own client", () => {
  test.for(cases)("writes what was captured: $python, $kind", { timeout: 180_000 }, async ({ python, kind }) => {
    const out = join(await freshFolder(), "written.json")
    await run(python, [join(golden, "make_written.py"), "--kind", kind, "--out", out], golden)
    expect(JSON.parse(await readFile(out, "utf8")).holds).toEqual(await captured(kind, await releaseOf(python)))
  })

  test.for(cases)("reads what we wrote as we do: $python, $kind", { timeout: 180_000 }, async ({ python, kind }) => {
    const root = await realpath(await freshFolder())
    const release = await releaseOf(python)
    const { store, uri } = await (kind === "file" ? openFiles(root, release) : openDatabase(root, release))
    await writeAll(store)
    const seen = await ourView(store)
    expect(JSON.parse(await run(python, [join(golden, "read_store.py"), uri], root))).toEqual(seen)
  })
})

async function openFiles(root: string, release: string): Promise<{ store: RunStore; uri: string }> {
  const folder = join(root, "mlruns")
  await mkdir(join(folder, "0"), { recursive: true })
  const meta = (await captured("file", release))["mlruns/0/meta.yaml"]!
  await writeFile(join(folder, "0/meta.yaml"), meta.replaceAll("{root}", root))
  return { store: fileStoreIn(folder), uri: pathToFileURL(folder).href }
}

async function openDatabase(root: string, release: "2.9.2" | "3.17.2"): Promise<{ store: RunStore; uri: string }> {
  await makeDatabase(root, release)
  return { store: await sqliteStoreIn(root), uri: `sqlite:///${root}/mlflow.db` }
}

const shown = (value: number) => (Number.isFinite(value) ? value : String(value))
/** The largest double is infinity in a database, and we show it so everywhere that the client may not. */
const number = (value: number) =>
  Math.abs(value) === Number.MAX_VALUE ? (value > 0 ? "Infinity" : "-Infinity") : shown(value)

async function ourView(store: RunStore): Promise<unknown> {
  const experiments = await store.experiments({ view: "ALL" })
  const { runs } = await store.searchRuns({ view: "ALL" })
  const models = await store.registeredModels()
  const views = runs.map(async (each) => {
    const keys = Object.keys(each.metrics)
    const history = keys.map(async (key) => {
      const points = await store.metricHistory(each.runId, key)
      return [key, points.map(({ value, timestamp, step }) => [number(value), timestamp, String(step)])] as const
    })
    const artifacts = (await store.artifacts(each.runId)).map(({ name }) => name)
    const view = {
      info: [
        each.runName,
        each.experimentId,
        each.status,
        each.lifecycleStage,
        each.startTime,
        each.endTime,
        each.userId,
        each.artifactUri,
      ],
      params: each.params,
      tags: each.tags,
      metrics: Object.fromEntries(keys.map((key) => [key, number(each.metrics[key]!)])),
      history: Object.fromEntries(await Promise.all(history)),
      artifacts: each.lifecycleStage === "active" ? artifacts : null,
    }
    return [each.runId, view] as const
  })
  return {
    experiments: Object.fromEntries(
      experiments.map((e) => [e.experimentId, [e.name, e.lifecycleStage, e.creationTime, e.lastUpdateTime, e.tags]]),
    ),
    runs: Object.fromEntries(await Promise.all(views)),
    models: Object.fromEntries(models.map((model) => [model.name, [model.description, model.aliases]])),
    versions: Object.fromEntries(
      models.flatMap(({ versions }) =>
        versions.map((v) => [`${v.name}/${v.version}`, [v.stage, v.source, v.runId, v.description, v.tags]]),
      ),
    ),
  }
}
