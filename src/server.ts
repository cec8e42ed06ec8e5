import { randomBytes } from "node:crypto"
import type { AddressInfo } from "node:net"
import { fileURLToPath } from "node:url"
import fastifyStatic from "@fastify/static"
import Fastify, { type FastifyInstance } from "fastify"
import type { Files } from "./data/files.js"
import type { EngineCalls } from "./engine-calls.js"
import { Engine, storesIn } from "./node.js"
import { type Access, checkCaller, checkToken, isLoopback, namesOf } from "./server/access.js"
import { answerErrors } from "./server/answer-errors.js"
import { addApi } from "./server/api.js"
import { addBodyParsers } from "./server/body-parsers.js"
import { LargeStores } from "./server/large-stores.js"
import { listen } from "./server/listen.js"
import { addMlflowProxy, isProxiedRead, type Tracking } from "./server/mlflow-proxy.js"
import { ServedStores } from "./server/served-stores.js"
import { addWorkspace } from "./server/workspace-routes.js"
import { Writes } from "./server/writes.js"
import type { RunStore } from "./stores/run-store.js"

export type { Tracking } from "./server/mlflow-proxy.js"

export interface ServerOptions {
  /** What the page shows when it opens. */
  readonly files: Files
  /** The first port to try; the next free one is taken. 0 takes any. */
  readonly port: number
  /** Where to listen: 127.0.0.1 by default. Elsewhere every write needs the token. */
  readonly host?: string
  /** What the API answers for: by default the stores among the files. */
  readonly stores?: readonly RunStore[]
  /** A tracking server that pages reach as `/mlflow/`. */
  readonly tracking?: Tracking
  /** Answers as ever, and writes nothing. */
  readonly readOnly?: boolean
  /** Threads to work on; all cores by default. */
  readonly threads?: number
  /** Who computes; an engine on these threads by default, which is made when it is first needed. */
  readonly engine?: EngineCalls
  /** The built playground; the package's own by default. */
  readonly page?: string
}

export interface RunningServer {
  readonly url: string
  readonly port: number
  /** What writes from anywhere have to bring, where other machines can connect. */
  readonly token?: string
  close(): Promise<void>
}

/** Nothing but this server may be talked to, and nothing but the page's own code may run. */
const policy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ")

const headers = {
  "content-security-policy": policy,
  "cross-origin-resource-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
}

/** Serves the playground, the files it opens and the HTTP API; on the loopback interface unless told otherwise. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host = "127.0.0.1", port, page = ownPage() } = options
  const token = isLoopback(host) ? undefined : randomBytes(24).toString("base64url")
  const server = Fastify({ logger: false, forceCloseConnections: true, routerOptions: { maxParamLength: 4096 } })
  const end = await prepare(server, options, { names: namesOf(host), ...(token !== undefined && { token }) })
  await server.register(fastifyStatic, { root: page, index: "index.html", cacheControl: false })
  await listen(server, host.replace(/^\[|\]$/g, ""), port)
  const { port: taken } = server.server.address() as AddressInfo
  const close = (): Promise<void> => server.close().then(end)
  const url = `http://${addressOf(host)}:${taken}`
  return { url, port: taken, close, ...(token !== undefined && { token }) }
}

/** All but the page. Returns what ends the work that goes on. */
async function prepare(server: FastifyInstance, options: ServerOptions, access: Access): Promise<() => Promise<void>> {
  const { files, tracking, readOnly = false, threads } = options
  answerErrors(server)
  addBodyParsers(server)
  server.addHook("onRequest", async (request, reply) => {
    reply.headers(headers)
    checkCaller(request, access)
    const reads = /^(GET|HEAD|OPTIONS)$/.test(request.method) || isProxiedRead(request)
    if (!reads) checkToken(request, access)
  })
  let own: Promise<EngineCalls> | undefined
  const engine = async (): Promise<EngineCalls> => {
    own ??= options.engine ? undefined : Engine.create(threads === undefined ? {} : { threads })
    return options.engine ?? own!
  }
  const stores = new ServedStores(async () => options.stores ?? (await storesIn(files)).stores)
  const writes = new Writes(readOnly)
  addWorkspace(server, files, new LargeStores(files, stores))
  addApi(server, { files, stores, writes, engine })
  if (tracking) await addMlflowProxy(server, tracking, writes)
  return async () => (await own)?.close()
}

function addressOf(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1"
  return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host
}

function ownPage(): string {
  return fileURLToPath(new URL("./playground/", import.meta.url))
}
