import { PassThrough } from "node:stream"
import type { FastifyReply, FastifyRequest } from "fastify"
import type { LongCall } from "../results/progress.js"
import { writeJson } from "../writers/json.js"
import { apiErrorOf } from "./answer-errors.js"
import { sendJson } from "./route.js"

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
  if (form === "json") return sendJson(reply, await work({}))
  const out = new PassThrough()
  // The client left: the work is ended by its signal.
  out.on("error", () => undefined)
  const write = (event: string, value: unknown): void => {
    if (!out.destroyed) out.write(lineOf(form, event, value))
  }
  void work({ onProgress: (progress) => write("progress", progress) })
    .then(
      (result) => write("result", result),
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
  const text = JSON.stringify(JSON.parse(writeJson(value)))
  if (form === "events") return `event: ${event}\ndata: ${text}\n\n`
  return event === "error" ? `${text}\n` : `{"${event}":${text}}\n`
}
