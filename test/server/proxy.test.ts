import { createServer, type IncomingHttpHeaders, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { httpOptions } from "../../src/node/http.js"
import { isSearch, refusePath } from "../../src/server/mlflow-api.js"
import type { RunningServer, ServerOptions } from "../../src/server.js"
import { ask, serve, temporaryFolder } from "./serve.js"

interface Got {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A server that says what it was asked, in the place of a tracking server. */
async function echo(): Promise<{ url: string; got: Got[] }> {
  const got: Got[] = []
  const server: Server = createServer((request, response) => {
    let body = ""
    request.setEncoding("utf8").on("data", (part: string) => {
      body += part
    })
    request.on("end", () => {
      got.push({ method: request.method!, url: request.url!, headers: request.headers, body })
      const missing = request.url!.includes("missing")
      response.writeHead(missing ? 404 : 200, {
        "content-type": request.url!.startsWith("/base/get-artifact") ? "text/html" : "application/json",
        "set-cookie": "session=1",
      })
      response.end('{"ok":true}')
    })
  })
  await new Promise<void>((done) => void server.listen(0, "127.0.0.1", done))
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/base/`, got }
}

async function proxy(options: Partial<ServerOptions> = {}): Promise<{ server: RunningServer; got: Got[] }> {
  const { url, got } = await echo()
  const environment = { MLFLOW_TRACKING_USERNAME: "user", MLFLOW_TRACKING_PASSWORD: "pass" }
  const http = httpOptions(url, environment, join(await temporaryFolder(), "nobody"))
  const server = await serve([await temporaryFolder()], { tracking: { url, http }, stores: [], ...options })
  return { server, got }
}

const json = { "content-type": "application/json" }

test("MLflow's API is handed on with the environment's credentials, which the page does not see", async () => {
  const { server, got } = await proxy()
  const body = JSON.stringify({ experiment_ids: ["1"] })
  const headers = { ...json, authorization: "Bearer mine", cookie: "mine=1", origin: "http://localhost:1" }
  const found = await ask(`${server.url}/mlflow/api/2.0/mlflow/runs/search`, { method: "POST", headers, body })
  expect([found.status, found.body]).toEqual([200, { ok: true }])
  expect([found.headers.get("set-cookie"), found.headers.get("leafwise-written")]).toEqual([null, null])
  await ask(`${server.url}/mlflow/ajax-api/2.0/mlflow/experiments/get?experiment_id=1&x=%2e%2e`)
  const set = await ask(`${server.url}/mlflow/api/2.0/mlflow/runs/set-tag`, {
    method: "POST",
    headers: json,
    body: "{}",
  })
  expect(set.headers.get("leafwise-written")).toBe("true")
  expect(got.map(({ method, url }) => `${method} ${url}`)).toEqual([
    "POST /base/api/2.0/mlflow/runs/search",
    "GET /base/ajax-api/2.0/mlflow/experiments/get?experiment_id=1&x=%2e%2e",
    "POST /base/api/2.0/mlflow/runs/set-tag",
  ])
  expect(got[0]!.body).toBe(body)
  for (const { headers: sent } of got) {
    expect(sent.authorization).toBe(`Basic ${btoa("user:pass")}`)
    expect([sent.cookie, sent.origin]).toEqual([undefined, undefined])
  }
  expect((await ask(`${server.url}/mlflow/api/2.0/mlflow/runs/get?run_id=missing`)).status).toBe(404)
})

test("artifacts pass as bytes and are never shown as a page", async () => {
  const { server, got } = await proxy()
  const page = await fetch(`${server.url}/mlflow/get-artifact?run_id=a&path=page.html`)
  expect(page.headers.get("content-type")).toBe("application/octet-stream")
  const put = { method: "PUT", headers: { "content-type": "application/octet-stream" }, body: "bytes" }
  const place = "/mlflow/api/2.0/mlflow-artifacts/artifacts/1/run/artifacts/a%20b.txt"
  expect((await fetch(server.url + place, put)).status).toBe(200)
  expect([got[1]!.method, got[1]!.url, got[1]!.body]).toEqual(["PUT", `/base${place.slice("/mlflow".length)}`, "bytes"])
})

test("nothing but MLflow's API can be reached", () => {
  const refused: readonly (readonly [method: string, path: string])[] = [
    ["GET", "/"],
    ["GET", "/admin"],
    ["GET", "/api/2.0/mlflow"],
    ["GET", "/api/2.0/mlflow/../../admin"],
    ["GET", "/api/2.0/mlflow/runs/%2e%2e/%2e%2e/admin"],
    ["GET", "/api/2.0/mlflow/runs/..%2fget"],
    ["GET", "/api/2.0/mlflow/runs/..%5cget"],
    ["GET", "/api/2.0/mlflow/runs/%252e%252e"],
    ["GET", "/api/2.0/mlflow/runs//get"],
    ["GET", "/api/2.0/mlflow/gateway-proxy"],
    ["POST", "/ajax-api/2.0/mlflow/gateway-proxy"],
    ["POST", "/api/2.0/mlflow/webhooks"],
    ["POST", "/api/2.0/mlflow/users/create"],
    ["PUT", "/api/2.0/mlflow/runs/search"],
    ["POST", "/get-artifact"],
    ["POST", "/health"],
    ["GET", "/api/1.0/mlflow/runs/get"],
    ["GET", "/api/2.0/mlflow-artifacts/artifacts/../../x"],
    ["GET", "@evil.example/api/2.0/mlflow/runs/get"],
    ["GET", "/%"],
  ]
  for (const [method, path] of refused) expect(refusePath(method, path), `${method} ${path}`).toBeTruthy()
  for (const [method, path] of [
    ["POST", "/api/2.0/mlflow/runs/search"],
    ["GET", "/api/2.0/mlflow/metrics/get-history"],
    ["PATCH", "/api/2.0/mlflow/registered-models/update"],
    ["DELETE", "/api/2.0/mlflow/model-versions/delete-tag"],
    ["GET", "/api/3.0/mlflow/traces/search"],
    ["GET", "/get-artifact"],
    ["GET", "/version"],
  ] as const) {
    expect(refusePath(method, path), `${method} ${path}`).toBeUndefined()
  }
  expect(isSearch("/api/2.0/mlflow/runs/search")).toBe(true)
  expect(isSearch("/api/2.0/mlflow/runs/create")).toBe(false)
  expect(isSearch("/api/2.0/mlflow/runs/create/..%2fsearch")).toBe(false)
})

test("a reading server hands on searches only, and a reachable one asks for its token", async () => {
  const reader = await proxy({ readOnly: true })
  const search = { method: "POST", headers: json, body: "{}" }
  const [find, tag] = ["runs/search", "runs/set-tag"].map((path) => `/mlflow/api/2.0/mlflow/${path}`)
  expect((await ask(reader.server.url + find, search)).status).toBe(200)
  const refused = await ask(reader.server.url + tag, search)
  expect([refused.status, refused.headers.get("leafwise-written")]).toEqual([403, "false"])
  expect(reader.got).toHaveLength(1)
  const open = await proxy({ host: "0.0.0.0" })
  expect((await ask(open.server.url + find, search)).status).toBe(200)
  expect((await ask(open.server.url + tag, search)).status).toBe(401)
  const allowed = { ...search, headers: { ...json, authorization: `Bearer ${open.server.token}` } }
  expect((await ask(open.server.url + tag, allowed)).status).toBe(200)
})

test("a tracking server that is not there is a bad gateway, with the cure", async () => {
  const { url } = await echo()
  const gone = new URL(url)
  gone.port = "1"
  const http = { ...httpOptions(gone.href, {}), retries: 0 }
  const server = await serve([await temporaryFolder()], { tracking: { url: gone.href, http }, stores: [] })
  const { status, body } = await ask(`${server.url}/mlflow/version`)
  expect([status, body.cure]).toEqual([502, expect.stringContaining("mlflow server")])
})
