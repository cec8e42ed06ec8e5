import { join } from "node:path"
import { expect, test } from "vitest"
import type { Run } from "../../src/data/run.js"
import { openStore } from "../../src/node.js"
import {
  artifactsSchema,
  experimentsSchema,
  historySchema,
  registrySchema,
  runSchema,
  runsSchema,
} from "../../src/results/api-answers.js"
import { checked, type Schema } from "../../src/results/request-schema.js"
import { ask, documentStore, type Json, serve } from "./serve.js"

const name = "wf_xgboost_AAPL_f150_tr3m_te1m"

/** The body, which its schema has to describe whole. */
async function read(url: string, schema: Schema<unknown>): Promise<Json> {
  const { status, body } = await ask(url)
  expect([status, body.error], url).toEqual([200, undefined])
  expect(checked(schema, body), url).toEqual({ value: body })
  return body
}

for (const document of ["001", "002", "003", "004"] as const) {
  test(`${document}: experiments, runs, histories, artifacts and registry are those of the store`, async () => {
    const folder = join(await documentStore(document), "mlruns")
    const store = await openStore(folder)
    const { url } = await serve([folder])
    const { experiments } = (await read(`${url}/experiments`, experimentsSchema)) as unknown as {
      experiments: { name: string; experimentId: string; runCount: number }[]
    }
    const expected = await store.experiments()
    expect(experiments.map((each) => [each.name, each.runCount])).toEqual(
      expected.map((each) => [each.name, each.runCount]),
    )
    const all = (await store.searchRuns()).runs
    const { runs } = (await read(`${url}/runs`, runsSchema)) as unknown as { runs: Run[] }
    expect(runs.map(({ runId }) => runId)).toEqual(all.map(({ runId }) => runId))
    for (const { runId, metrics } of all.slice(0, 4)) {
      const run = (await read(`${url}/runs/${runId}`, runSchema)) as unknown as Run
      expect(run.params).toEqual((await store.run(runId)).params)
      const [key] = Object.keys(metrics)
      if (key !== undefined) {
        const { history } = (await read(`${url}/runs/${runId}/metrics/${key}`, historySchema)) as unknown as {
          history: unknown[]
        }
        expect(history).toHaveLength((await store.metricHistory(runId, key)).length)
      }
      const { files } = (await read(`${url}/runs/${runId}/artifacts`, artifactsSchema)) as unknown as {
        files: { path: string; folder: boolean }[]
      }
      expect(files.map(({ path }) => path)).toEqual((await store.artifacts(runId)).map((each) => each.name))
      for (const { path } of files.filter((each) => !each.folder)) {
        const bytes = new Uint8Array(await (await fetch(`${url}/runs/${runId}/artifacts/${path}`)).arrayBuffer())
        expect(bytes).toEqual(new Uint8Array(await store.readArtifact(runId, path)))
      }
    }
    const { models } = (await read(`${url}/models`, registrySchema)) as unknown as { models: { name: string }[] }
    expect(models.map((each) => each.name)).toEqual((await store.registeredModels()).map((each) => each.name))
  })
}

test("runs are filtered, ordered and paged as MLflow does", async () => {
  const folder = join(await documentStore("001"), "mlruns")
  const store = await openStore(folder)
  const { url } = await serve([folder])
  const query = { experiment: name, filter: "metrics.avg_test_r2 > 0.5", order_by: "metrics.avg_test_r2 DESC" }
  const found: string[] = []
  let token: string | undefined
  do {
    const page = new URLSearchParams({ ...query, limit: "7", ...(token !== undefined && { page_token: token }) })
    const { runs, nextPageToken } = (await read(`${url}/runs?${page}`, runsSchema)) as unknown as {
      runs: Run[]
      nextPageToken?: string
    }
    expect(runs.length).toBeLessThanOrEqual(7)
    found.push(...runs.map(({ runId }) => runId))
    token = nextPageToken
  } while (token !== undefined)
  const { runs } = await store.searchRuns({ filter: query.filter, orderBy: [query.order_by] })
  expect(found).toEqual(runs.map(({ runId }) => runId))
  expect(found.length).toBeGreaterThan(20)
  const wrong: readonly (readonly [query: string, status: number])[] = [
    ["filter=metrics.auc >", 400],
    ["order_by=metrics.auc UPWARDS", 400],
    ["page_token=x", 400],
    ["limit=0", 422],
    ["limit=999999", 422],
    ["view=none", 422],
    ["experiment=nobody", 404],
    ["store=nowhere", 404],
  ]
  for (const [each, status] of wrong) expect((await ask(`${url}/runs?${each}`)).status, each).toBe(status)
})

