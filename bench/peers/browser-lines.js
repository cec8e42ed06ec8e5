import { readFile } from "node:fs/promises"
import { createServer } from "node:http"
import { basename, join } from "node:path"
import { chromium } from "playwright-core"
import { build } from "vite"
import { browserOptions } from "../../scripts/find-browser.js"
import { largestError } from "./check.js"
import { explainCold, flatten } from "./ours.js"
import { places } from "./places.js"
import { dataOf, loadWorkload, pathOf } from "./workload.js"

const ROUNDS = 5
const ROWS = 4000
/** Chromium may take 15 % longer than Node. */
const BAR = 1 / 1.15

/** Chromium against Node on the same rows, one thread each, by turns. */
export async function browserLines() {
  await build({
    root: places.scripts,
    base: "./",
    logLevel: "error",
    build: {
      outDir: places.page,
      emptyOutDir: true,
      target: "es2022",
      rollupOptions: { input: join(places.scripts, "page.html") },
    },
  })
  const server = await serve()
  const browser = await chromium.launch(await browserOptions())
  try {
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${server.address().port}/page.html`)
    await page.waitForFunction(() => "explain" in globalThis)
    const lines = []
    for (const name of ["xgb6", "lgb31"]) lines.push(await browserLine(page, name, browser.version()))
    return lines
  } finally {
    await browser.close()
    server.close()
  }
}

async function browserLine(page, name, version) {
  const workload = loadWorkload(name)
  const table = workload.rows(0, ROWS)
  await page.evaluate((args) => globalThis.load(...args), [name, ...[pathOf(name), dataOf(name)].map(urlOf), ROWS])
  let [ours, theirs, error] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0]
  for (let round = 0; round < ROUNDS; round++) {
    const there = await page.evaluate((each) => globalThis.explain(each), name)
    const here = await explainCold(workload, table)
    ours = Math.min(ours, there.seconds)
    theirs = Math.min(theirs, here.seconds)
    error = largestError(there.firstRow, flatten(here.explanation, 1))
  }
  const perRow = (seconds) => (seconds / ROWS) * 1e6
  return {
    name: `Chromium, ${name}`,
    rows: ROWS,
    peer: `Node ${process.version}`,
    peerRows: ROWS,
    ours: perRow(ours),
    theirs: perRow(theirs),
    unit: "us/row",
    bar: BAR,
    error,
    right: error === 0,
    note: `Chromium ${version}`,
  }
}

function urlOf(path) {
  return `/data/${basename(path)}`
}

/** The built page at /, the models and the data at /data/. */
async function serve() {
  const types = { html: "text/html", js: "text/javascript" }
  const server = createServer(async ({ url }, response) => {
    const path = decodeURIComponent(url.split("?")[0])
    const file = path.startsWith("/data/") ? join(places.work, basename(path)) : join(places.page, path)
    try {
      const bytes = await readFile(file)
      response.setHeader("content-type", types[path.split(".").at(-1)] ?? "application/octet-stream")
      response.end(bytes)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve))
  return server
}
