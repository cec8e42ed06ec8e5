import { readFileSync } from "node:fs"
import { request as plainRequest } from "node:http"
import { Agent, request } from "node:https"
import { homedir } from "node:os"
import { join } from "node:path"
import { basicAuthorization, type Fetch, type FetchInit, type HttpOptions } from "../data/http.js"
import { localArtifacts } from "./local-artifacts.js"

type Environment = Readonly<Record<string, string | undefined>>

/**
 * How MLflow's own client would speak to a server: its environment variables for user and password, token, certificates,
 * timeout and retries, and `~/.mlflow/credentials`.
 * @throws Error for a variable that makes no sense, or a way to sign in that is not supported.
 */
export function httpOptions(
  url: string,
  environment: Environment = process.env,
  home: string = homedir(),
): HttpOptions {
  if (/^(true|1)$/i.test(environment.MLFLOW_TRACKING_AWS_SIGV4 ?? "")) {
    throw new Error("MLFLOW_TRACKING_AWS_SIGV4 is set, expected a user and password or a token: AWS is not supported")
  }
  const workspace = environment.MLFLOW_WORKSPACE?.trim()
  return {
    fetch: fetchWith(tlsOptions(environment)),
    headers: { ...authorizationOf(environment, home), ...(workspace && { "x-mlflow-workspace": workspace }) },
    timeout: 1000 * numberOf(environment, "MLFLOW_HTTP_REQUEST_TIMEOUT", 120),
    retries: numberOf(environment, "MLFLOW_HTTP_REQUEST_MAX_RETRIES", 5),
    backOff: numberOf(environment, "MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", 0.25),
    localArtifact: localArtifacts(url),
  }
}

/** User and password win over a token, and the environment over the file, as in MLflow. */
function authorizationOf(environment: Environment, home: string): Record<string, string> {
  const kept = credentialsIn(join(home, ".mlflow", "credentials"))
  const user = environment.MLFLOW_TRACKING_USERNAME || kept.mlflow_tracking_username
  const password = environment.MLFLOW_TRACKING_PASSWORD || kept.mlflow_tracking_password
  if (user && password) return basicAuthorization(user, password)
  const token = environment.MLFLOW_TRACKING_TOKEN
  return token ? { authorization: `Bearer ${token}` } : {}
}

/** The section `[mlflow]` of an INI file as Python's configparser reads it; nothing where there is no file. */
function credentialsIn(path: string): Record<string, string> {
  const found: Record<string, string> = {}
  let section = ""
  for (const line of textOf(path).split(/\r?\n/)) {
    section = /^\[(.+)\]/.exec(line)?.[1] ?? section
    const [, key, value] = /^\s*([^#;\s=:][^=:]*?)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? []
    if (section === "mlflow" && key && value !== undefined) found[key.toLowerCase()] = value
  }
  return found
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return ""
  }
}

function numberOf(environment: Environment, name: string, fallback: number): number {
  const text = environment[name]?.trim()
  if (!text) return fallback
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text)
  throw new Error(`${name} is ${JSON.stringify(text)}, expected a number of at least 0`)
}

interface TlsOptions {
  readonly rejectUnauthorized?: boolean
  readonly ca?: Buffer
  /** The client's certificate and its key lie in one file. */
  readonly cert?: Buffer
  readonly key?: Buffer
}

function tlsOptions(environment: Environment): TlsOptions {
  const insecure = /^(true|1)$/i.test(environment.MLFLOW_TRACKING_INSECURE_TLS ?? "")
  const server = environment.MLFLOW_TRACKING_SERVER_CERT_PATH
  const client = environment.MLFLOW_TRACKING_CLIENT_CERT_PATH
  if (insecure && server) {
    throw new Error("MLFLOW_TRACKING_INSECURE_TLS and MLFLOW_TRACKING_SERVER_CERT_PATH are both set, expected one")
  }
  const own = client && certificate("MLFLOW_TRACKING_CLIENT_CERT_PATH", client)
  return {
    ...(insecure && { rejectUnauthorized: false }),
    ...(server && { ca: certificate("MLFLOW_TRACKING_SERVER_CERT_PATH", server) }),
    ...(own && { cert: own, key: own }),
  }
}

function certificate(name: string, path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw new Error(`${name} is ${path}, expected a file of certificates (PEM): ${(cause as Error).message}`, { cause })
  }
}

/** Node's own fetch takes no certificates: with some, requests go through `node:https`. */
function fetchWith(tls: TlsOptions): Fetch {
  if (Object.keys(tls).length === 0) return fetch
  const agent = new Agent({ ...tls, keepAlive: true })
  return (url, init) => followed(url, init, agent, 5)
}

async function followed(url: string, init: FetchInit, agent: Agent, hops: number): Promise<Response> {
  const response = await once(url, init, agent)
  const place = response.headers.get("location")
  if (init.method !== "GET" || ![301, 302, 303, 307, 308].includes(response.status) || !place) return response
  const next = new URL(place, url)
  if (hops === 0) throw new Error(`too many redirects, the last to ${next.origin}${next.pathname}`)
  // What signs in at one host is not told to another.
  const { authorization, ...others } = init.headers
  const headers = next.origin === new URL(url).origin && authorization ? { ...others, authorization } : others
  return followed(next.href, { ...init, headers }, agent, hops - 1)
}

function once(url: string, { method, headers, body, signal }: FetchInit, agent: Agent): Promise<Response> {
  const secure = url.startsWith("https:")
  const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) }
  return new Promise((resolve, reject) => {
    // A failure looks as that of fetch: its reason is the cause.
    const fail = (cause: Error) =>
      reject(cause.name === "TimeoutError" ? cause : new TypeError("fetch failed", { cause }))
    const options = { method, headers: { ...headers, ...length }, signal, ...(secure && { agent }) }
    const sent = (secure ? request : plainRequest)(url, options, (answer) => {
      const chunks: Buffer[] = []
      answer.on("data", (chunk: Buffer) => chunks.push(chunk))
      answer.on("error", fail)
      answer.on("end", () => {
        const given = Object.entries(answer.headers).map(([name, value]): [string, string] => [name, String(value)])
        const status = answer.statusCode ?? 502
        resolve(
          new Response([204, 205, 304].includes(status) ? null : Buffer.concat(chunks), { status, headers: given }),
        )
      })
    })
    sent.on("error", (error) => fail(signal.aborted ? signal.reason : error))
    sent.end(body)
  })
}
