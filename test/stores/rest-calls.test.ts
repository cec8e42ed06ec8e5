import { expect, test } from "vitest"
import type { FetchInit, HttpOptions } from "../../src/data/http.js"
import { FilterError } from "../../src/stores/filter-error.js"
import { RestStore } from "../../src/stores/rest.js"
import { parseExactJson, writeExactJson } from "../../src/stores/rest-json.js"

type Outcome = Response | Error | (() => Response | Error)
interface Seen extends FetchInit {
  readonly url: string
}

/** A store over a server that answers as listed, the last answer for good. */
function storeOf(outcomes: readonly Outcome[], options: Partial<HttpOptions> = {}, url = "http://mlflow.test") {
  const seen: Seen[] = []
  const pauses: number[] = []
  const fetch = async (address: string, init: FetchInit) => {
    seen.push({ ...init, url: address })
    const outcome = outcomes[Math.min(seen.length, outcomes.length) - 1]!
    const given = typeof outcome === "function" ? outcome() : outcome
    if (given instanceof Error) throw given
    return given.clone()
  }
  const wait = async (ms: number) => void pauses.push(ms)
  return { store: new RestStore(url, { fetch, wait, ...options }), seen, pauses }
}

const json = (body: unknown, status = 200, headers = {}) => new Response(JSON.stringify(body), { status, headers })
const aRun = json({ run: { info: { run_id: "r", status: "RUNNING" }, data: {} } })
const refusedConnection = new TypeError("fetch failed", {
  cause: { code: "ECONNREFUSED", message: "connect ECONNREFUSED" },
})

test("digits behind a point are no whole number, however many", () => {
  for (const value of [0.9876543210987654, 0.09123456789012345, 12.345678901234567, -0.9999999999999999, 1e-17]) {
    expect(parseExactJson(`[${value},{"step":9007199254740993}]`)).toEqual([value, { step: 9007199254740993n }])
  }
  expect(parseExactJson("[0.98765432109876543210, 1.12345678901234567890e-5]")).toEqual([
    0.9876543210987654, 1.1234567890123457e-5,
  ])
})

test("integers beyond 2^53 and Python's own numbers keep their value", () => {
  const text =
    '{"step": 9007199254740993, "a": "x 9007199254740993 \\" NaN", "v": NaN, "i": -Infinity, "f": 1.7976931348623157e+308, "n": 12}'
  expect(parseExactJson(text)).toEqual({
    step: 9007199254740993n,
    a: 'x 9007199254740993 " NaN',
    v: Number.NaN,
    i: Number.NEGATIVE_INFINITY,
    f: Number.MAX_VALUE,
    n: 12,
  })
  // The digits of a fraction or an exponent are no integers.
  const fractions = '{"step": 9007199254740993, "a": 0.014974571716591889, "b": -1.2345678901234566e-0000000000000001}'
  expect(parseExactJson(fractions)).toEqual({
    step: 9007199254740993n,
    a: 0.014974571716591889,
    b: -0.12345678901234566,
  })
  expect(writeExactJson({ step: -9007199254740993n, value: Number.NaN, t: "1n" })).toBe(
    '{"step":-9007199254740993,"value":"NaN","t":"1n"}',
  )
})

test("what passes is tried again with growing pauses", async () => {
  const { store, seen, pauses } = storeOf([json({}, 503), new TypeError("fetch failed"), json({}, 500), aRun], {
    backOff: 1,
  })
  expect((await store.run("r")).runId).toBe("r")
  expect(seen).toHaveLength(4)
  expect(pauses.map((ms) => 2 ** Math.round(Math.log2(ms / 1000)))).toEqual([1, 2, 4])
})

test("the server says how long to wait", async () => {
  const { store, pauses } = storeOf([json({}, 429, { "retry-after": "7" }), aRun])
  await store.run("r")
  expect(pauses).toEqual([7000])
})

test("retries end, and what was refused is not retried", async () => {
  const broken = storeOf([json({ error_code: "INTERNAL_ERROR", message: "disk full" }, 500)], { retries: 2 })
  await expect(broken.store.run("r")).rejects.toThrow("http://mlflow.test: disk full")
  expect(broken.seen).toHaveLength(3)
  const refused = storeOf([json({ error_code: "RESOURCE_DOES_NOT_EXIST", message: "Run 'r' not found" }, 404)])
  await expect(refused.store.run("r")).rejects.toThrow("http://mlflow.test: Run 'r' not found")
  expect(refused.seen).toHaveLength(1)
})

test("a write is sent again only where it cannot have been done twice", async () => {
  const lost = storeOf([new TypeError("fetch failed", { cause: { code: "ECONNRESET" } }), json({})])
  await expect(lost.store.logMetric("r", "m", 1)).rejects.toThrow(/cannot be reached: ECONNRESET/)
  expect(lost.seen).toHaveLength(1)
  const broken = storeOf([json({}, 500), json({})])
  await expect(broken.store.createRun({ experimentId: "1" })).rejects.toThrow(/got 500/)
  const never = storeOf([refusedConnection, json({}, 503), json({})])
  await never.store.logMetric("r", "m", 1)
  expect(never.seen).toHaveLength(3)
  const same = storeOf([json({}, 500), json({})])
  await same.store.setTag("r", "k", "v")
  expect(same.seen).toHaveLength(2)
})

