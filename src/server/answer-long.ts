import { PassThrough } from "node:stream"
import type { FastifyReply, FastifyRequest } from "fastify"
import type { LongCall } from "../results/progress.js"
import { jsonPieces } from "../writers/json-pieces.js"
import { apiErrorOf } from "./answer-errors.js"
import { sendPieces } from "./send-pieces.js"

type Form = "json" | "ndjson" | "events"

/**
 * Answers what takes long: as JSON when it is done, or where the client accepts application/x-ndjson or
 * text/event-stream, as `progress` while it goes on and then `result` or `error`.
 */
export async function answerLong(
  request: FastifyRequest,
  reply: FastifyReply,
  work: (report: Pick<LongCall, "onProgress">) => Promise<unknown>,
): Promise<FastifyReply> {
  const form = formOf(request.headers.accept)
  // What is wrong before the first byte is answered with its status.
  const whole = form === "json" ? await work({}) : undefined
  const out = new PassThrough()
  // The client left: the work is ended by its signal.
  out.on("error", () => undefined)
  if (form === "json") {
    void sendPieces(out, jsonPieces(whole)).finally(() => out.end())
    return reply.type("application/json; charset=utf-8").send(out)
  }
  const write = (event: string, value: unknown): void => {
    if (!out.destroyed) out.write(lineOf(form, event, value))
  }
  void work({ onProgress: (progress) => write("progress", progress) })
    .then(
      (result) => sendPieces(out, linePieces(form, "result", result)),
      (error: Error) => {
        const { message, cure } = apiErrorOf(error)
        write("error", { error: message, cure })
      },
    )
    .finally(() => out.end())
  reply.header("cache-control", "no-store")
  return reply.type(form === "ndjson" ? "application/x-ndjson" : "text/event-stream").send(out)
}

function formOf(accept = ""): Form {
  if (/\btext\/event-stream\b/i.test(accept)) return "events"
  return /\bapplication\/(x-ndjson|ndjson|jsonl)\b/i.test(accept) ? "ndjson" : "json"
}

function lineOf(form: Form, event: string, value: unknown): string {
  return [...linePieces(form, event, value)].join("")
}

function* linePieces(form: Form, event: string, value: unknown): Generator<string> {
  const bare = form === "events" || event === "error"
  yield form === "events" ? `event: ${event}\ndata: ` : bare ? "" : `{"${event}":`
  yield* jsonPieces(value, 0)
  yield form === "events" ? "\n\n" : bare ? "\n" : "}\n"
}
