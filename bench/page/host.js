import { readFile } from "node:fs/promises"
import { createServer } from "node:http"
import { extname, join } from "node:path"

const kinds = {
  ".wasm": "application/wasm",
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
}
/** As the server's own: no eval, nobody else's code, nothing from elsewhere. */
const policy =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:"
const place = "/some/place"

/** A folder on a static host, in a sub-path. */
export async function startHost(folder) {
  const server = createServer(async ({ url }, response) => {
    const { pathname } = new URL(url, "http://host")
    response.setHeader("content-security-policy", policy)
    try {
      if (!pathname.startsWith(`${place}/`)) throw new Error(`${pathname} is outside of ${place}`)
      const path = decodeURIComponent(pathname.slice(place.length + 1)) || "index.html"
      const bytes = await readFile(join(folder, path))
      response.setHeader("content-type", kinds[extname(path)] ?? "application/octet-stream")
      response.end(bytes)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise((done) => server.listen(0, "127.0.0.1", done))
  const close = () => {
    server.closeAllConnections()
    return new Promise((done) => server.close(done))
  }
  return { url: `http://127.0.0.1:${server.address().port}${place}`, close }
}
