import type { FastifyReply } from "fastify"

/** What a browser may show: nothing that can run. */
const shown: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  json: "application/json; charset=utf-8",
  txt: "text/plain; charset=utf-8",
  log: "text/plain; charset=utf-8",
  csv: "text/csv; charset=utf-8",
  md: "text/plain; charset=utf-8",
  yaml: "text/plain; charset=utf-8",
  yml: "text/plain; charset=utf-8",
}

/** Sends a stored file. What was logged by anybody is not run in a page's name: anything else is only downloaded. */
export function sendBytes(reply: FastifyReply, path: string, bytes: Uint8Array): FastifyReply {
  const [ending = ""] = /[^.]*$/.exec(path.toLowerCase()) ?? []
  const type = Object.hasOwn(shown, ending) ? shown[ending]! : "application/octet-stream"
  if (type === "application/octet-stream") reply.header("content-disposition", "attachment")
  return reply.type(type).send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
}
