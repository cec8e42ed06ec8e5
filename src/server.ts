import type { AddressInfo } from "node:net"
import { fileURLToPath } from "node:url"
import fastifyStatic from "@fastify/static"
import Fastify, { type FastifyInstance } from "fastify"
import { type Files, joinPath } from "./data/files.js"

export interface ServerOptions {
  /** What the page shows when it opens. */
  readonly files: Files
  /** The first port to try; the next free one is taken. 0 takes any. */
  readonly port: number
  /** The built playground; the package's own by default. */
  readonly page?: string
}

export interface RunningServer {
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

/** Tries that many ports before it gives up. */
const PORTS = 50

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

/** Serves the playground and the files it opens, on the loopback interface only. Nothing is written. */
export async function startServer({ files, port, page = ownPage() }: ServerOptions): Promise<RunningServer> {
  const server = Fastify({ logger: false, forceCloseConnections: true })
  server.addHook("onRequest", async (request, reply) => {
    if (isLoopback(request.headers.host)) return
    // A foreign name that points here is how a web page elsewhere would try to read files (DNS rebinding).
    return reply.code(403).type("text/plain").send(`got Host ${request.headers.host}, expected localhost or 127.0.0.1`)
  })
  server.addHook("onSend", async (_request, reply) => {
    reply.header("content-security-policy", policy)
    reply.header("x-content-type-options", "nosniff")
    reply.header("referrer-policy", "no-referrer")
  })
  addWorkspace(server, files)
  await server.register(fastifyStatic, { root: page, index: "index.html", cacheControl: false })
  await listen(server, port)
  const { port: taken } = server.server.address() as AddressInfo
  return { url: `http://127.0.0.1:${taken}`, port: taken, close: () => server.close() }
}

/** Files up to this size come with the list, as long as all of them together stay below the second number. */
const SMALL_BYTES = 2048
const LIST_BYTES = 2 ** 22

/** A file in the list. A store has hundreds of tiny ones, which would cost a request each. */
interface Listed {
  readonly path: string
  readonly bytes: number
  /** Base64. */
  readonly content?: string
}

/** `workspace.json` lists the files, `workspace/PATH` is one of them: no other path leads to the disk. */
function addWorkspace(server: FastifyInstance, files: Files): void {
  server.get("/workspace.json", async () => {
    const listed = await listAll(files, "")
    return { name: files.name, files: await withSmallContents(files, listed) }
  })
  server.get<{ Params: { "*": string } }>("/workspace/*", async (request, reply) => {
    const path = request.params["*"]
    if (!(await isListed(files, path))) return reply.code(404).type("text/plain").send(`${path}: no such file`)
    return reply.type("application/octet-stream").send(Buffer.from(await files.read(path)))
  })
}

async function withSmallContents(files: Files, listed: readonly Listed[]): Promise<Listed[]> {
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

async function listAll(files: Files, folder: string): Promise<Listed[]> {
  const entries = (await files.list(folder)) ?? []
  const found = entries.map(async ({ name, folder: isFolder, bytes = 0 }) => {
    const path = joinPath(folder, name)
    return isFolder ? listAll(files, path) : [{ path, bytes }]
  })
  return (await Promise.all(found)).flat()
}

/** Step by step from the top, so that `..` or a link's text cannot lead out. */
async function isListed(files: Files, path: string): Promise<boolean> {
  const steps = path.split("/")
  const name = steps.pop()
  for (const step of steps) if (step === "" || step === "." || step === "..") return false
  const entries = await files.list(steps.join("/"))
  return entries?.some((entry) => entry.name === name && !entry.folder) ?? false
}

function isLoopback(host: string | undefined): boolean {
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host ?? "")
}

async function listen(server: FastifyInstance, first: number): Promise<void> {
  const last = first === 0 ? 0 : first + PORTS
  for (let port = first; ; port++) {
    try {
      await server.listen({ host: "127.0.0.1", port })
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE" || port >= last) throw error
    }
  }
}

function ownPage(): string {
  return fileURLToPath(new URL("./playground/", import.meta.url))
}