test("credentials in the address are sent as Basic and shown nowhere", async () => {
  const { store, seen } = storeOf([refusedConnection], { retries: 0 }, "https://us%20er:pa%3Ass@mlflow.test/base/")
  expect(store.name).toBe("https://mlflow.test/base")
  await expect(store.run("r")).rejects.toThrow(
    /^https:\/\/mlflow\.test\/base: cannot be reached: connect ECONNREFUSED\. Check/,
  )
  expect(seen[0]!.url).toBe("https://mlflow.test/base/api/2.0/mlflow/runs/get?run_id=r")
  expect(seen[0]!.headers.authorization).toBe(`Basic ${btoa("us er:pa:ss")}`)
})

test("a request that takes too long is ended", async () => {
  const options = {
    timeout: 20,
    retries: 0,
    fetch: (_: string, { signal }: FetchInit) =>
      new Promise<Response>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  }
  await expect(new RestStore("http://mlflow.test", options).run("r")).rejects.toThrow(/no answer in time/)
})

test("errors name the cure", async () => {
  await expect(storeOf([new Response("", { status: 401 })]).store.run("r")).rejects.toThrow(/MLFLOW_TRACKING_USERNAME/)
  const page = new Response("<!doctype html><p>hello</p>", { status: 200 })
  await expect(storeOf([page]).store.run("r")).rejects.toThrow(/expected JSON: is it an MLflow server/)
  const html = new Response("<!doctype html>\n<title>404 Not Found</title>", { status: 404 })
  await expect(storeOf([html]).store.run("r")).rejects.toThrow(/expected an MLflow tracking server that knows it/)
  const tls = new TypeError("fetch failed", {
    cause: { code: "DEPTH_ZERO_SELF_SIGNED_CERT", message: "self-signed certificate" },
  })
  const untrusted = storeOf([tls])
  await expect(untrusted.store.run("r")).rejects.toThrow(/MLFLOW_TRACKING_SERVER_CERT_PATH/)
  expect(untrusted.seen).toHaveLength(1)
})

test("a filter that the server refuses is a FilterError in its words", async () => {
  const { store } = storeOf([
    json({ error_code: "INVALID_PARAMETER_VALUE", message: "Expected numeric value type for metric. Found 'a'" }, 400),
  ])
  const search = store.searchRuns({ experimentIds: ["1"], filter: "metrics.x = 'a'" })
  await expect(search).rejects.toThrow("Expected numeric value type for metric. Found 'a'")
  await expect(store.searchRuns({ experimentIds: ["1"], filter: "metrics.x = 'a'" })).rejects.toBeInstanceOf(
    FilterError,
  )
})

test("servers before MLflow 3 have no logged models", async () => {
  const html = new Response("<!doctype html>", { status: 404 })
  const { store } = storeOf([json({ experiments: [{ experiment_id: "1" }] }), html])
  expect(await store.loggedModels()).toEqual([])
})

test("pages follow one another, and a token that comes back ends them", async () => {
  const page = (steps: number[], token?: string) =>
    json({
      metrics: steps.map((step) => ({ key: "m", value: step, timestamp: 1, step })),
      ...(token && { next_page_token: token }),
    })
  const { store } = storeOf([page([1, 2], "a"), page([3], "b"), page([], "b")])
  expect((await store.metricHistory("r", "m")).map(({ step }) => step)).toEqual([1n, 2n, 3n])
})

test("runs are counted by small questions where there are many", async () => {
  const sizes: Record<string, number> = { "1": 1234, "2": 0, "3": 1 }
  let asked = 0
  const fetch = async (url: string, { body }: FetchInit) => {
    asked++
    if (url.endsWith("experiments/search")) {
      return json({ experiments: Object.keys(sizes).map((id) => ({ experiment_id: id, name: id })) })
    }
    const { experiment_ids: ids, max_results: most, page_token: token } = JSON.parse(String(body))
    const all = (ids as string[]).flatMap((id) =>
      Array.from({ length: sizes[id]! }, () => ({ info: { experiment_id: id } })),
    )
    const from = token ? JSON.parse(atob(token)).offset : 0
    const runs = all.slice(from, from + most)
    return json({ runs, ...(from + most < all.length && { next_page_token: btoa(`{"offset": ${from + most}}`) }) })
  }
  const listed = await new RestStore("http://mlflow.test", { fetch }).experiments()
  expect(listed.map(({ experimentId, runCount }) => [experimentId, runCount])).toEqual(Object.entries(sizes))
  expect(asked).toBeLessThan(40)
})

test("artifacts that the server does not take itself are refused with the cure", async () => {
  const run = (uri: string) => json({ run: { info: { run_id: "r", artifact_uri: uri }, data: {} } })
  const bytes = new Uint8Array([1])
  const bucket = storeOf([run("s3://bucket/1/r/artifacts")])
  await expect(bucket.store.logArtifact("r", "a.txt", bytes)).rejects.toThrow(/lie at s3:\/\/bucket.*--serve-artifacts/)
  const proxied = storeOf([run("mlflow-artifacts:/1/r/artifacts"), json({})])
  await proxied.store.logArtifact("r", "dir/ü b.txt", bytes)
  expect(proxied.seen[1]!.method).toBe("PUT")
  expect(proxied.seen[1]!.url).toBe(
    "http://mlflow.test/api/2.0/mlflow-artifacts/artifacts/1/r/artifacts/dir/%C3%BC%20b.txt",
  )
})
