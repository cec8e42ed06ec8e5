import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises"
import { createServer } from "node:http"
import { type AddressInfo, connect, type Server } from "node:net"
import { networkInterfaces, tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, onTestFinished, test } from "vitest"
import type { Files } from "../src/data/files.js"
import { treeOfServed } from "../src/index.js"
import { mountFiles } from "../src/node/mounted-files.js"
import { type RunningServer, startServer } from "../src/server.js"

const folder = await mkdtemp(join(tmpdir(), "leafwise-server-"))
const page = join(folder, "page")
const data = join(folder, "data")
await write("page/index.html", "<title>Leafwise</title>")
await write("page/assets/app.js", "export {}")
await write("secret.txt", "secret")
await write("data/model.txt", "tree")
await write("data/deep/er/名 & co.csv", "a,b\n")
await write("data/empty.bin", "")
await symlink(join(folder, "secret.txt"), join(data, "link.txt"))
await symlink(folder, join(data, "up"))
await symlink(data, join(data, "deep", "circle"))
await symlink(join(data, "model.txt"), join(data, "same.txt"))

const server = await startServer({ files: await mountFiles([data]), port: 0, page })
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

test("the page and its files are served from the given folder", async () => {
  expect(await (await fetch(server.url)).text()).toBe("<title>Leafwise</title>")
  const script = await fetch(`${server.url}/assets/app.js`)
  expect([script.status, script.headers.get("content-type")]).toEqual([200, expect.stringContaining("javascript")])
  expect((await fetch(`${server.url}/assets/no.js`)).status).toBe(404)
})

test("workspace.json lists every file with its size, folders as paths", async () => {
  const { name, files } = (await (await fetch(`${server.url}/workspace.json`)).json()) as Listing
  expect(name).toBe(data)
  expect(files).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ path: "deep/er/名 & co.csv", bytes: 4 }),
      expect.objectContaining({ path: "empty.bin", bytes: 0 }),
      expect.objectContaining({ path: "model.txt", bytes: 4 }),
      expect.objectContaining({ path: "same.txt", bytes: 4 }),
    ]),
  )
  expect(files).toHaveLength(4)
})

test("many files are given at once, each after its length, and none that is not listed", async () => {
  const wanted = ["model.txt", "no.txt", "../secret.txt", "empty.bin", "deep/er/名 & co.csv"]
  const query = wanted.map((path) => `path=${encodeURIComponent(path)}`).join("&")
  const bytes = Buffer.from(await (await fetch(`${server.url}/workspace-parts?${query}`)).arrayBuffer())
  const lengths: number[] = []
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32LE(at)
    lengths.push(length)
    at += 4 + (length === 0xffffffff ? 0 : length)
  }
  expect(lengths).toEqual([4, 0xffffffff, 0xffffffff, 0, 4])
  const tree = treeOfServed({
    place: `${server.url}/workspace`,
    listing: await (await fetch(`${server.url}/workspace.json`)).arrayBuffer(),
  })
  const read = await tree.bulk!.reads(["deep/er/名 & co.csv", "no.txt"])
  expect(read.map((each) => each && !(each instanceof Error) && new TextDecoder().decode(each.bytes))).toEqual([
    "a,b\n",
    undefined,
  ])
})

test("small files come with the list, up to a limit for all of them together", async () => {
  const text = (bytes: number) => new Uint8Array(bytes).fill(65)
  const small = await listingOf({ "a.txt": text(5), "limit.txt": text(2048), "large.txt": text(2049) })
  expect(small.map(({ path, content }) => [path, content && atob(content)])).toEqual([
    ["a.txt", "AAAAA"],
    ["large.txt", undefined],
    ["limit.txt", "A".repeat(2048)],
  ])
  const many = await listingOf(Object.fromEntries(Array.from({ length: 2500 }, (_, i) => [`${i}.txt`, text(2000)])))
  expect(many).toHaveLength(2500)
  expect(many.filter(({ content }) => content !== undefined)).toHaveLength(Math.floor(2 ** 22 / 2000))
})

