import { execFile } from "node:child_process"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { promisify } from "node:util"
import { afterAll, describe, expect, test } from "vitest"
import { copyRuns } from "../../src/copy-runs.js"
import { diffStores } from "../../src/diff-stores.js"
import { httpOptions } from "../../src/node/http.js"
import { openStore } from "../../src/node.js"
import { RestStore } from "../../src/stores/rest.js"
import type { RunStore } from "../../src/stores/run-store.js"
import { goldenFolder } from "./golden-store.js"
import { mlflowEnvironment, pythons, startServer } from "./mlflow-server.js"
import { fileStoreIn, freshFolder, makeDatabase, removeFolders, sqliteStoreIn } from "./writable-stores.js"

afterAll(removeFolders)

const golden = (name: string) => openStore(join(goldenFolder, "mlflow", name))

/** The runs that have inputs, outputs or versions. */
async function linkedRuns(store: RunStore): Promise<Set<string>> {
  const { runs } = await store.searchRuns({ view: "ALL", maxResults: 1000 })
  const registered = new Set(
    (await store.registeredModels()).flatMap(({ versions }) => versions.map(({ runId }) => runId)),
  )
  return new Set(
    runs.filter(({ runId, datasets }) => datasets.length > 0 || registered.has(runId)).map((each) => each.runId),
  )
}

test.for(["file-3.17.2/mlruns", "sqlite-3.17.2"])("%s: the copy in a new folder is the same", async (name) => {
  const from = await golden(name)
  const to = fileStoreIn(await freshFolder())
  const report = await copyRuns(from, to)
  expect(report.notes).toEqual([])
  expect(report.models).toHaveLength(name.includes("3.17") ? 2 : 0)
  const diff = await diffStores(from, to)
  expect(diff).toMatchObject({ onlyInA: [], onlyInB: [], different: [], experiments: { onlyInA: [], onlyInB: [] } })
  for (const part of [diff.loggedModels, diff.registry])
    expect(part).toEqual({ onlyInA: [], onlyInB: [], different: [] })
  const again = await copyRuns(from, to)
  expect([again.copied, again.models, again.versions, again.notes]).toEqual([[], [], [], []])
})

test("a database of MLflow 3 takes what a folder has", async () => {
  const from = await golden("file-3.17.2/mlruns")
  const folder = await freshFolder()
  await makeDatabase(folder, "3.17.2")
  const to = await sqliteStoreIn(folder)
  const wanted = await linkedRuns(from)
  const { notes, models, versions } = await copyRuns(from, to, { wanted })
  expect([notes, models.length, versions.length]).toEqual([[], 2, 4])
  const diff = await diffStores(from, to)
  expect([diff.different, diff.loggedModels.different, diff.registry.different]).toEqual([[], [], []])
  expect([diff.loggedModels.onlyInA, diff.registry.onlyInA]).toEqual([[], []])
})

test("what MLflow 2 cannot hold is named, and all else is copied", async () => {
  const from = await golden("file-3.17.2/mlruns")
  const folder = await freshFolder()
  await makeDatabase(folder, "2.9.2")
  const to = await sqliteStoreIn(folder)
  const { runs } = await from.searchRuns({ filter: "run_name = 'strings'" })
  const wanted = new Set([...(await linkedRuns(from)), ...runs.map(({ runId }) => runId)])
  const { notes, models, versions } = await copyRuns(from, to, { wanted })
  expect([models, versions.length]).toEqual([[], 3])
  expect(notes).toEqual([
    expect.stringMatching(/^run .* \(strings\): .*got tag key "tag:colon"/),
    expect.stringMatching(/^run .* \(strings\): .*got param key "col:on"/),
    expect.stringMatching(/^2 logged models \(.*\) are not copied: .*MLflow 2, which keeps no logged models$/),
    expect.stringMatching(
      /^version 1 of the registered model forecaster-lgbm is not copied: models:\/m-.* is not there$/,
    ),
  ])
  const { different } = await diffStores(from, to)
  expect(different.flatMap(({ differences }) => differences.map(({ what }) => what)).sort()).toEqual([
    "model",
    "model",
    "param",
    "tag",
  ])
})

