import { join } from "node:path"
import { expect, test } from "vitest"
import { openStore } from "../../src/node.js"
import type { RunStore } from "../../src/stores/run-store.js"
import {
  type ExpectedRun,
  type ExpectedStore,
  goldenFolder,
  goldenJson,
  type JsonNumber,
  numberOf,
} from "./golden-store.js"

/**
 * The one deliberate difference: MLflow's own file reader says step 0 of every line that names a dataset. Here it is
 * the step that was logged, which MLflow says, too, once the store is moved to a database.
 */
const trueSteps: Record<string, Record<string, number[]>> = { "file-3.17.2": { linked_r2: [3, 4] } }

interface Whole extends ExpectedStore {
  readonly registered_models: {
    readonly name: string
    readonly description: string | null
    readonly creation_timestamp: number
    readonly last_updated_timestamp: number
    readonly tags: Record<string, string>
    readonly aliases: Record<string, string>
  }[]
  readonly model_versions: {
    readonly name: string
    readonly version: string
    readonly current_stage: string
    readonly status: string
    readonly source: string
    readonly run_id: string | null
    readonly description: string | null
    readonly tags: Record<string, string>
    readonly aliases: string[]
  }[]
  readonly logged_models?: {
    readonly model_id: string
    readonly model_type: string | null
    readonly name: string
    readonly experiment_id: string
    readonly artifact_location: string
    readonly status: string
    readonly source_run_id: string
    readonly params: Record<string, string>
    readonly tags: Record<string, string>
    readonly metrics: { key: string; value: JsonNumber }[]
  }[]
  readonly search_samples: {
    readonly name: string
    readonly experiment_ids: string[]
    readonly filter: string
    readonly order_by: string[]
    readonly view: "ACTIVE_ONLY" | "DELETED_ONLY" | "ALL"
    readonly run_ids: string[]
  }[]
}