// One read that fails is the failure of the whole list.
test("a file that cannot be read is listed without its content", async () => {
  const unreadable = () => Promise.reject(new Error("EACCES: permission denied"))
  const files = await listingOf({ "a.txt": new Uint8Array(5), "secret.txt": new Uint8Array(5) }, unreadable)
  expect(files.map(({ path }) => path)).toEqual(["a.txt", "secret.txt"])
})

test("a listed file is its bytes and is never run or shown as a page", async () => {
  const model = await fetch(`${server.url}/workspace/model.txt`)
  expect([await model.text(), model.headers.get("content-type")]).toEqual(["tree", "application/octet-stream"])
  const path = "deep/er/名 & co.csv".split("/").map(encodeURIComponent).join("/")
  expect(await (await fetch(`${server.url}/workspace/${path}`)).text()).toBe("a,b\n")
  const empty = await fetch(`${server.url}/workspace/empty.bin`)
  expect([empty.status, (await empty.arrayBuffer()).byteLength]).toEqual([200, 0])
})

/** Paths as they stand in the request line: fetch would resolve them before they are sent. */
const unlisted = [
  "/workspace/no.txt",
  "/workspace/",
  "/workspace/deep",
  "/workspace/deep/",
  "/workspace//model.txt",
  "/workspace/./model.txt",
  "/workspace/deep/../model.txt",
  "/workspace/../secret.txt",
  "/workspace/deep/../../secret.txt",
  "/workspace/..%2fsecret.txt",
  "/workspace/%2e%2e/secret.txt",
  "/workspace/%2e%2e%2fsecret.txt",
  "/workspace/deep/..%2f..%2fsecret.txt",
  "/workspace/..%5csecret.txt",
  "/workspace/%252e%252e%252fsecret.txt",
  "/workspace/%00",
  "/workspace/model.txt%00",
  "/workspace/model.txt/",
  "/workspace/model.txt/x",
  `/workspace/${join(folder, "secret.txt")}`,
  `/workspace/${encodeURIComponent(join(folder, "secret.txt"))}`,
  "/../secret.txt",
  "/%2e%2e/secret.txt",
  "/..%2fsecret.txt",
  "/assets/..%2f..%2fsecret.txt",
  "/../data/model.txt",
]

for (const path of unlisted) {
  test(`${path.replace(folder, "FOLDER")} is not served`, async () => {
    const answer = await raw(`GET ${path} HTTP/1.1`, `Host: 127.0.0.1:${server.port}`)
    expect(answer.split("\r\n")[0]).toMatch(/^HTTP\/1\.1 (400|403|404) /)
    expect(answer).not.toMatch(/secret$|tree$/)
  })
}

test("only loopback names are answered: another name that points here is refused", async () => {
  const status = async (host: string) => Number((await raw("GET / HTTP/1.1", host)).split(" ")[1])
  for (const host of ["127.0.0.1", "localhost", "LOCALHOST", "[::1]", `localhost:${server.port}`]) {
    expect(await status(`Host: ${host}`), host).toBe(200)
  }
  for (const host of [
    "evil.example",
    "127.0.0.1.evil.example",
    "localhost.evil.example:80",
    "0.0.0.0",
    "192.168.0.1",
  ]) {
    expect(await status(`Host: ${host}`), host).toBe(403)
  }
  expect(await status("Host:")).toBe(403)
  const answer = await raw("GET /workspace/model.txt HTTP/1.1", "Host: evil.example")
  expect(answer).toContain("got Host evil.example, expected localhost or 127.0.0.1")
  expect(answer).not.toContain("tree")
})

