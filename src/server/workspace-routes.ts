import type { FastifyInstance } from "fastify"
import type { Files } from "../data/files.js"
import type { LargeStores } from "./large-stores.js"
import { readServed, type ServedFile } from "./served-files.js"
import { addStoreRoute } from "./store-route.js"

/** Files up to this size come with the list, as long as all of them together stay below the second number. */
const SMALL_BYTES = 2048
const LIST_BYTES = 2 ** 22

/** A file in the list. A store has hundreds of tiny ones, which would cost a request each. */
interface Listed extends ServedFile {
  /** Base64. */
  readonly content?: string
}

/**
 * `workspace.json` lists the files, `workspace/PATH` is one of them: no other path leads to the disk. Where there are too
 * many, stores are named instead of their files, and `workspace-store` answers for these.
 */
export function addWorkspace(server: FastifyInstance, files: Files, large: LargeStores): void {
  server.get("/workspace.json", async () => {
    const { files: listed, stores } = await large.listing()
    return { name: files.name, files: await withSmallContents(files, listed), ...(stores.length > 0 && { stores }) }
  })
  addStoreRoute(server, large)
  server.get<{ Params: { "*": string } }>("/workspace/*", async (request, reply) => {
    const bytes = await readServed(files, request.params["*"])
    return reply.type("application/octet-stream").send(Buffer.from(bytes))
  })
  // A store has hundreds of thousands of small files: many are given at once, each after its length.
  server.get<{ Querystring: { path?: string | string[] } }>("/workspace-parts", async (request, reply) => {
    const bytes = await Promise.all([request.query.path ?? []].flat().map((path) => partOf(files, path)))
    return reply.type("application/octet-stream").send(Buffer.concat(bytes.flat()))
  })
}

/** A file's length (32 bits, little endian) and its bytes; the largest number for one that cannot be read. */
async function partOf(files: Files, path: string): Promise<Uint8Array[]> {
  const bytes = await readServed(files, path).catch(() => undefined)
  const length = Buffer.alloc(4)
  length.writeUInt32LE(bytes?.length ?? 0xffffffff)
  return bytes ? [length, bytes] : [length]
}

async function withSmallContents(files: Files, listed: readonly ServedFile[]): Promise<Listed[]> {
  let room = LIST_BYTES
  const filled = listed.map(async (file) => {
    if (file.bytes > SMALL_BYTES || file.bytes > room) return file
    room -= file.bytes
    // Whoever asks for a file that cannot be read is told then; the others are listed.
    const content = await files.read(file.path).catch(() => undefined)
    return content ? { ...file, content: Buffer.from(content).toString("base64") } : file
  })
  return Promise.all(filled)
}
