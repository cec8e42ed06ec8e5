import { execFile } from "node:child_process"
import { join } from "node:path"
import { promisify } from "node:util"
import { expect, test } from "vitest"
import { openStore } from "../../src/node.js"
import { type ModelRanking, modelRankingSchema } from "../../src/results/model-ranking.js"
import { ask, documentStore, serve, tagsIn } from "./serve.js"

const name = "wf_xgboost_AAPL_f150_tr3m_te1m"
const rank = (url: string, query: string) => ask(`${url}/models/rank?${query}`, { method: "POST" })

test("the document's curl ranks and tags, without a token and from localhost", async () => {
  const folder = await documentStore("001")
  const { port } = await serve([folder])
  const address = `http://localhost:${port}/models/rank?experiment_name=${name}&metric=avg_test_r2&top_n=10&ascending=false`
  const { stdout } = await promisify(execFile)("curl", ["-s", "-i", "-X", "POST", address])
  const [head = "", body = ""] = stdout.split("\r\n\r\n")
  expect(head).toMatch(/^HTTP\/1\.1 200 /)
  expect(head.toLowerCase()).toContain("leafwise-written: true")
  const ranking = JSON.parse(body) as ModelRanking
  expect(modelRankingSchema.parse(ranking)).toEqual(ranking)
  expect(Object.keys(ranking)).toEqual(["experiment_name", "metric", "top_n", "total_ranked", "models", "summary"])
  expect(Object.keys(ranking.models[0]!)).toEqual(["rank", "run_id", "metric", "value", "run_name"])
  expect(Object.keys(ranking.summary)).toEqual(["best_value", "worst_value", "best_run_id"])
  const { models, summary, total_ranked } = ranking
  expect([ranking.experiment_name, ranking.metric, ranking.top_n, total_ranked]).toEqual([name, "avg_test_r2", 10, 10])
  expect(models.map((each) => each.rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  expect(summary).toEqual({
    best_value: models[0]!.value,
    worst_value: models[9]!.value,
    best_run_id: models[0]!.run_id,
  })
  const tags = await tagsIn(join(folder, "mlruns"), name)
  const ranked = [...tags].filter(([, each]) => each.top_10 === "true").map(([id]) => id)
  expect(ranked.sort()).toEqual(models.map((each) => each.run_id).sort())
  for (const { run_id, rank: place } of models) {
    expect(tags.get(run_id)).toMatchObject({ model_rank: String(place), top_10: "true" })
    expect(tags.get(run_id)!.production_candidate).toBe(place <= 3 ? "true" : undefined)
  }
})

test("metric, top_n and ascending have the document's defaults; ranking again removes earlier tags", async () => {
  const folder = await documentStore("001")
  const { url } = await serve([folder])
  const plain = await rank(url, `experiment_name=${name}`)
  const full = await rank(url, `experiment_name=${name}&metric=avg_test_r2&top_n=10&ascending=false`)
  expect(full.body).toEqual(plain.body)
  const rmse = (await rank(url, `experiment_name=${name}&metric=avg_test_rmse&top_n=2&ascending=true`))
    .body as unknown as ModelRanking
  expect(rmse.models.map(({ value }) => value)).toEqual(
    [...rmse.models.map(({ value }) => value)].sort((a, b) => a - b),
  )
  const tags = [...(await tagsIn(join(folder, "mlruns"), name)).values()]
  expect(tags.filter((each) => each.top_10 !== undefined)).toEqual([])
  expect(tags.filter((each) => each.top_2 === "true")).toHaveLength(2)
  expect(tags.filter((each) => each.production_candidate === "true")).toHaveLength(2)
  for (const word of ["True", "1", "yes", "ON"]) {
    const { status, body } = await rank(url, `experiment_name=${name}&metric=avg_test_rmse&top_n=2&ascending=${word}`)
    expect([status, body]).toEqual([200, rmse])
  }
})

test("a database is ranked and tagged as well", async () => {
  const folder = await documentStore("002")
  const store = join(folder, "mlruns")
  const { runs } = await (await openStore(join(store, "mlflow.db"))).searchRuns({ filter: "metrics.mean_roc_auc > 0" })
  const experiments = await (await openStore(join(store, "mlflow.db"))).experiments()
  const first = experiments.find(({ experimentId }) => experimentId === runs[0]?.experimentId)
  const { url } = await serve([store])
  const { status, body } = await rank(url, `experiment_name=${first!.name}&metric=mean_roc_auc&top_n=2`)
  expect(status, JSON.stringify(body)).toBe(200)
  const { models } = body as unknown as ModelRanking
  const tags = await tagsIn(join(store, "mlflow.db"), first!.name)
  expect(models.map(({ run_id }) => tags.get(run_id)!.model_rank)).toEqual(models.map((_, i) => String(i + 1)))
})

test("an unknown experiment, and one without ranked runs, are 404 with No models found", async () => {
  const { url } = await serve([await documentStore("001")])
  for (const query of [
    "experiment_name=nobody",
    `experiment_name=${name.toLowerCase()}`,
    "experiment_name=Default",
    `experiment_name=${name}&metric=no_such_metric`,
    `experiment_name=${name}&metric=toString`,
  ]) {
    const { status, body } = await rank(url, query)
    expect([status, body.error], query).toEqual([404, expect.stringContaining("No models found")])
    expect(body.cure, query).toBeTruthy()
  }
})

test("parameters that make no sense are refused by name, and nothing is tagged", async () => {
  const folder = await documentStore("001")
  const { url } = await serve([folder])
  const cases: readonly (readonly [query: string, field: string])[] = [
    ["", "experiment_name"],
    ["experiment_name=", "experiment_name"],
    [`experiment_name=${name}&metric=`, "metric"],
    [`experiment_name=${name}&top_n=0`, "top_n"],
    [`experiment_name=${name}&top_n=-3`, "top_n"],
    [`experiment_name=${name}&top_n=ten`, "top_n"],
    [`experiment_name=${name}&top_n=2.5`, "top_n"],
    [`experiment_name=${name}&top_n=1e99`, "top_n"],
    [`experiment_name=${name}&top_n=`, "top_n"],
    [`experiment_name=${name}&top_n=1&top_n=2`, "top_n"],
    [`experiment_name=${name}&ascending=maybe`, "ascending"],
    [`experiment_name=${name}&topn=5`, "topn"],
  ]
  for (const [query, field] of cases) {
    const { status, body } = await rank(url, query)
    expect([status, body.error], query).toEqual([422, expect.stringContaining(`${field}: `)])
    expect(body.cure, query).toBeTruthy()
  }
  for (const tags of (await tagsIn(join(folder, "mlruns"), name)).values()) expect(tags.model_rank).toBeUndefined()
})

test("with --read-only the body is the same, nothing is written, and a header says so", async () => {
  const folder = await documentStore("001")
  const before = await tagsIn(join(folder, "mlruns"), name)
  const reader = await serve([folder], { readOnly: true })
  const read = await rank(reader.url, `experiment_name=${name}`)
  expect([read.status, read.headers.get("leafwise-written")]).toEqual([200, "false"])
  expect(await tagsIn(join(folder, "mlruns"), name)).toEqual(before)
  const writer = await serve([folder])
  const written = await rank(writer.url, `experiment_name=${name}`)
  expect([written.status, written.headers.get("leafwise-written")]).toEqual([200, "true"])
  expect(written.body).toEqual(read.body)
})

test("rankings at the same time leave the tags of one of them", async () => {
  const folder = await documentStore("001")
  const { url } = await serve([folder])
  const answers = await Promise.all([3, 5, 7, 4].map((top) => rank(url, `experiment_name=${name}&top_n=${top}`)))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  const tags = [...(await tagsIn(join(folder, "mlruns"), name)).values()]
  const tops = new Set(tags.flatMap((each) => Object.keys(each).filter((key) => /^top_\d+$/.test(key))))
  const [last] = tops
  expect(tops.size).toBe(1)
  expect(tags.filter((each) => each.model_rank !== undefined)).toHaveLength(Number(last!.slice(4)))
})
