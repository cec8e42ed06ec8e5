import { readFile, symlink, writeFile } from "node:fs/promises"
import { request as send } from "node:http"
import { join } from "node:path"
import { expect, test } from "vitest"
import { openStore } from "../../src/node.js"
import { isLoopback, namesOf } from "../../src/server/access.js"
import { ask, documentStore, serve, tagsIn, temporaryFolder } from "./serve.js"

const name = "wf_xgboost_AAPL_f150_tr3m_te1m"
const rankPath = `/models/rank?experiment_name=${name}`

/** A request with whatever headers and path: fetch would correct both. */
function plain(
  port: number,
  path: string,
  { method = "GET", headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<{ status: number; text: string; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const sent = send({ host: "127.0.0.1", port, path, method, headers }, (answer) => {
      let text = ""
      answer.setEncoding("utf8").on("data", (part: string) => {
        text += part
      })
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text, headers: answer.headers }))
    })
    sent.on("error", reject).end(body)
  })
}

test("another host's name or page is refused, for reads as for writes", async () => {
  const folder = await documentStore("001")
  const { port } = await serve([folder])
  const foreign = [
    { host: "evil.example" },
    { host: `evil.example:${port}` },
    { host: "localhost.evil.example" },
    { host: "127.0.0.1@evil.example" },
    { origin: "https://evil.example" },
    { origin: "http://localhost.evil.example" },
    { origin: "null" },
    { origin: "file://" },
    { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" },
  ]
  for (const headers of foreign) {
    for (const [method, path] of [
      ["GET", "/experiments"],
      ["GET", "/workspace.json"],
      ["POST", rankPath],
    ] as const) {
      const { status, text } = await plain(port, path, { method, headers: headers as Record<string, string> })
      expect([status, Object.keys(JSON.parse(text))], `${method} ${path} ${JSON.stringify(headers)}`).toEqual([
        403,
        ["error", "cure"],
      ])
    }
  }
  for (const tags of (await tagsIn(join(folder, "mlruns"), name)).values()) expect(tags.model_rank).toBeUndefined()
})

test("this machine's names are accepted with any port, and a link from elsewhere opens the page", async () => {
  const { port } = await serve([await documentStore("001")])
  const own: Record<string, string>[] = [
    { host: "localhost" },
    { host: "LOCALHOST:1" },
    { host: "[::1]:8265" },
    { host: "127.0.0.1:9" },
    { origin: "http://localhost:3000" },
    { origin: "http://127.0.0.1:5173" },
    { origin: "http://[::1]:80" },
    { origin: "https://localhost" },
    { "sec-fetch-site": "same-origin" },
    { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" },
  ]
  for (const headers of own) {
    expect((await plain(port, "/experiments", { headers })).status, JSON.stringify(headers)).toBe(200)
  }
  const { headers } = await plain(port, "/experiments", { headers: { origin: "http://localhost:3000" } })
  expect(headers["access-control-allow-origin"]).toBeUndefined()
})

test("bodies that a foreign page could send unasked are refused", async () => {
  const { port } = await serve([await documentStore("001")])
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "text/json", "application/jsonp"]) {
    const sent = { method: "POST", headers: { "content-type": type }, body: '{"model":"a","data":"b"}' }
    const { status, text } = await plain(port, "/shap", sent)
    expect([status, text], type).toEqual([415, expect.stringContaining("application/json")])
  }
  const broken = { method: "POST", headers: { "content-type": "application/json" }, body: "{" }
  expect((await plain(port, "/shap", broken)).status).toBe(400)
  const proto = { ...broken, body: '{"__proto__": {"model": "a"}}' }
  expect((await plain(port, "/shap", proto)).status).toBe(400)
  const empty = { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: "" }
  expect((await plain(port, rankPath, empty)).status).toBe(200)
})

