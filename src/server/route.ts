import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import { checked, jsonSchema, type Schema } from "../results/request-schema.js"
import { writeJson } from "../writers/json.js"
import { ApiError } from "./api-error.js"
import { type SentFile, sentForm } from "./sent-form.js"

/** A request whose parts were checked. */
export interface Asked<Query, Body> {
  readonly query: Query
  readonly body: Body
  /** What stands for `{name}` in the route's path; `*` is the rest of it. */
  readonly params: Readonly<Record<string, string>>
  /** Aborted when the client leaves before its answer is complete. */
  readonly signal: AbortSignal
  /** What a form sent, by the name of its field. */
  readonly files: ReadonlyMap<string, SentFile>
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/** What the documentation says of a kind of request. */
export interface Documented {
  readonly method: "GET" | "POST"
  /** As OpenAPI writes it: `/runs/{id}`. A last `{*name}` takes slashes, too. */
  readonly path: string
  readonly summary: string
  readonly query: Schema<unknown>
  readonly body?: Schema<unknown>
  /** The body may be a form with files, as multipart/form-data. */
  readonly form?: true
  /** What is answered; bytes without. */
  readonly answer?: Schema<unknown>
  /** Sent as a stream of progress and result, where the client accepts one. */
  readonly streams?: true
  /** Statuses beside 200, and when. */
  readonly refusals: Readonly<Record<number, string>>
}

/** One kind of request of the API, and how it is answered. */
export interface Route<Query, Body> extends Documented {
  readonly query: Schema<Query>
  readonly body?: Schema<Body>
  /** An object becomes JSON; what the handler sent itself is left. */
  handle(asked: Asked<Query, Body>): Promise<unknown>
}

/** A route of whatever query and body. */
export interface Served extends Documented {
  addTo(server: FastifyInstance): void
}

export function served<Query, Body>(route: Route<Query, Body>): Served {
  return { ...route, addTo: (server) => addRoute(server, route) }
}

/** Its parts are checked before it is called. */
function addRoute<Query, Body>(server: FastifyInstance, route: Route<Query, Body>): void {
  const url = route.path.replace(/\{\*\w+\}/, "*").replaceAll(/\{(\w+)\}/g, ":$1")
  const numbers = numericFields(route.body)
  server.route({
    method: route.method,
    url,
    handler: async (request, reply) => {
      const form = route.form ? await sentForm(request, numbers) : undefined
      const answer = await route.handle({
        query: valid(route.query, request.query, "query"),
        body: route.body ? valid(route.body, form?.fields ?? request.body ?? {}, "body") : (undefined as Body),
        params: request.params as Record<string, string>,
        signal: leaving(reply),
        files: form?.files ?? new Map(),
        request,
        reply,
      })
      return reply.sent || answer === reply ? reply : sendJson(reply, answer)
    },
  })
}

export function sendJson(reply: FastifyReply, answer: unknown): FastifyReply {
  return reply.type("application/json; charset=utf-8").send(writeJson(answer))
}

function numericFields(body: Schema<unknown> | undefined): ReadonlySet<string> {
  const { properties = {} } = (body ? jsonSchema(body, "input") : {}) as {
    properties?: Record<string, { type?: string }>
  }
  const numeric = Object.entries(properties).filter(([, { type = "" }]) => /^(number|integer)$/.test(type))
  return new Set(numeric.map(([name]) => name))
}

/** @throws ApiError 422 that names each field. */
function valid<Value>(schema: Schema<Value>, given: unknown, part: string): Value {
  const result = checked(schema, given)
  if ("value" in result) return result.value
  const faults = result.faults.map(({ field, message }) => `${field || part}: ${message}`)
  throw new ApiError(422, faults.join("; "), `Correct the ${part}; GET /docs lists the parameters.`)
}

/** A signal that ends work whose answer nobody waits for. */
function leaving(reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) controller.abort()
  })
  return controller.signal
}
