import type { FastifyError, FastifyInstance } from "fastify"
import { FilterError } from "../stores/filter-error.js"
import { RestError } from "../stores/rest-error.js"
import { ApiError } from "./api-error.js"
import { WRITTEN } from "./writes.js"

const DOCS = "GET /docs lists the requests and their parameters."

/** Whatever goes wrong is answered as `{ error, cure }` with the status that says whose fault it is. */
export function answerErrors(server: FastifyInstance): void {
  server.setErrorHandler(async (error: FastifyError | Error, _request, reply) => {
    const { status, message, cure } = apiErrorOf(error)
    if (reply.hasHeader(WRITTEN)) reply.header(WRITTEN, "false")
    return reply.code(status).type("application/json; charset=utf-8").send({ error: message, cure })
  })
  server.setNotFoundHandler(async ({ method, url }, reply) => {
    const error = `no ${method} ${url.replace(/\?.*$/s, "")} here`
    return reply.code(404).type("application/json; charset=utf-8").send({ error, cure: DOCS })
  })
}

export function apiErrorOf(error: FastifyError | Error): ApiError {
  if (error instanceof ApiError) return error
  if (error instanceof FilterError) {
    return new ApiError(400, error.message, "Filters and orders are in MLflow's grammar, e.g. metrics.auc > 0.6.")
  }
  if (error instanceof RestError) {
    const refused = error.status >= 400 && error.status < 500
    return new ApiError(refused ? error.status : 502, error.message, "The tracking server said this; look there.")
  }
  const status = "statusCode" in error && error.statusCode !== undefined ? error.statusCode : 500
  if (status === 415) {
    const cure = "Send JSON with the header Content-Type: application/json."
    return new ApiError(415, error.message, cure)
  }
  if (status < 500) return new ApiError(status, error.message, DOCS)
  return new ApiError(status, error.message, "Look at what the message names, and try again.")
}