test("a copy in another style keeps files, and a version that is another one there stays", async () => {
  const from = await golden("sqlite-3.17.2")
  const to = fileStoreIn(await freshFolder())
  await to.createRegisteredModel("forecaster")
  await to.createModelVersion({ name: "forecaster", source: "s3://elsewhere/model" })
  const { notes, versions } = await copyRuns(from, to, { wanted: await linkedRuns(from) })
  expect(notes).toEqual(["version 1 of the registered model forecaster is another one there: it stays"])
  expect(versions).not.toContain("forecaster/1")
  const logged = (await to.loggedModels()).find(({ name }) => name === "model")!
  expect(await to.artifacts(logged.modelId)).toEqual(await from.artifacts(logged.modelId))
  expect((await to.readArtifact(logged.sourceRunId, "model/MLmodel")).length).toBeGreaterThan(100)
})

describe.runIf(pythons.length > 0)("MLflow's own client", () => {
  interface Seen {
    readonly runs: Record<string, unknown>
    readonly loggedModels: Record<string, { metrics: unknown[] }>
    readonly models: object
    readonly versions: Record<string, unknown[]>
  }

  async function seen(python: string, uri: string, cwd: string): Promise<Seen> {
    const script = join(import.meta.dirname, "../golden/read_links.py")
    const { stdout } = await promisify(execFile)(python, [script, uri], { cwd, env: mlflowEnvironment })
    return JSON.parse(stdout)
  }

  /** Where artifacts lie, and which values of a model's metric the client shows, differs between stores. */
  function comparable({ runs, loggedModels, models, versions }: Seen): unknown {
    const places = Object.entries(versions).map(([name, [stage, source, ...rest]]) => [
      name,
      [stage, String(source).replace(/.*\/(?=\w{32}\/artifacts)/, ""), ...rest],
    ])
    const last = Object.entries(loggedModels).map(([id, model]) => [id, { ...model, metrics: model.metrics.slice(-1) }])
    return { runs, loggedModels: Object.fromEntries(last), models, versions: Object.fromEntries(places) }
  }

  async function release(python: string): Promise<"2.9.2" | "3.17.2"> {
    const { stdout } = await promisify(execFile)(python, ["-c", "import mlflow; print(mlflow.__version__)"], {
      cwd: await freshFolder(),
    })
    return stdout.trim() as "2.9.2"
  }

  test.for(pythons)("sees in copies what it sees in the original: %s", { timeout: 300_000 }, async (python) => {
    const version = await release(python)
    const source = join(goldenFolder, `mlflow/file-${version}/mlruns`)
    const cwd = await freshFolder()
    const from = await openStore(source)
    const expected = comparable(await seen(python, pathToFileURL(source).href, cwd))
    const [folder, database] = [await freshFolder(), await freshFolder()]
    await makeDatabase(database, version)
    await copyRuns(from, fileStoreIn(folder))
    await copyRuns(from, await sqliteStoreIn(database))
    expect(comparable(await seen(python, pathToFileURL(folder).href, cwd))).toEqual(expected)
    expect(comparable(await seen(python, `sqlite:///${database}/mlflow.db`, cwd))).toEqual(expected)
  })

  test.for(pythons)("a server takes a copy with ids of its own: %s", { timeout: 300_000 }, async (python) => {
    const version = await release(python)
    const from = await golden(`file-${version}/mlruns`)
    const options = [
      "--backend-store-uri",
      "sqlite:///{folder}/mlflow.db",
      "--artifacts-destination",
      "{folder}/artifacts",
    ]
    const server = await startServer(python, options)
    try {
      const to = new RestStore(server.url, httpOptions(server.url))
      const wanted = await linkedRuns(from)
      await expect(copyRuns(from, to, { wanted })).rejects.toThrow(/--new-ids/)
      const report = await copyRuns(from, to, { wanted, newIds: true })
      expect([report.copied.length, report.notes]).toEqual([wanted.size, []])
      const theirs = await seen(python, server.url, await freshFolder())
      const ours = [...wanted].length
      expect(Object.keys(theirs.runs)).toHaveLength(ours)
      expect(Object.keys(theirs.versions)).toHaveLength(4)
      expect(Object.keys(theirs.loggedModels)).toHaveLength(version === "3.17.2" ? 2 : 0)
      const again = await copyRuns(from, to, { wanted, newIds: true })
      expect([again.copied, again.models, again.versions]).toEqual([[], [], []])
    } finally {
      await server.end()
    }
  })
})
