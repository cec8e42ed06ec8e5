import { copyFileSync, readFileSync } from "node:fs"
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { zipSync } from "fflate"
import Database from "libsql"
import { type Browser, chromium, type Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { browserOptions } from "../../scripts/find-browser.js"
import type { Run } from "../../src/data/run.js"
import type { RunningServer } from "../../src/server.js"

/** What the tests look at inside the page's element. */
interface App extends HTMLElement {
  readonly session: {
    readonly state: {
      readonly stage?: string
      readonly errors: readonly string[]
      readonly stores: readonly { readonly runs: readonly Run[] }[]
    }
  }
}

// The built page and server: `npm test` builds first.
const root = join(import.meta.dirname, "../..")
const golden = join(root, "build/golden/mlflow")
const { startServer }: typeof import("../../src/server.js") = await import(join(root, "dist/server.js"))
const { mountFiles }: typeof import("../../src/node/mounted-files.js") = await import(
  join(root, "dist/node/mounted-files.js")
)

let folder: string
let browser: Browser
let server: RunningServer
let page: Page
const complaints: string[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "leafwise-test-"))
  await writeFile(join(folder, "none.csv"), "a,b\n1,2\n")
  server = await startServer({ files: await mountFiles([join(folder, "none.csv")]), port: 0 })
  browser = await chromium.launch(await browserOptions())
  page = await browser.newPage()
  page.on("pageerror", (error) => complaints.push(error.message))
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()))
})

afterAll(async () => {
  await browser?.close()
  await server?.close()
  await rm(folder, { recursive: true, force: true })
})

/** Drops a file of the disk on the page, as a person would, and waits for its store. */
async function drop(path: string): Promise<App["session"]["state"]> {
  await page.goto(server.url)
  const zone = await page.locator("drop-zone").first().boundingBox()
  const client = await page.context().newCDPSession(page)
  const event = { x: zone!.x + 20, y: zone!.y + 20, data: { items: [], files: [path], dragOperationsMask: 1 } }
  for (const type of ["dragEnter", "dragOver", "drop"] as const)
    await client.send("Input.dispatchDragEvent", { type, ...event })
  await page.waitForFunction(() => {
    const { state } = document.querySelector<App>("leafwise-app")!.session
    return state.stage === undefined && state.stores.length + state.errors.length > 0
  })
  return page.evaluate(() => {
    const { stores, errors } = document.querySelector<App>("leafwise-app")!.session.state
    return { errors, stores: stores.map(({ runs }) => ({ runs })) }
  })
}

const expectedIds = (store: string): string[] =>
  JSON.parse(readFileSync(join(golden, `expected_${store}.json`), "utf8")).search_order_default

test("a database that is dropped is read in the tab, under the page's policy", async () => {
  const { stores, errors } = await drop(join(golden, "sqlite-3.17.2/mlflow.db"))
  expect(errors).toEqual([])
  expect(stores.map(({ runs }) => runs.map(({ runId }) => runId))).toEqual([expectedIds("sqlite-3.17.2")])
})

test("a zip archive, a database with its log and a folder that are dropped are read in the tab", async () => {
  const path = join(folder, "copy.zip")
  const database = new Uint8Array(readFileSync(join(golden, "sqlite-2.9.2/mlflow.db")))
  await writeFile(path, zipSync({ "mlruns/mlflow.db": database }))
  const zipped = await drop(path)
  expect([zipped.errors, zipped.stores[0]!.runs.map(({ runId }) => runId)]).toEqual([[], expectedIds("sqlite-2.9.2")])
  // A client that still runs leaves what it wrote last in the log beside the database.
  const wal = join(folder, "wal")
  await mkdir(wal)
  copyFileSync(join(golden, "sqlite-2.9.2/mlflow.db"), join(wal, "mlflow.db"))
  const writing = new Database(join(wal, "mlflow.db"))
  writing.exec("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; UPDATE runs SET name = 'in the log'")
  const logged = await drop(wal)
  writing.close()
  expect([logged.errors, new Set(logged.stores[0]!.runs.map(({ runName }) => runName))]).toEqual([
    [],
    new Set(["in the log"]),
  ])
  const { stores } = await drop(join(golden, "file-2.9.2/mlruns"))
  expect(stores[0]!.runs.map(({ runId }) => runId)).toEqual(expectedIds("file-2.9.2"))
  expect(complaints).toEqual([])
})
