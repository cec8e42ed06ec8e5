import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import type { FetchInit } from "../../src/data/http.js"
import { RestStore } from "../../src/stores/rest.js"
import type { Json } from "../../src/stores/rest-run.js"

/** What a real server of MLflow 3.17.2 was asked and answered, one exchange after the other. */
interface Exchange {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly body: Json | string | null
  readonly status: number
  readonly answer: string
}

const exchanges: Exchange[] = JSON.parse(await readFile(join(import.meta.dirname, "answers-3.17.2.json"), "utf8"))
const named = (name: string) => exchanges.find((each) => each.name === name)!
const url = "http://server"

/** A store whose requests get the captured answers, in their order. What both questions name has to be the same. */
function answering(names: readonly string[]): { store: RestStore; left: string[] } {
  const left = [...names]
  const fetch = async (address: string, { method, body }: FetchInit) => {
    const exchange = named(left.shift()!)
    const [ours, theirs] = [new URL(address), new URL(url + exchange.path)]
    expect(`${method} ${ours.pathname}`).toBe(`${exchange.method} ${theirs.pathname}`)
    for (const [key, value] of theirs.searchParams) {
      if (!/^(max_results|run_uuid|filter)$/.test(key)) expect(ours.searchParams.get(key), key).toBe(value)
    }
    if (typeof exchange.body === "object" && exchange.body !== null && !("_too_long_to_keep" in exchange.body)) {
      const sent = JSON.parse(String(body)) as Json
      for (const [key, value] of Object.entries(exchange.body)) if (key in sent) expect(sent[key], key).toEqual(value)
    }
    return new Response(exchange.answer, { status: exchange.status })
  }
  return { store: new RestStore(url, { fetch, retries: 0 }), left }
}

type Ask = (store: RestStore, answer: Json) => Promise<unknown>
const ranked = "2e64573e42a548f1a0fba3ba35790a5d"
const edge = "31be0a4083784a8e940ab0d3bdd8b7fa"
const written = "701a2cd61bdd4e22a4454c0248d545e0"
const filed = "63907d6a18504928a0e415517d600d09"
const list = (value: unknown) => (value ?? []) as Json[]
const texts = (value: unknown) => Object.fromEntries(list(value).map(({ key, value }) => [key, value]))

/** What a run is by its answer. */
function runIn({ info, data, inputs }: Json): object {
  const { run_id, run_name, experiment_id, status, start_time, end_time, user_id, artifact_uri } = info as Json
  const { metrics, params, tags } = data as Json
  const numbers = list(metrics).map(({ key, value }) => {
    const number = Number(value)
    return [key, Math.abs(number) === Number.MAX_VALUE ? number * 2 : number]
  })
  const sets = list((inputs as Json | undefined)?.dataset_inputs).map(({ dataset, tags }) => {
    const { name, digest } = dataset as Json
    return { name, digest, context: texts(tags)["mlflow.data.context"] }
  })
  return {
    ...{ runId: run_id, runName: run_name, experimentId: experiment_id, status, userId: user_id },
    ...{ startTime: start_time, endTime: end_time ?? null, artifactUri: artifact_uri, datasets: sets },
    ...{ metrics: Object.fromEntries(numbers), params: texts(params), tags: texts(tags) },
  }
}

async function sameRuns(store: RestStore, answer: Json, query: Parameters<RestStore["searchRuns"]>[0]): Promise<void> {
  const { runs, nextPageToken } = await store.searchRuns(query)
  expect(runs).toMatchObject(list(answer.runs).map(runIn))
  expect(runs).toHaveLength(list(answer.runs).length)
  expect(nextPageToken).toBe(answer.next_page_token)
}

const search =
  (query: Parameters<RestStore["searchRuns"]>[0]): Ask =>
  (store, answer) =>
    sameRuns(store, answer, query)
const run =
  (id: string): Ask =>
  async (store, answer) =>
    expect(await store.run(id)).toMatchObject(runIn(answer.run as Json))
const history =
  (id: string, key: string): Ask =>
  async (store, answer) =>
    expect((await store.metricHistory(id, key)).map(({ value, timestamp }) => [value, timestamp])).toEqual(
      list(answer.metrics).map(({ value, timestamp }) => {
        const number = Number(value)
        return [Math.abs(number) === Number.MAX_VALUE ? number * 2 : number, timestamp]
      }),
    )
