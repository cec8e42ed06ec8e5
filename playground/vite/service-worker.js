// Writes the service worker: a list of the build's files, kept for times without a network.
import { createHash } from "node:crypto"

/** The page's own files are kept when it is installed; samples when they are first opened. */
export function serviceWorker() {
  return {
    name: "service-worker",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const files = Object.keys(bundle).filter((name) => !name.startsWith("samples/") && !name.startsWith("gallery/"))
        const all = [
          "./",
          ...files.filter((name) => name !== "index.html"),
          "icon.svg",
          "manifest.webmanifest",
          "report.html",
        ]
        const hash = createHash("sha256")
          .update(JSON.stringify(Object.keys(bundle)))
          .digest("hex")
          .slice(0, 12)
        this.emitFile({ type: "asset", fileName: "service-worker.js", source: source(hash, all) })
      },
    },
  }
}

function source(version, files) {
  return `const cacheName = "leafwise-${version}"
const files = ${JSON.stringify(files)}
self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll(files)).then(() => self.skipWaiting()))
})
self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("leafwise-") && name !== cacheName
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))).then(() => self.clients.claim()),
  )
})
self.addEventListener("fetch", (event) => {
  const { request } = event
  const url = new URL(request.url)
  const own = url.href.startsWith(self.registration.scope)
  if (request.method !== "GET" || !own || /\\/workspace(\\.json|\\/)/.test(url.pathname)) return
  event.respondWith(request.mode === "navigate" ? fresh(request) : kept(request))
})
/** A file's name holds its hash: what is kept is right. */
async function kept(request) {
  const found = await caches.match(request, { ignoreSearch: true })
  if (found) return found
  const answer = await fetch(request)
  if (answer.ok && request.url.includes("/samples/")) (await caches.open(cacheName)).put(request, answer.clone())
  return answer
}
/** The page itself is asked for first: a newer one is seen at once. */
async function fresh(request) {
  try {
    return await fetch(request)
  } catch {
    return (await caches.match("./")) ?? Response.error()
  }
}
`
}
