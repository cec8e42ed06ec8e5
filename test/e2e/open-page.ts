import { execFile } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { extname, join } from "node:path"
import { promisify } from "node:util"
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest"
import { browserOptions } from "../../scripts/find-browser.js"
import type { Explanation } from "../../src/results/explanation.js"
import type { RunningServer } from "../../src/server.js"
import type { WorkspaceFile } from "../../src/workspace.js"

/** What the tests look at inside the page's element. */
export interface App extends HTMLElement {
  readonly session: {
    readonly view: { readonly page: string; readonly row?: number; readonly feature?: string }
    readonly state: {
      readonly stage?: string
      readonly items: readonly unknown[]
      readonly result?: { readonly explanation: Explanation }
      readonly model?: { readonly file: WorkspaceFile }
    }
  }
}

// The built page and server: `npm test` builds first.
export const root: string = join(import.meta.dirname, "../..")
export const golden: string = join(root, "build/golden")
export const { startServer }: typeof import("../../src/server.js") = await import(join(root, "dist/server.js"))
export const { mountFiles }: typeof import("../../src/node/mounted-files.js") = await import(
  join(root, "dist/node/mounted-files.js")
)

/** The sample; a small workspace that is analysed at once; and the built page on a host that opens nothing. */
const starts = {
  sample: async () => startServer({ files: await mountFiles([join(root, "sample")], "sample"), port: 0 }),
  small: async () => {
    const files = ["model.txt", "features.arrow"].map((name) => join(golden, "lgb_binary", name))
    return startServer({ files: await mountFiles(files), port: 0 })
  },
  bare: startBare,
}
const running = new Map<keyof typeof starts, Promise<RunningServer>>()

/** A server, started when it is first asked for. */
export function serverOf(name: keyof typeof starts): Promise<RunningServer> {
  const known = running.get(name) ?? starts[name]()
  running.set(name, known)
  return known
}

let browser: Browser
/** The tab of the test that runs. */
export let page: Page
const requested: string[] = []
/** What pages complained about; a test fails with any. */
export const complaints: string[] = []

beforeAll(async () => {
  browser = await chromium.launch(await browserOptions())
})

afterAll(async () => {
  await browser?.close()
  for (const server of running.values()) await (await server).close()
})

beforeEach(() => newPage({ viewport: { width: 1280, height: 900 } }))

afterEach(async () => {
  await page.close()
  expect(complaints.splice(0)).toEqual([])
  // Nothing is ever asked of another machine.
  const local = /^(http:\/\/127\.0\.0\.1:\d+\/|data:|blob:)/
  expect(requested.splice(0).filter((url) => !local.test(url))).toEqual([])
})

/** Another tab in place of the one there is. */
export async function newPage(options: BrowserContextOptions): Promise<void> {
  await page?.close()
  page = await browser.newPage(options)
  page.on("request", (request) => requested.push(request.url()))
  page.on("pageerror", (error) => complaints.push(error.message))
  page.on("console", (message) => {
    // On a host of others the page asks once whether a server of ours gave it files.
    const asked = /\/workspace\.json$/.test(message.location().url)
    if (message.type() === "error" && !asked) complaints.push(message.text())
  })
}

/** Opens the page at a question and waits until it has nothing left to do. */
export async function open(server: keyof typeof starts, question = "dropped"): Promise<void> {
  const { url } = await serverOf(server)
  await page.goto(`${url}/#v=${question}`)
  await page.locator(`main > #${question}`).waitFor()
  await idle()
}

/** What the command line writes as JSON. */
export async function json<Result>(...args: readonly string[]): Promise<Result> {
  const options = { maxBuffer: 1 << 26 }
  const run = await promisify(execFile)(process.execPath, [join(root, "dist/bin.js"), ...args, "--json"], options)
  return JSON.parse(run.stdout)
}

/** A static host in a sub-path, with the same policy as ours. */
async function startBare(): Promise<RunningServer> {
  const kinds: Record<string, string> = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".svg": "image/svg+xml",
  }
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://host").pathname).replace(/^\/some\/place\//, "")
    const file = join(root, "dist/playground", path === "" ? "index.html" : path)
    response.setHeader(
      "content-security-policy",
      "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:",
    )
    if (!request.url?.startsWith("/some/place/") || !existsSync(file)) return response.writeHead(404).end()
    response.setHeader("content-type", kinds[extname(file)] ?? "application/octet-stream")
    response.end(readFileSync(file))
  })
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  const { port } = server.address() as AddressInfo
  const close = () =>
    new Promise<void>((done) => {
      server.closeAllConnections()
      server.close(() => done())
    })
  return { url: `http://127.0.0.1:${port}/some/place`, port, close }
}

/** Goes to a question by its entry in the rail. */
export async function question(title: string): Promise<void> {
  await page.locator("question-rail nav a", { hasText: title }).click()
}

export async function idle(): Promise<void> {
  await page.waitForFunction(() => {
    const app = document.querySelector<App>("leafwise-app")
    const { stage, result } = app?.session.state ?? {}
    return stage === undefined && result !== undefined && result.explanation.sample === undefined
  })
}

/** Drops golden files on the page as a person would. */
export async function drop(...paths: string[]): Promise<void> {
  const files = paths.map((path) => ({
    name: path.split("/").at(-1)!,
    base64: readFileSync(join(golden, path)).toString("base64"),
  }))
  const transfer = await page.evaluateHandle((list) => {
    const data = new DataTransfer()
    for (const { name, base64 } of list)
      data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name))
    return data
  }, files)
  await page.locator("drop-zone section").dispatchEvent("drop", { dataTransfer: transfer })
}

/** The ranking as the page shows it in its table. */
export async function ranking(): Promise<[string, number][]> {
  const toggle = page.locator("importance-chart").getByRole("button", { name: "Show table of" })
  await toggle.click()
  const rows = await page
    .locator("importance-chart tbody tr")
    .evaluateAll((list) => list.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent ?? "")))
  await toggle.click()
  return rows.map(([feature = "", value]) => [feature, Number(value)])
}

export async function newestModel(): Promise<string> {
  const label = await page.locator("select[name=model]").inputValue()
  expect(label).toBe("window 10 test 2013-12 / model.txt")
  return page.evaluate(() => {
    const { run, path } = document.querySelector<App>("leafwise-app")!.session.state.model!.file
    return `runs:/${run!.runId}/${path}`
  })
}

/** A table with a target, a prediction, two columns that move and dates of six months. */
export const scoredHeader = "target,prediction,size,kind,date"
export const scoredLines: readonly string[] = Array.from({ length: 300 }, (_, i) => {
  const [month, kind] = [1 + (i % 6), "abc"[(i * i) % (3 - (i % 2))]]
  return `${i % 3 === 0 ? 1 : 0},${((i * 37) % 100) / 100},${i % 11 === 0 ? "" : ((i * 53) % 71) + 3 * month},${kind},2024-0${month}-01`
})

/** Chooses that table on an empty page. */
export async function dropScored(): Promise<void> {
  await page.locator("drop-zone #files").waitFor({ state: "attached" })
  await page.locator("drop-zone #files").setInputFiles({
    ...{ name: "scored.csv", mimeType: "text/csv" },
    buffer: Buffer.from(`${scoredHeader}\n${scoredLines.join("\n")}\n`),
  })
}

export async function checks(): Promise<Record<string, string>> {
  const marks = await page
    .locator("inventory-view [data-check]")
    .evaluateAll((list) => list.map((item) => [item.getAttribute("data-check"), item.className]))
  return Object.fromEntries(marks)
}