const files =
  (path: string): Ask =>
  async (store, answer) =>
    expect((await store.artifacts(filed, path)).map(({ name, folder }) => [name, folder])).toEqual(
      list(answer.files).map((file) => [String(file.path).split("/").at(-1), file.is_dir === true]),
    )
const bytes = (path: string, name: string): [string, Ask] => [
  name,
  async (store) => expect(new TextDecoder().decode(await store.readArtifact(filed, path))).toBe(named(name).answer),
]
const at = { timestamp: 1700000000001, step: 1 }
const byRank = { experimentIds: ["2"], orderBy: ["metrics.avg_test_r2 DESC"], maxResults: 2 }

const answered: [string, Ask][] = [
  ["runs search page 1", search(byRank)],
  ["runs search page 2", search({ ...byRank, pageToken: "eyJvZmZzZXQiOiAyfQ==" })],
  ["runs search NaN", search({ experimentIds: ["2"], filter: "attributes.run_name = 'rf-b'" })],
  ["runs search inf", search({ experimentIds: ["3"], filter: "attributes.run_name LIKE 'numbers%'" })],
  ["runs search deleted", search({ experimentIds: ["2"], view: "DELETED_ONLY" })],
  ["runs search all views", search({ experimentIds: ["2"], view: "ALL", maxResults: 1 })],
  ["runs search no experiments", search({ experimentIds: [] })],
  ["runs search unknown experiment", search({ experimentIds: ["424242"] })],
  [
    "runs search children",
    search({
      experimentIds: ["1"],
      filter: "tags.mlflow.parentRunId = '721a0573944147ddb64660422d1999ad'",
      orderBy: ["params.fold ASC"],
      maxResults: 2,
    }),
  ],
  ["runs get", run(ranked)],
  ["runs get with datasets", run("47fb76d952af4d09a64241936dabf8d1")],
  ["runs get running", run("5a71f6e0a5a546f1951cc30fc2d2ed29")],
  ["metrics history", history("c2f6ea45abae4d0495eea66b8ff32338", "window_test_roc_auc")],
  ["metrics history nan inf", history(edge, "nan_last")],
  ["metrics history inf", history(edge, "inf_only")],
  ["metrics history big step", history(edge, "big_step")],
  ["metrics history nested key", history("a74faa086e68482c88d5b4455053f366", "val/auc")],
  ["metrics history absent", history(ranked, "absent")],
  ["artifacts list root", files("")],
  ["artifacts list dir", files("importance")],
  ["artifacts list absent", files("nope")],
  bytes("config.json", "get-artifact run_id"),
  bytes("importance/permutation.csv", "get-artifact csv"),
  bytes("dir with space/file name.txt", "get-artifact space"),
  [
    "runs create",
    async (store, answer) => {
      const tags = { "mlflow.source.type": "LOCAL" }
      const facts = { experimentId: "2", startTime: 1700000000000, runName: "rest-run", userId: "ts", tags }
      expect(await store.createRun(facts)).toMatchObject(runIn(answer.run as Json))
    },
  ],
  ["log-metric", (store) => store.logMetric(written, "m", 0.5, at)],
  ["log-metric NaN string", (store) => store.logMetric(written, "m_nan", Number.NaN, at)],
  [
    "log-metric Infinity string",
    (store) => store.logMetric(written, "m_inf", Number.POSITIVE_INFINITY, { timestamp: at.timestamp }),
  ],
  ["log-parameter", (store) => store.logParam(written, "p", "1")],
  ["log-parameter same again", (store) => store.logParam(written, "p", "1")],
  ["set-tag", (store) => store.setTag(written, "rank", "1")],
  ["set-tag overwrite", (store) => store.setTag(written, "rank", "2")],
  ["set-tag runName", (store) => store.setTag(written, "mlflow.runName", "renamed by tag")],
  ["delete-tag", (store) => store.deleteTag(written, "rank")],
  [
    "runs update",
    (store) => store.updateRun(written, { status: "FINISHED", endTime: 1700000009999, runName: "final name" }),
  ],
  ["runs delete", (store) => store.deleteRun(written)],
  ["runs restore", (store) => store.restoreRun(written)],
  ["set-experiment-tag", (store) => store.setExperimentTag("2", "best", "lgbm-a")],
  ["experiments create", async (store) => expect(await store.createExperiment("from-rest")).toBe("7")],
  ["registered-models alias set", (store) => store.setModelAlias("forecaster", "best-r2", "2")],
  ["registered-models alias delete", (store) => store.deleteModelAlias("forecaster", "best-r2")],
  ["model-versions transition", (store) => store.setModelStage("forecaster", "2", "Production", true)],
  ["model-versions set-tag", (store) => store.setModelVersionTag("forecaster", "1", "avg_test_r2", "0.04")],
  [
    "logged-models get",
    async (store, answer) => {
      const { info, data } = answer.model as { info: Json; data: Json }
      expect(
        (await store.modelPoints(String(info.model_id))).map(({ key, value, step }) => [key, value, Number(step)]),
      ).toEqual(list(data.metrics).map(({ key, value, step }) => [key, value, step ?? 0]))
    },
  ],
]

