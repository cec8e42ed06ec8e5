import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import { basicAuthorization, type HttpOptions } from "../data/http.js"
import { ApiError } from "./api-error.js"
import { isSearch, refusePath } from "./mlflow-api.js"
import { sendBytes } from "./send-bytes.js"
import { WRITTEN, type Writes } from "./writes.js"

/** A tracking server, and how it is spoken to. */
export interface Tracking {
  readonly url: string
  readonly http: HttpOptions
}

/** Of one request: artifacts are uploaded whole. */
const MOST_BYTES = 2 ** 29

/**
 * Hands requests below `/mlflow/` on to a tracking server, which a page may not call itself. What signs in there is
 * added here: pages never see it.
 */
export async function addMlflowProxy(server: FastifyInstance, tracking: Tracking, writes: Writes): Promise<void> {
  await server.register(async (inner) => {
    inner.removeContentTypeParser("application/json")
    inner.addContentTypeParser(
      ["application/json", "application/octet-stream"],
      { parseAs: "buffer", bodyLimit: MOST_BYTES },
      (_request, body, done) => done(null, body),
    )
    inner.route<{ Params: { "*": string } }>({
      method: ["GET", "POST", "PUT", "PATCH", "DELETE"],
      url: "/mlflow/*",
      bodyLimit: MOST_BYTES,
      handler: (request, reply) => handOn(request, reply, tracking, writes),
    })
  })
}

/** Whether a request to the proxy changes nothing at the other end. */
export function isProxiedRead({ method, url }: Pick<FastifyRequest, "method" | "url">): boolean {
  const [path = ""] = url.split("?")
  return path.startsWith("/mlflow/") && method === "POST" && isSearch(path.slice("/mlflow".length))
}

async function handOn(
  request: FastifyRequest,
  reply: FastifyReply,
  { url, http }: Tracking,
  writes: Writes,
): Promise<FastifyReply> {
  const { method } = request
  const [raw = "", query] = request.url.slice("/mlflow".length).split(/\?(.*)/s)
  const refused = refusePath(method, raw)
  if (refused) throw new ApiError(403, refused, "Only MLflow's API is handed on; GET /docs says which part of it.")
  const changes = method !== "GET" && !isProxiedRead(request)
  if (changes && writes.readOnly) {
    reply.header(WRITTEN, "false")
    throw new ApiError(403, `${method} ${raw} writes, and this server only reads`, "Start it without --read-only.")
  }
  const base = new URL(url)
  const target = `${base.origin}${base.pathname.replace(/\/+$/, "")}${raw}${query === undefined ? "" : `?${query}`}`
  const answer = await ask(target, request, reply, http, base)
  if (changes) reply.header(WRITTEN, String(answer.ok))
  return forward(answer, raw, reply)
}

async function ask(
  target: string,
  request: FastifyRequest,
  reply: FastifyReply,
  http: HttpOptions,
  { origin, username, password }: URL,
): Promise<Response> {
  const left = new AbortController()
  reply.raw.once("close", () => left.abort())
  const body = Buffer.isBuffer(request.body) && request.body.length > 0 ? new Uint8Array(request.body) : undefined
  const type = request.headers["content-type"]
  const known = username === "" ? {} : basicAuthorization(decodeURIComponent(username), decodeURIComponent(password))
  try {
    return await http.fetch(target, {
      method: request.method,
      headers: { accept: "*/*", ...(body && type && { "content-type": type }), ...http.headers, ...known },
      ...(body && { body }),
      signal: AbortSignal.any([left.signal, AbortSignal.timeout(http.timeout ?? 120_000)]),
    })
  } catch (error) {
    const { name, message, cause } = error as Error
    if (name === "TimeoutError") throw new ApiError(504, `${origin} did not answer in time`, "Try again.")
    const reason = cause instanceof Error && cause.message ? cause.message : message
    throw new ApiError(502, `${origin}: ${reason}`, "Check that the tracking server runs: mlflow server --port 5000")
  }
}

async function forward(answer: Response, path: string, reply: FastifyReply): Promise<FastifyReply> {
  const bytes = new Uint8Array(await answer.arrayBuffer())
  const type = answer.headers.get("content-type") ?? ""
  reply.code(answer.status)
  if (/^application\/json\b/i.test(type)) return reply.type(type).send(Buffer.from(bytes))
  // Of artifacts the path in the query says what they are; nothing of it may run here.
  return sendBytes(reply, /^text\/plain\b/i.test(type) ? "answer.txt" : path, bytes)
}
