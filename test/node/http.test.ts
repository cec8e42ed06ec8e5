import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { createServer } from "node:https"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { httpOptions } from "../../src/node/http.js"
import { RestStore } from "../../src/stores/rest.js"

const home = await mkdtemp(join(tmpdir(), "leafwise-home-"))
afterAll(() => rm(home, { recursive: true }))
const nobody = join(home, "nobody")
const url = "http://mlflow.test"
const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`

test("without variables nothing is sent and MLflow's limits count", () => {
  expect(httpOptions(url, {}, nobody)).toMatchObject({ headers: {}, timeout: 120_000, retries: 5 })
})

test("user and password win over a token, the environment over the file", async () => {
  const user = { MLFLOW_TRACKING_USERNAME: "ü", MLFLOW_TRACKING_PASSWORD: "p:q" }
  const token = { MLFLOW_TRACKING_TOKEN: "t" }
  const sent = (environment: Record<string, string>, place = nobody) =>
    httpOptions(url, environment, place).headers?.authorization
  expect(sent({ ...user, ...token })).toBe(basic("ü:p:q"))
  expect(sent(token)).toBe("Bearer t")
  expect(sent({ ...token, MLFLOW_TRACKING_USERNAME: "alone" })).toBe("Bearer t")
  await mkdir(join(home, ".mlflow"))
  const file =
    "[other]\nmlflow_tracking_username = no\n[mlflow]\n# mine\nmlflow_tracking_username = kept\nmlflow_tracking_password: s=1\n"
  await writeFile(join(home, ".mlflow/credentials"), file)
  expect(sent(token, home)).toBe(basic("kept:s=1"))
  expect(sent({ MLFLOW_TRACKING_USERNAME: "env" }, home)).toBe(basic("env:s=1"))
})

test("limits, a workspace, and variables that make no sense", () => {
  const variables = { MLFLOW_HTTP_REQUEST_TIMEOUT: "2.5", MLFLOW_HTTP_REQUEST_MAX_RETRIES: "0", MLFLOW_WORKSPACE: "w" }
  expect(httpOptions(url, variables, nobody)).toMatchObject({
    timeout: 2500,
    retries: 0,
    headers: { "x-mlflow-workspace": "w" },
  })
  expect(() => httpOptions(url, { MLFLOW_HTTP_REQUEST_TIMEOUT: "soon" }, nobody)).toThrow(/"soon", expected a number/)
  expect(() => httpOptions(url, { MLFLOW_TRACKING_SERVER_CERT_PATH: "/no/such.pem" }, nobody)).toThrow(
    /expected a file of certificates/,
  )
  const both = { MLFLOW_TRACKING_INSECURE_TLS: "true", MLFLOW_TRACKING_SERVER_CERT_PATH: "x" }
  expect(() => httpOptions(url, both, nobody)).toThrow(/both set, expected one/)
  expect(() => httpOptions(url, { MLFLOW_TRACKING_AWS_SIGV4: "true" }, nobody)).toThrow(/AWS is not supported/)
})

test("TLS: certificates of the server and of the client, none, and none looked at", async () => {
  const folder = join(import.meta.dirname, "tls")
  const own = await readFile(join(folder, "both.pem"))
  const cert = await readFile(join(folder, "cert.pem"))
  const bodies: string[] = []
  const server = createServer(
    { key: own, cert: own, ca: cert, requestCert: true, rejectUnauthorized: false },
    (request, response) => {
      const isKnown = (request.socket as { authorized?: boolean }).authorized === true
      if (request.url === "/moved/api/2.0/mlflow/runs/get?run_id=r") {
        response.writeHead(302, { location: "/api/2.0/mlflow/runs/get?run_id=r" }).end()
        return
      }
      request.setEncoding("utf8").on("data", (chunk) => bodies.push(chunk))
      const answer = { run: { info: { run_id: "r", user_id: isKnown ? "known" : "unknown" }, data: {} } }
      request.on("end", () =>
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer)),
      )
    },
  )
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = `https://localhost:${(server.address() as { port: number }).port}`
  const open = (environment: Record<string, string>, place = address) =>
    new RestStore(place, { ...httpOptions(place, environment, nobody), retries: 0 })
  const path = join(folder, "cert.pem")
  try {
    await expect(open({}).run("r")).rejects.toThrow(/self-signed certificate.*MLFLOW_TRACKING_SERVER_CERT_PATH/)
    expect((await open({ MLFLOW_TRACKING_INSECURE_TLS: "true" }).run("r")).userId).toBe("unknown")
    const trusted = { MLFLOW_TRACKING_SERVER_CERT_PATH: path }
    expect((await open(trusted).run("r")).userId).toBe("unknown")
    const client = { ...trusted, MLFLOW_TRACKING_CLIENT_CERT_PATH: join(folder, "both.pem") }
    expect((await open(client).run("r")).userId).toBe("known")
    expect((await open(trusted, `${address}/moved`).run("r")).runId).toBe("r")
    await open(trusted).setTag("r", "k", "ü")
    expect(bodies).toEqual(['{"run_id":"r","key":"k","value":"ü"}'])
  } finally {
    server.closeAllConnections()
    server.close()
  }
})