test.for(answered)("3.17.2, %s", async ([name, ask]) => {
  const { store, left } = answering([name])
  await ask(store, JSON.parse(named(name).answer.startsWith("{") ? named(name).answer : "{}"))
  expect(left).toEqual([])
})

test("3.17.2, registry and logged models", async () => {
  const models = JSON.parse(named("registered-models search").answer)
  const { store } = answering(["registered-models search", "model-versions search"])
  const found = await store.registeredModels()
  expect(found.map(({ name }) => name)).toEqual(list(models.registered_models).map(({ name }) => name))
  const versions = list(JSON.parse(named("model-versions search").answer).model_versions)
  expect(
    found.find(({ name }) => name === "forecaster")!.versions.map(({ version, stage }) => [version, stage]),
  ).toEqual(versions.map((each) => [each.version, each.current_stage]))
  const logged = answering(["runs get", "logged-models search"])
  const [model] = await logged.store.loggedModels({ runId: ranked })
  expect(model).toMatchObject({ name: "lm-ranked", status: "READY", modelType: "forecaster", params: { horizon: "5" } })
})

const refused: [string, Ask][] = [
  ["runs search bad filter", (store) => store.searchRuns({ experimentIds: ["2"], filter: "metrics.x = 'a'" })],
  ["runs search OR", (store) => store.searchRuns({ experimentIds: ["2"], filter: "metrics.x > 1 OR metrics.x < 0" })],
  ["runs get missing", (store) => store.run("00000000000000000000000000000000")],
  ["runs get bad id", (store) => store.run("../../etc")],
  ["artifacts list traversal", (store) => store.artifacts(filed, "../..")],
  ["log-metric bad key", (store) => store.logMetric(written, "a@b", 1, { timestamp: 1 })],
  ["log-parameter changed", (store) => store.logParam(written, "p", "2")],
  ["delete-tag absent", (store) => store.deleteTag(written, "rank")],
  ["set-tag on deleted run", (store) => store.setTag(written, "t", "v")],
  ["experiments create again", (store) => store.createExperiment("from-rest")],
  ["registered-models alias reserved", (store) => store.setModelAlias("forecaster", "v3", "2")],
  ["get-artifact absent", (store) => store.readArtifact(filed, "nope.txt")],
  ["get-artifact traversal", (store) => store.readArtifact(filed, "../meta.yaml")],
]

test.for(refused)("3.17.2 refuses: %s", async ([name, ask]) => {
  const { message } = JSON.parse(named(name).answer)
  await expect(ask(answering([name]).store, {})).rejects.toThrow(message)
})

test("3.17.2 refuses an origin and a host in its own words", async () => {
  const blocked = named("cors POST foreign origin")
  const fetch = async () => new Response(blocked.answer, { status: blocked.status })
  await expect(new RestStore(url, { fetch, retries: 0 }).searchRuns({ experimentIds: ["0"] })).rejects.toThrow(
    /Cross-origin request blocked.*allowed hosts and origins/,
  )
  const unknown = named("no such endpoint")
  const lost = async () => new Response(unknown.answer, { status: unknown.status })
  await expect(new RestStore(url, { fetch: lost, retries: 0 }).run(ranked)).rejects.toThrow(
    /tracking server that knows it/,
  )
})