test("every answer forbids other origins, foreign frames and guessed types", async () => {
  for (const path of ["/", "/workspace.json", "/workspace/model.txt", "/workspace/no.txt", "/nowhere"]) {
    const { headers } = await fetch(server.url + path)
    const policy = (headers.get("content-security-policy") ?? "").split("; ")
    expect(policy, path).toEqual(
      expect.arrayContaining([
        "default-src 'self'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ]),
    )
    expect(policy.join(" ")).not.toMatch(/\*|http|'unsafe-eval'/)
    expect(headers.get("x-content-type-options")).toBe("nosniff")
    expect(headers.get("referrer-policy")).toBe("no-referrer")
    expect(headers.get("access-control-allow-origin")).toBeNull()
  }
})

test("nothing can be written", async () => {
  for (const method of ["POST", "PUT", "DELETE", "PATCH"]) {
    expect((await fetch(`${server.url}/workspace/model.txt`, { method })).status).toBe(404)
  }
})

test("a link is followed within what is served, and never out of it", async () => {
  expect(await (await fetch(`${server.url}/workspace/same.txt`)).text()).toBe("tree")
  for (const path of ["link.txt", "up/secret.txt", "up/data/model.txt"]) {
    expect((await fetch(`${server.url}/workspace/${path}`)).status, path).toBe(path.startsWith("up/data") ? 200 : 404)
  }
})

test("when the port is taken the next free one is", async () => {
  const first = await holdPort()
  const second = await start({ files: await mountFiles([data]), port: first, page })
  expect(second.port).toBeGreaterThan(first)
  expect(second.url).toBe(`http://127.0.0.1:${second.port}`)
  expect((await fetch(`${second.url}/workspace.json`)).status).toBe(200)
})

test("the server listens on the loopback interface only", async () => {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  const outside = addresses.filter(({ internal, family }) => !internal && family === "IPv4").map((each) => each.address)
  for (const address of outside) await expect(reach(address, server.port), address).rejects.toThrow("ECONNREFUSED")
  await expect(reach("127.0.0.1", server.port)).resolves.toBeUndefined()
})

test("close ends the server while a connection is open", async () => {
  const other = await start({ files: await mountFiles([data]), port: 0, page })
  const socket = connect(other.port, "127.0.0.1")
  onTestFinished(() => void socket.destroy())
  await new Promise((done) => socket.once("connect", done))
  await other.close()
  await expect(reach("127.0.0.1", other.port)).rejects.toThrow("ECONNREFUSED")
})

interface Listing {
  readonly name: string
  readonly files: { path: string; bytes: number; content?: string }[]
}

/** What workspace.json says of files in memory. */
async function listingOf(
  contents: Record<string, Uint8Array>,
  read: Files["read"] = async (path) => contents[path]!,
): Promise<Listing["files"]> {
  const list = async () =>
    Object.entries(contents).map(([name, bytes]) => ({ name, folder: false, bytes: bytes.length }))
  const { url } = await start({ files: { name: "memory", list, read }, port: 0, page })
  const { files } = (await (await fetch(`${url}/workspace.json`)).json()) as Listing
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(join(folder, path, ".."), { recursive: true })
  await writeFile(join(folder, path), text)
}

async function start(options: { files: Files; port: number; page: string }): Promise<RunningServer> {
  const running = await startServer(options)
  onTestFinished(() => running.close())
  return running
}

/** Sends a request as it stands, and gives the whole answer. */
function raw(...lines: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, "127.0.0.1")
    let answer = ""
    socket.setEncoding("utf8").on("data", (text) => {
      answer += text
    })
    socket.once("error", reject).once("close", () => resolve(answer))
    // Not ended: Node drops the answer of a client that has hung up its side.
    socket.write([...lines, "Connection: close", "", ""].join("\r\n"))
  })
}

function reach(address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, address)
    socket.once("error", reject).once("connect", () => {
      socket.destroy()
      resolve()
    })
  })
}

/** A port that somebody else listens on until the test is over. */
async function holdPort(): Promise<number> {
  const holder: Server = createServer()
  await new Promise<void>((done) => void holder.listen(0, "127.0.0.1", done))
  onTestFinished(() => void holder.close())
  return (holder.address() as AddressInfo).port
}
