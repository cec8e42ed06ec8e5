import { join } from "node:path"
import { expect, test } from "vitest"
import type { Files } from "../../src/data/files.js"
import type { Run } from "../../src/data/run.js"
import type { Sql } from "../../src/data/sql.js"
import { diskFiles } from "../../src/node/files.js"
import { openSqlOf } from "../../src/node/open-sql.js"
import { openSqlInPage } from "../../src/page/sqlite.js"
import type { RunStore } from "../../src/stores/run-store.js"
import { SqliteStore } from "../../src/stores/sqlite.js"
import { golden } from "../harness/index.js"
import { type ExpectedRun, type ExpectedStore, goldenFolder, numberOf } from "./golden-store.js"

interface Expected extends ExpectedStore {
  readonly runs: (ExpectedRun & { model_outputs?: { model_id: string }[] })[]
  readonly search_samples: {
    name: string
    experiment_ids: string[]
    filter: string
    order_by: string[]
    view: "ACTIVE_ONLY" | "DELETED_ONLY" | "ALL"
    run_ids: string[]
  }[]
  readonly registered_models: {
    name: string
    description: string | null
    creation_timestamp: number
    last_updated_timestamp: number
    tags: Record<string, string>
    aliases: Record<string, string>
    latest_versions: [string, string][]
  }[]
  readonly model_versions: {
    name: string
    version: string
    current_stage: string
    status: string
    source: string
    run_id: string
    description: string | null
    tags: Record<string, string>
    aliases: string[]
  }[]
  readonly logged_models?: {
    model_id: string
    model_type: string | null
    name: string
    experiment_id: string
    artifact_location: string
    status: string
    source_run_id: string
    params: Record<string, string>
    tags: Record<string, string>
    metrics: { key: string; value: number }[]
  }[]
}

/** Both ways to open a database: libsql as in Node, sql.js as in a page. */
const engines: Record<string, (files: Files, path: string) => Promise<Sql>> = {
  libsql: openSqlOf,
  "sql.js": openSqlInPage,
}

for (const version of ["2.9.2", "3.17.2"]) {
  const folder = join(goldenFolder, `mlflow/sqlite-${version}`)
  const expected = await readExpected(version)
  for (const [engine, openSql] of Object.entries(engines)) {
    const files = diskFiles(folder)
    const store = await SqliteStore.open(await openSql(files, "mlflow.db"), { beside: files })
    describeStore(`${version} through ${engine}`, store, expected)
  }
}

