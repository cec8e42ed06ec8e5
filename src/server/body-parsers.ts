import type { FastifyInstance } from "fastify"
import { ApiError } from "./api-error.js"

/** Of one JSON body, and of one form with its files. */
const JSON_BYTES = 2 ** 20
const FORM_BYTES = 2 ** 28

/**
 * Bodies are JSON or forms with files, and say so. Anything else a page elsewhere could send without being asked
 * first; only an empty body may be of any type.
 */
export function addBodyParsers(server: FastifyInstance): void {
  server.removeAllContentTypeParsers()
  const parseJson = server.getDefaultJsonParser("error", "error")
  server.addContentTypeParser(
    "application/json",
    { parseAs: "string", bodyLimit: JSON_BYTES },
    (request, body, done) => (body === "" ? done(null, undefined) : parseJson(request, String(body), done)),
  )
  server.addContentTypeParser(
    "multipart/form-data",
    { parseAs: "buffer", bodyLimit: FORM_BYTES },
    (_request, body, done) => done(null, body),
  )
  server.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: JSON_BYTES }, ({ headers }, body, done) => {
    if (body.length === 0) return done(null, undefined)
    const message = `got a body of type ${headers["content-type"] ?? "unknown"}, expected application/json`
    done(new ApiError(415, message, "Send JSON with the header Content-Type: application/json."))
  })
}
