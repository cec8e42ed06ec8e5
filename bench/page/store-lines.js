// Large stores: dropped as a folder, as an archive, as a database, and served. What is dropped is made once.
import { execFileSync } from "node:child_process"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { makeFileStore } from "../stores/make-file-store.js"
import { makeWideStore } from "./make-wide-store.js"

const RUNS = 10_000
/** In seconds and milliseconds, of issue and README. */
const USABLE = 5
const BLOCKED = 100

export const lines = [
  {
    name: "10,000 runs in a folder",
    measure: (bench) => measureDrop(bench, "10,000 runs in a folder", folderOf(bench)),
  },
  { name: "10,000 runs in a zip", measure: (bench) => measureDrop(bench, "10,000 runs in a zip", archiveOf(bench)) },
  { name: "10,000 runs x 200 columns", measure: (bench) => measureWide(bench, "10,000 runs x 200 columns") },
  { name: "10,000 runs served", measure: (bench) => measureServed(bench, "10,000 runs served") },
]

function folderOf({ cache }) {
  return makeFileStore(join(cache, "runs"))
}

function archiveOf(bench) {
  const path = join(bench.cache, "runs.zip")
  const folder = folderOf(bench)
  if (!existsSync(path)) execFileSync("zip", ["-qr", path, "mlruns"], { cwd: join(folder, "..") })
  return path
}

async function measureDrop(bench, name, path) {
  const page = await bench.open(bench.host().url)
  const dropped = await page.drop([path])
  return linesOf(page, name, dropped)
}

async function measureServed(bench, name) {
  const server = await bench.serve([folderOf(bench)])
  try {
    const page = await bench.open(server.url, { hash: "#v=runs" })
    return await linesOf(page, name, 0)
  } finally {
    await server.close()
  }
}

/** A database of many columns, and what people do with its table. */
async function measureWide(bench, name) {
  const template = join(bench.root, "build/golden/mlflow/sqlite-2.9.2/mlflow.db")
  const path = makeWideStore(join(bench.cache, "wide/mlflow.db"), template)
  const page = await bench.open(bench.host().url)
  const dropped = await page.drop([path])
  const found = await tableLines(page, name, dropped)
  for (const [what, act] of Object.entries(acts)) {
    const since = await page.page.evaluate(() => performance.now())
    await page.page.evaluate(`(${act})(benchTools.find)`)
    await page.page.evaluate(() => new Promise((done) => setTimeout(done, 400)))
    found.push(blockedLine(`${name}: ${what}`, await page.longTasks(since)))
  }
  await page.close()
  return found
}

/** What is done, with `find`, which looks through shadow roots. */
const acts = {
  sort: (find) => find("run-table").shadowRoot.querySelectorAll("[role=columnheader] button")[3].click(),
  scroll: async (find) => {
    const box = find("run-table").shadowRoot.querySelector(".scroll")
    for (let i = 0; i < 30; i++) {
      box.scrollTop += 9000
      box.scrollLeft += 600
      await new Promise(requestAnimationFrame)
    }
  },
  filter: (find) => find("filter-box").apply("metrics.test_roc_auc > 0.5 AND params.param_0 = 'rf'"),
  "filter off": (find) => find("filter-box").apply(""),
  "tick all": (find) => find("run-table").shadowRoot.querySelector(".all").click(),
}

async function linesOf(page, name, since) {
  const found = await tableLines(page, name, since)
  await page.close()
  return found
}

/** Until rows stand in the table, until all are there, and the longest task meanwhile. */
async function tableLines(page, name, since) {
  await page.moment((session) => session.state.stores.some(({ runs }) => runs.length > 0), undefined, 120_000)
  await page.session((session) => session.look({ page: "runs" }))
  const seen = (_, find) => find("run-table")?.shadowRoot.querySelectorAll("[data-run]").length > 5
  const usable = await page.moment(seen)
  const done = (session) => session.state.stage === undefined && session.state.stores.length > 0
  const all = await page.moment(done, undefined, 300_000)
  const { runs, errors } = await page.session((session) => {
    const { stores, errors } = session.state
    return { runs: stores.flatMap((store) => store.runs.map(({ runId }) => runId)), errors }
  })
  const right = new Set(runs).size === RUNS && runs.length === RUNS && errors.length === 0
  const seconds = (at) => (at - since) / 1000
  return [
    { name: `${name}: run table usable`, value: seconds(usable), unit: "s", bar: USABLE, right },
    { name: `${name}: all read`, value: seconds(all), unit: "s", right },
    blockedLine(`${name}: longest task`, await page.longTasks(since)),
  ]
}

function blockedLine(name, [longest]) {
  return { name, value: longest?.ms ?? 0, unit: "ms", bar: BLOCKED, ...(longest?.script && { note: longest.script }) }
}
