import { execFile } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { promisify } from "node:util"
import { type Browser, chromium, type Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { browserOptions } from "../../scripts/find-browser.js"
import type { Ranking } from "../../src/results/ranking.js"

// The built command line and report page: `npm test` builds first.
const root = join(import.meta.dirname, "../..")
const run = promisify(execFile)
const data = join(root, "sample/data/test-2013-12.feather")
const store = join(root, "sample/mlruns")
let folder: string
let browser: Browser

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "leafwise-report-"))
  browser = await chromium.launch(await browserOptions())
})

afterAll(async () => {
  await browser?.close()
  await rm(folder, { recursive: true, force: true })
})

async function leafwise(...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [join(root, "dist/bin.js"), ...args], { maxBuffer: 2 ** 26 })
  return stdout
}

/** Opens a file as a double click does, and collects what it asks for and what it complains about. */
async function openFile(path: string): Promise<{ page: Page; asked: string[]; complaints: string[] }> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  const [asked, complaints]: [string[], string[]] = [[], []]
  page.on("request", (request) => asked.push(request.url()))
  page.on("pageerror", (error) => complaints.push(error.message))
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()))
  await page.goto(pathToFileURL(path).href)
  return { page, asked, complaints }
}

test("a report opens from the disk, asks for nothing, and shows the numbers of the command line", async () => {
  const runs = JSON.parse(await leafwise("runs", "list", "--store", store, "--filter", "tags.window = '10'", "--json"))
  const { runId } = Array.isArray(runs) ? runs[0] : runs.runs[0]
  const model = ["-m", `runs:/${runId}/model.txt`, "--store", store, "-d", data]
  const path = join(folder, "report.html")
  const title = "</script><img src=x onerror=alert(1)>"
  const cards = "metrics,curves,findings,bar,dependence,waterfall,ranking,comparison"
  const chosen = ["--target", "delayed", "--run", runId, "--title", title, "--cards", cards]
  await leafwise("report", ...model, ...chosen, "-o", path, "-q")
  const { features } = JSON.parse(await leafwise("shap", ...model, "--json")) as Ranking
  const { page, asked, complaints } = await openFile(path)
  await page.getByRole("heading", { level: 1 }).waitFor()
  expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe(title)
  await page.getByRole("button", { name: "Show table of Average effect of each feature" }).click()
  const cells = page.locator("importance-chart table tbody tr").first().locator("td")
  const [name, value] = await cells.allTextContents()
  expect([name, Number(value).toPrecision(9)]).toEqual([features[0]!.feature, features[0]!.meanAbsShap.toPrecision(9)])
  const auc = page.locator("metric-list tr").filter({ has: page.getByRole("rowheader", { name: "auc", exact: true }) })
  expect(Number(await auc.locator("td").first().textContent())).toBeCloseTo(0.7081, 3)
  await page.getByLabel("coloured by").selectOption("carrier")
  const row = page.getByRole("spinbutton", { name: /^Row/ })
  await row.fill("7")
  await row.blur()
  await page.locator("waterfall-chart svg").waitFor()
  expect(await page.locator("comparison-table").count()).toBe(1)
  expect(await page.locator("ranking-table tbody tr").count()).toBe(1)
  expect(await page.locator("finding-card").count()).toBeGreaterThan(3)
  expect(await page.locator("roc-chart svg, lift-chart svg, threshold-view svg").count()).toBeGreaterThan(3)
  expect(await page.locator("img").count()).toBe(0)
  expect(complaints).toEqual([])
  expect(asked.filter((url) => !url.startsWith("file:") && !url.startsWith("blob:"))).toEqual([])
  expect(asked.filter((url) => url.startsWith("file:"))).toHaveLength(1)
  await page.close()
})