for (const name of ["file-2.9.2", "file-3.17.2"]) {
  const store = await openStore(join(goldenFolder, "mlflow", name, "mlruns"))
  const expected = await goldenJson<Whole>(`mlflow/expected_${name}.json`)

  test(`${name}: every run has all that MLflow's client sees of it`, async () => {
    const { runs } = await store.searchRuns({ view: "ALL" })
    expect(runs).toHaveLength(expected.runs.length)
    for (const each of expected.runs) {
      const run = runs.find(({ runId }) => runId === each.info.run_id)
      // When a run was deleted MLflow's client does not say.
      expect({ ...run, deletedTime: undefined }).toEqual({
        runId: each.info.run_id,
        runName: each.info.run_name,
        experimentId: each.info.experiment_id,
        status: each.info.status,
        startTime: each.info.start_time,
        endTime: each.info.end_time,
        userId: each.info.user_id,
        lifecycleStage: each.info.lifecycle_stage,
        artifactUri: each.info.artifact_uri,
        metrics: mapped(each.data.metrics, numberOf),
        params: each.data.params,
        tags: each.data.tags,
        datasets: each.inputs.map(({ name, digest, tags }) => ({
          name,
          digest,
          context: tags["mlflow.data.context"] ?? "",
        })),
      })
    }
  })

  test(`${name}: whole histories, and so the latest values' steps and times`, async () => {
    for (const { info, metric_history } of expected.runs) {
      for (const [key, history] of Object.entries(metric_history)) {
        const steps = trueSteps[name]?.[key]
        const points = history.map(({ value, timestamp, step }, i) => ({
          value: numberOf(value),
          timestamp,
          step: steps?.[i] ?? step,
        }))
        const seen = await store.metricHistory(info.run_id, key)
        expect(
          seen.map((point) => ({ ...point, step: Number(point.step) })),
          key,
        ).toEqual(points)
      }
    }
  })

  test(`${name}: artifacts, with folders and sizes`, async () => {
    for (const { info, artifacts } of expected.runs) {
      const seen = await walk(store, info.run_id)
      // MLflow's client on a store that was moved finds none; these lists are from before the move.
      expect(seen, info.run_name).toEqual(artifacts)
    }
  })

  test(`${name}: experiments`, async () => {
    const seen = await store.experiments({ view: "ALL" })
    for (const each of expected.experiments) {
      const own = seen.find(({ experimentId }) => experimentId === each.experiment_id)
      expect(own?.name).toBe(each.name)
      // MLflow 2.9.2 loses the tags and times of an experiment that has a tag in a nested folder.
      if (each.creation_time === null) continue
      expect(own).toMatchObject({
        lifecycleStage: each.lifecycle_stage,
        creationTime: each.creation_time,
        lastUpdateTime: each.last_update_time,
      })
      expect(own?.tags).toMatchObject(each.tags)
    }
    expect(seen).toHaveLength(expected.experiments.length)
  })

  test(`${name}: searches`, async () => {
    for (const { name, experiment_ids, filter, order_by, view, run_ids } of expected.search_samples) {
      const found = await store.searchRuns({ experimentIds: experiment_ids, filter, orderBy: order_by, view })
      expect(
        found.runs.map(({ runId }) => runId),
        name,
      ).toEqual(run_ids)
    }
  })

  test(`${name}: the registry`, async () => {
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
    const known = versions.map(({ creationTime: _, lastUpdateTime: __, userId: ___, ...version }) => version)
    expect(known).toEqual(
      expected.model_versions.map((version) => ({
        name: version.name,
        version: version.version,
        stage: version.current_stage,
        status: version.status,
        source: version.source,
        runId: version.run_id ?? "",
        description: version.description ?? "",
        tags: version.tags,
        aliases: version.aliases,
      })),
    )
    for (const model of models) {
      expect(model.versions.map(({ version }) => Number(version))).toEqual(
        model.versions.map((_, i) => model.versions.length - i),
      )
    }
  })

  test(`${name}: logged models`, async () => {
    const logged = (await store.loggedModels()).map(({ creationTime: _, ...model }) => model)
    const models = (expected.logged_models ?? []).map((model) => ({
      modelId: model.model_id,
      name: model.name,
      experimentId: model.experiment_id,
      artifactUri: model.artifact_location,
      status: model.status,
      modelType: model.model_type ?? "",
      sourceRunId: model.source_run_id,
      params: model.params,
      tags: model.tags,
      metrics: Object.fromEntries(model.metrics.map(({ key, value }) => [key, numberOf(value)])),
    }))
    const byId = (a: { modelId: string }, b: { modelId: string }) => (a.modelId < b.modelId ? -1 : 1)
    expect(logged.sort(byId)).toEqual(models.sort(byId))
    for (const { modelId, sourceRunId } of logged) {
      const own = await store.loggedModels({ runId: sourceRunId })
      expect(own.map((model) => model.modelId)).toContain(modelId)
    }
  })

  test(`${name}: no more is wrong than the folder that has lost its meta.yaml`, () => {
    const lost = expect.stringMatching(/\/0123456789abcdef0123456789abcdef\/meta\.yaml$/)
    expect(store.problems()).toEqual([{ path: lost, reason: expect.stringMatching(/^meta\.yaml is missing/) }])
  })

  test(`${name}: where artifacts lie now is said of a store that was moved`, async () => {
    const active = expected.runs.find(({ info }) => expected.search_order_default.includes(info.run_id))!
    const { run_id, experiment_id } = active.info
    const place = join(store.name, experiment_id, run_id, "artifacts")
    expect(await store.artifactsMoved?.(run_id)).toBe(place)
  })
}

test("a model that MLflow 3 logged is read under its own id, and under its name below the run", async () => {
  const store = await openStore(join(goldenFolder, "mlflow/file-3.17.2/mlruns"))
  const model = (await store.loggedModels()).find(({ name }) => name === "model")!
  const listed = (await store.artifacts(model.modelId)).map(({ name }) => name)
  expect(listed).toEqual(expect.arrayContaining(["MLmodel", "model.lgb"]))
  expect(await store.artifacts(model.sourceRunId, "model")).toEqual(await store.artifacts(model.modelId))
  const bytes = await store.readArtifact(model.modelId, "model.lgb")
  expect(await store.readArtifact(model.sourceRunId, "model/model.lgb")).toEqual(bytes)
  await expect(store.artifacts("m-none")).rejects.toThrow("no logged model m-none")
  await expect(store.readArtifact(model.modelId, "nothing")).rejects.toThrow(`logged model ${model.modelId} has no`)
})

function mapped<From, To>(record: Record<string, From>, convert: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, convert(value)]))
}

async function walk(store: RunStore, runId: string, path = ""): Promise<ExpectedRun["artifacts"]> {
  const entries = await store.artifacts(runId, path)
  const listed = entries.map(async ({ name, folder, bytes = null }) => {
    const inner = path === "" ? name : `${path}/${name}`
    return [{ path: inner, is_dir: folder, file_size: bytes }, ...(folder ? await walk(store, runId, inner) : [])]
  })
  return (await Promise.all(listed)).flat().sort((a, b) => (a.path < b.path ? -1 : 1))
}