test("runs that are logged while the server runs are answered", async () => {
  const folder = join(await documentStore("001"), "mlruns")
  const { url } = await serve([folder])
  const before = (await ask(`${url}/runs`)).body as unknown as { runs: Run[] }
  const store = await openStore(folder)
  const run = await store.createRun({ experimentId: before.runs[0]!.experimentId, runName: "late" })
  await store.logMetric(run.runId, "wide/key", 1, { step: 9007199254740993n })
  expect(((await ask(`${url}/runs`)).body as unknown as { runs: Run[] }).runs).toHaveLength(before.runs.length + 1)
  const { body } = await ask(`${url}/runs/${run.runId}/metrics/wide/key`)
  expect(body.history).toMatchObject([{ value: 1, step: "9007199254740993" }])
  const missing = await ask(`${url}/runs/${run.runId}/metrics/wide/kez`)
  expect([missing.status, missing.body.cure]).toEqual([404, "Is wide/key meant?"])
})

test("logged pages and scripts are downloaded, not run", async () => {
  const folder = join(await documentStore("001"), "mlruns")
  const store = await openStore(folder)
  const { runId } = (await store.searchRuns()).runs[0]!
  for (const path of ["page.html", "run.js", "drawing.svg", "plot.png"])
    await store.logArtifact(runId, path, new Uint8Array(3))
  const { url } = await serve([folder])
  for (const path of ["page.html", "run.js", "drawing.svg"]) {
    const { headers } = await fetch(`${url}/runs/${runId}/artifacts/${path}`)
    expect([headers.get("content-type"), headers.get("content-disposition")]).toEqual([
      "application/octet-stream",
      "attachment",
    ])
  }
  const { headers } = await fetch(`${url}/runs/${runId}/artifacts/plot.png`)
  expect([headers.get("content-type"), headers.get("x-content-type-options")]).toEqual(["image/png", "nosniff"])
})

test("openapi.json and the page beside it describe every request, and load nothing from elsewhere", async () => {
  const { url } = await serve([await documentStore("001")])
  const { body } = await ask(`${url}/openapi.json`)
  const { openapi, paths } = body as unknown as { openapi: string; paths: Record<string, Record<string, Operation>> }
  expect(openapi).toBe("3.1.0")
  expect(Object.keys(paths)).toEqual(
    expect.arrayContaining([
      "/experiments",
      "/runs",
      "/runs/{id}",
      "/models/rank",
      "/shap",
      "/runs/{id}/artifacts/{path}",
    ]),
  )
  const rank = paths["/models/rank"]!.post!
  expect(rank.parameters.map(({ name, required, schema }) => [name, required, schema.type, schema.default])).toEqual([
    ["experiment_name", true, "string", undefined],
    ["metric", false, "string", "avg_test_r2"],
    ["top_n", false, "integer", 10],
    ["ascending", false, "boolean", false],
  ])
  const page = await (await fetch(`${url}/docs`)).text()
  for (const path of Object.keys(paths)) expect(page).toContain(path)
  expect(page).not.toMatch(/<script|https?:\/\/(?!127\.0\.0\.1)/)
})

interface Operation {
  readonly parameters: { name: string; required: boolean; schema: { type: string; default?: unknown } }[]
}