function describeStore(title: string, store: RunStore, expected: Expected): void {
  test(`${title}: experiments are those that MLflow's client sees, in its order`, async () => {
    const seen = await store.experiments({ view: "ALL" })
    expect(seen.map(({ runCount: _, ...experiment }) => experiment)).toEqual(
      expected.experiments.map((each) => ({
        experimentId: each.experiment_id,
        name: each.name,
        lifecycleStage: each.lifecycle_stage,
        creationTime: each.creation_time,
        lastUpdateTime: each.last_update_time,
        tags: each.tags,
      })),
    )
    for (const { experimentId, runCount } of seen) {
      const active = expected.runs.filter(({ info }) => info.experiment_id === experimentId && isActive(info))
      expect(runCount).toBe(active.length)
    }
  })

  test(`${title}: runs have all that MLflow's client sees of them`, async () => {
    const { runs } = await store.searchRuns({ view: "ALL", maxResults: 1000 })
    expect(runs).toEqual(expected.runs.map(runOf).sort(newestFirst))
    for (const run of expected.runs) expect(await store.run(run.info.run_id)).toEqual(runOf(run))
  })

  test(`${title}: histories have every value with its time and its exact step, in MLflow's order`, async () => {
    for (const { info, metric_history } of expected.runs) {
      for (const [key, points] of Object.entries(metric_history)) {
        expect(await store.metricHistory(info.run_id, key)).toEqual(
          points.map(({ value, timestamp, step }) => ({ value: numberOf(value), timestamp, step: BigInt(step) })),
        )
      }
    }
    expect(await store.metricHistory(expected.runs[0]!.info.run_id, "none")).toEqual([])
  })

  test(`${title}: artifacts are found beside the database, to which they were moved`, async () => {
    let moved = 0
    for (const { info, artifacts } of expected.runs) {
      const seen = await artifactsBelow(store, info.run_id)
      expect(seen.sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual(artifacts)
      const file = artifacts.find(({ is_dir }) => !is_dir)
      if (!file) continue
      expect((await store.readArtifact(info.run_id, file.path)).length).toBe(file.file_size ?? 0)
      expect(await store.artifactsMoved!(info.run_id)).toMatch(/mlartifacts.+artifacts$/)
      moved++
    }
    expect(moved).toBeGreaterThan(0)
    const [run] = expected.runs
    await expect(store.artifacts(run!.info.run_id, "../x")).rejects.toThrow("expected one inside the run")
    await expect(store.readArtifact(run!.info.run_id, "none.txt")).rejects.toThrow()
  })

  test(`${title}: searches find what MLflow finds, in its order`, async () => {
    const all = await pages(store, 7)
    expect(all).toEqual(expected.search_order_default)
    for (const { experiment_ids, filter, order_by, view, run_ids, name } of expected.search_samples) {
      const query = { experimentIds: experiment_ids, filter, orderBy: order_by, view, maxResults: 1000 }
      const { runs } = await store.searchRuns(query)
      expect([name, runs.map(({ runId }) => runId)]).toEqual([name, run_ids])
      for (const run of runs) expect(run).toEqual(await store.run(run.runId))
    }
  })

  test(`${title}: the registry has models, versions, stages, aliases and tags`, async () => {
    const models = await store.registeredModels()
    expect(models.map(({ versions: _, ...model }) => model)).toEqual(
      expected.registered_models.map((model) => ({
        name: model.name,
        description: model.description ?? "",
        creationTime: model.creation_timestamp,
        lastUpdateTime: model.last_updated_timestamp,
        tags: model.tags,
        aliases: model.aliases,
      })),
    )
    const versions = models.flatMap((model) => model.versions.toReversed())
    expect(versions.map(({ userId: _, creationTime: _c, lastUpdateTime: _u, ...version }) => version)).toEqual(
      expected.model_versions.map((version) => ({
        name: version.name,
        version: version.version,
        stage: version.current_stage,
        source: version.source,
        runId: version.run_id,
        status: version.status,
        description: version.description ?? "",
        tags: version.tags,
        // MLflow 3.17 lists versions without their aliases; the models have them.
        aliases: aliasesOf(expected, version),
      })),
    )
  })

  test(`${title}: models that MLflow 3 logged are listed, of a run as well, and their artifacts read`, async () => {
    const models = await store.loggedModels()
    const wanted = expected.logged_models ?? []
    const byId = (a: { modelId: string }, b: { modelId: string }) => (a.modelId < b.modelId ? -1 : 1)
    expect(models.map(({ creationTime: _, ...model }) => model).sort(byId)).toEqual(
      wanted
        .map((model) => ({
          modelId: model.model_id,
          name: model.name,
          experimentId: model.experiment_id,
          sourceRunId: model.source_run_id,
          status: model.status,
          modelType: model.model_type ?? "",
          artifactUri: model.artifact_location,
          params: model.params,
          tags: model.tags,
          metrics: Object.fromEntries(model.metrics.map(({ key, value }) => [key, value])),
        }))
        .sort(byId),
    )
    for (const { info, model_outputs = [] } of expected.runs) {
      const own = (await store.loggedModels({ runId: info.run_id })).map(({ modelId }) => modelId)
      expect(own.sort()).toEqual(model_outputs.map(({ model_id }) => model_id).sort())
    }
    for (const { modelId, name } of models) {
      if (name === "model") expect((await store.artifacts(modelId)).map((entry) => entry.name)).toContain("MLmodel")
    }
  })

  test(`${title}: what is no run, no filter and no page is said`, async () => {
    await expect(store.run("none")).rejects.toThrow("no run none")
    await expect(store.metricHistory("none", "auc")).rejects.toThrow("no run none")
    await expect(store.searchRuns({ filter: "metrics.a >" })).rejects.toThrow()
    await expect(store.searchRuns({ orderBy: ["metrics.a SIDEWAYS"] })).rejects.toThrow()
    await expect(store.searchRuns({ pageToken: "x" })).rejects.toThrow("page token")
    await expect(store.setTag("r", "k", "v")).rejects.toThrow("read only")
  })

  test(`${title}: nothing in a database that MLflow itself wrote is a problem`, () => {
    expect(store.problems()).toEqual([])
  })
}

/** Steps beyond 2^53 as texts, which JSON's numbers would round. */
async function readExpected(version: string): Promise<Expected> {
  const text = new TextDecoder().decode(await golden(`mlflow/expected_sqlite-${version}.json`))
  return JSON.parse(text.replace(/("step": )(-?\d{16,})/g, '$1"$2"'))
}

function aliasesOf({ registered_models }: Expected, { name, version }: { name: string; version: string }): string[] {
  const aliases = registered_models.find((model) => model.name === name)?.aliases ?? {}
  return Object.keys(aliases)
    .filter((alias) => aliases[alias] === version)
    .sort()
}

function isActive({ lifecycle_stage }: { readonly lifecycle_stage: string }): boolean {
  return lifecycle_stage === "active"
}

function runOf({ info, data, inputs }: ExpectedRun): Run {
  return {
    runId: info.run_id,
    runName: info.run_name,
    experimentId: info.experiment_id,
    status: info.status as Run["status"],
    startTime: info.start_time,
    endTime: info.end_time,
    userId: info.user_id,
    lifecycleStage: info.lifecycle_stage as Run["lifecycleStage"],
    // MLflow's client does not tell when a run was deleted, the database does.
    ...(!isActive(info) && { deletedTime: expect.any(Number) }),
    artifactUri: info.artifact_uri,
    metrics: Object.fromEntries(Object.entries(data.metrics).map(([key, value]) => [key, numberOf(value)])),
    params: data.params,
    tags: data.tags,
    datasets: inputs.map(({ name, digest, tags }) => ({ name, digest, context: tags["mlflow.data.context"] ?? "" })),
  }
}

function newestFirst(a: Run, b: Run): number {
  return b.startTime! - a.startTime! || (a.runId < b.runId ? -1 : 1)
}

async function artifactsBelow(store: RunStore, runId: string, path = ""): Promise<ExpectedRun["artifacts"][number][]> {
  const entries = await store.artifacts(runId, path)
  const found = entries.map(async ({ name, folder, bytes }) => {
    const own = { path: path === "" ? name : `${path}/${name}`, is_dir: folder, file_size: folder ? null : bytes! }
    return [own, ...(folder ? await artifactsBelow(store, runId, own.path) : [])]
  })
  return (await Promise.all(found)).flat()
}

async function pages(store: RunStore, maxResults: number): Promise<string[]> {
  const ids: string[] = []
  let pageToken: string | undefined
  do {
    const page = await store.searchRuns({ maxResults, ...(pageToken && { pageToken }) })
    ids.push(...page.runs.map(({ runId }) => runId))
    pageToken = page.nextPageToken
  } while (pageToken)
  return ids
}