test("beyond the loopback interface writes need the token, and reads do not", async () => {
  const folder = await documentStore("001")
  const { port, token } = await serve([folder], { host: "0.0.0.0" })
  expect(token).toMatch(/^[\w-]{32}$/)
  const post = (headers: Record<string, string>) => plain(port, rankPath, { method: "POST", headers })
  for (const authorization of ["", "Bearer", "Bearer x", `Basic ${token}`, `Bearer ${token}x`, token!]) {
    const { status, text } = await post({ authorization })
    expect([status, text], authorization).toEqual([401, expect.stringContaining("Authorization: Bearer")])
    expect(text).not.toContain(token)
  }
  expect((await post({})).status).toBe(401)
  for (const tags of (await tagsIn(join(folder, "mlruns"), name)).values()) expect(tags.model_rank).toBeUndefined()
  expect((await plain(port, "/experiments")).status).toBe(200)
  expect((await post({ authorization: `Bearer ${token}` })).status).toBe(200)
  expect((await post({ authorization: `Bearer ${token}`, host: "evil.example" })).status).toBe(403)
})

test("a server on an interface answers to its own names only", () => {
  expect(["127.0.0.1", "localhost", "::1", "[::1]"].map(isLoopback)).toEqual([true, true, true, true])
  expect([...namesOf("127.0.0.1")]).toEqual([])
  expect([...namesOf("192.168.1.7")]).toEqual(["192.168.1.7"])
  expect([...namesOf("fe80::1%eth0")]).toEqual(["[fe80::1]"])
  expect([...namesOf("0.0.0.0")]).toContain("127.0.0.1")
})

test("artifacts are read inside their run only", async () => {
  const folder = await documentStore("001")
  const mlruns = join(folder, "mlruns")
  const store = await openStore(mlruns)
  const { runs } = await store.searchRuns()
  let found: { id: string; path: string } | undefined
  for (const { runId } of runs) {
    const entry = (await store.artifacts(runId)).find((each) => !each.folder)
    if (entry) found ??= { id: runId, path: entry.name }
  }
  const id = found?.id ?? runs[0]!.runId
  const place = join(mlruns, runs[0]!.experimentId, id)
  await store.logArtifact(id, "kept/a b.txt", new TextEncoder().encode("kept"))
  const outside = join(await temporaryFolder(), "secret.txt")
  await writeFile(outside, "secret")
  await symlink(outside, join(place, "artifacts", "link.txt"))
  await symlink(join(outside, ".."), join(place, "artifacts", "links"))
  await symlink(join(place, "artifacts", "kept"), join(place, "artifacts", "within"))
  const { port } = await serve([mlruns])
  const base = `/runs/${id}/artifacts`
  for (const path of ["kept/a%20b.txt", "within/a%20b.txt", "kept%2Fa%20b.txt"]) {
    expect(await plain(port, `${base}/${path}`), path).toMatchObject({ status: 200, text: "kept" })
  }
  for (const path of [
    "../meta.yaml",
    "..%2fmeta.yaml",
    "%2e%2e/meta.yaml",
    "%2e%2e%2fmeta.yaml",
    "kept/../../meta.yaml",
    "kept/..%2f..%2fmeta.yaml",
    "..%5cmeta.yaml",
    "%252e%252e%252fmeta.yaml",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "link.txt",
    "links/secret.txt",
    "kept",
    "no.txt",
    "kept/a%20b.txt%00",
  ]) {
    const { status, text } = await plain(port, `${base}/${path}`)
    expect([400, 403, 404], `${path}: ${text}`).toContain(status)
    expect(text, path).not.toMatch(/artifact_uri|^secret|root:/)
  }
  for (const query of ["..", "kept/..", "%2e%2e", "/etc", "links", "..%5c"]) {
    const { status, text } = await plain(port, `${base}?path=${query}`)
    expect([400, 403], `${query}: ${text}`).toContain(status)
  }
  expect(await readFile(outside, "utf8")).toBe("secret")
  for (const path of ["/runs/..%2f..", "/runs/%2e%2e%2f0", "/runs/a%00"]) {
    expect([400, 404], path).toContain((await plain(port, path)).status)
  }
})

test("what went wrong is told with a cure, whatever it is", async () => {
  const { url } = await serve([await documentStore("001")])
  for (const path of [
    "/nowhere",
    "/runs/0123456789abcdef0123456789abcdef",
    "/runs?experiment=nobody",
    "/runs?filter=x",
  ]) {
    const { status, body } = await ask(url + path)
    expect([400, 404], path).toContain(status)
    expect([typeof body.error, typeof body.cure], path).toEqual(["string", "string"])
  }
})
