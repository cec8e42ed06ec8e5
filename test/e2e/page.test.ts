import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { promisify } from "node:util"
import type Axe from "axe-core"
import { type Browser, chromium, type Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest"
import { browserOptions } from "../../scripts/find-browser.js"
import type { Explanation } from "../../src/results/explanation.js"
import type { Ranking } from "../../src/results/ranking.js"
import type { RunningServer } from "../../src/server.js"
import type { WorkspaceFile } from "../../src/workspace.js"

/** What the tests look at inside the page's element. */
interface App extends HTMLElement {
  readonly session: {
    readonly state: {
      readonly stage?: string
      readonly result?: { readonly explanation: Explanation }
      readonly model?: { readonly file: WorkspaceFile }
    }
  }
}

declare global {
  interface Window {
    axe: typeof Axe
  }
}

// The built page and server: `npm test` builds first.
const root = join(import.meta.dirname, "../..")
const golden = join(root, "test/golden/unpacked")
const { startServer }: typeof import("../../src/server.js") = await import(join(root, "dist/server.js"))
const { mountFiles }: typeof import("../../src/node/mounted-files.js") = await import(
  join(root, "dist/node/mounted-files.js")
)

let browser: Browser
/** The sample, and a small workspace that is analysed at once. */
let sample: RunningServer
let small: RunningServer
let page: Page
const requested: string[] = []
const complaints: string[] = []

beforeAll(async () => {
  browser = await chromium.launch(await browserOptions())
  sample = await startServer({ files: await mountFiles([join(root, "sample")], "sample"), port: 0 })
  const files = ["model.txt", "features.arrow"].map((name) => join(golden, "lgb_binary", name))
  small = await startServer({ files: await mountFiles(files), port: 0 })
})

afterAll(async () => {
  await browser?.close()
  await sample?.close()
  await small?.close()
})

beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  page.on("request", (request) => requested.push(request.url()))
  page.on("pageerror", (error) => complaints.push(error.message))
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()))
})

/** Opens the page and waits until it has nothing left to do. */
async function open({ url }: RunningServer): Promise<void> {
  await page.goto(url)
  await page.locator("#features").waitFor()
  await idle()
}

afterEach(async () => {
  await page.close()
  expect(complaints).toEqual([])
})

test("the page shows the sample analysed, with the numbers of the command line", async () => {
  await open(sample)
  const args = ["shap", "-m", await newestModel(), "--store", join(root, "sample/mlruns")]
  const run = await promisify(execFile)(process.execPath, [
    ...[join(root, "dist/bin.js"), ...args],
    ...["-d", join(root, "sample/data/test-2013-12.feather"), "--json"],
  ])
  const { features }: Ranking = JSON.parse(run.stdout)
  expect(await ranking()).toEqual(features.map(({ feature, meanAbsShap }) => [feature, meanAbsShap]))
  expect(await checks()).toEqual({ columns: "pass", missing: "pass", prediction: "pass", additivity: "pass" })
  expect(await page.locator("run-table [data-run]").count()).toBe(15)
})

test("files that are dropped are analysed in the tab: a model of XGBoost and a table", async () => {
  await open(small)
  await drop("xgb_binary/model.json", "xgb_binary/features.arrow")
  await page.getByText("model.json on features.arrow, 100 rows").waitFor()
  await idle()
  const expected = meanAbs("xgb_binary")
  for (const [feature, value] of await ranking()) expect(Math.abs(value - expected.get(feature)!)).toBeLessThan(1e-6)
  expect(await page.locator("waterfall-chart svg").textContent()).toContain("E[f(X)] = ")
})

test("a model and a table may come one after the other, and categories are matched by their values", async () => {
  await open(small)
  await drop("lgb_pandas_categorical/model.txt")
  expect(await page.locator("header .loaded").textContent()).toContain("features.arrow, 100 rows")
  await drop("lgb_pandas_categorical/features.arrow")
  await page.getByText("model.txt on features.arrow, 80 rows").waitFor()
  await idle()
  const expected = meanAbs("lgb_pandas_categorical")
  for (const [feature, value] of await ranking()) expect(Math.abs(value - expected.get(feature)!)).toBeLessThan(1e-9)
})

test("tables of every format are read in the tab", async () => {
  await open(small)
  await open(small)
  await drop(
    "formats/table_zstd.parquet",
    "formats/table_lz4.feather",
    "formats/table_zstd.feather",
    "formats/table.csv.gz",
  )
  await page.locator("inventory-view tr", { hasText: "table.csv.gz" }).waitFor()
  const rows = await page.locator("inventory-view tbody tr").allTextContents()
  expect(rows.filter((row) => row.includes("500 rows, 18 columns")).length).toBe(4)
})

test("files that cannot be read are said, one error each, and everything stays", async () => {
  await open(small)
  const before = await ranking()
  await drop("corrupt/lgb_trunc_midtree.txt", "corrupt/trunc_0.7.arrow", "corrupt/xgb_cycle.json", "formats/ragged.csv")
  const errors = page.locator("error-list li span")
  await errors.nth(3).waitFor()
  expect((await errors.allTextContents()).sort()).toEqual([
    expect.stringMatching(/^arrow trunc_0\.7\.arrow: /),
    expect.stringMatching(/^csv ragged\.csv: line 3 has 2 fields, expected 3/),
    expect.stringMatching(/^lightgbm lgb_trunc_midtree\.txt: got 6 trees, expected 12/),
    expect.stringMatching(/^xgboost xgb_cycle\.json: tree 0: node 0 is reached twice/),
  ])
  expect(await ranking()).toEqual(before)
  await page.locator("error-list button").first().click()
  expect(await errors.count()).toBe(3)
})

test("a whole folder is opened: its store, models and tables", async () => {
  await open(small)
  await page.locator("drop-zone #folder").setInputFiles(join(golden, "mlflow/file-2.9.2"))
  await page.locator("run-table").first().waitFor()
  const rows = await page.locator("inventory-view tbody tr").allTextContents()
  expect(rows.join("\n")).toContain("dropped/file-2.9.2")
  expect(await page.locator("run-table [data-run]").count()).toBeGreaterThan(30)
})

test("Stop ends a long computation at once and keeps the sample's result", async () => {
  await open(sample)
  await page
    .locator("drop-zone #files")
    .setInputFiles({ name: "large.csv", mimeType: "text/csv", buffer: largeTable() })
  await page.getByText("on large.csv").waitFor()
  await page.getByText("A sample of 2,000 rows so far.").waitFor()
  await page.locator("progress-row button").click()
  await page.locator("progress-row button").waitFor({ state: "detached" })
  await page.waitForTimeout(500)
  expect(await page.locator("#features").textContent()).toContain("A sample of 2,000 rows so far.")
  expect((await ranking()).length).toBe(21)
})

test("themes turn from system to light to dark and are remembered", async () => {
  await open(small)
  const button = page.getByRole("button", { name: /^Theme/ })
  await button.click()
  await button.click()
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe("dark")
  await page.reload()
  expect(await page.getByRole("button", { name: /^Theme/ }).textContent()).toBe("Theme: dark")
})

test("the whole page is accessible in both themes and fits a narrow screen", async () => {
  await page.close()
  // The page's policy keeps foreign scripts out, axe-core among them.
  page = await browser.newPage({ viewport: { width: 390, height: 800 }, bypassCSP: true })
  await open(small)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await page.addScriptTag({ content: readFileSync(join(root, "node_modules/axe-core/axe.min.js"), "utf8") })
  for (const theme of ["light", "dark"]) {
    const violations = await page.evaluate(async (name) => {
      document.documentElement.dataset.theme = name
      const results = await window.axe.run()
      return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`)
    }, theme)
    expect(violations).toEqual([])
  }
})

test("nothing was ever asked of another machine", () => {
  expect(requested.length).toBeGreaterThan(50)
  expect(requested.filter((url) => !/^(http:\/\/127\.0\.0\.1:\d+\/|data:|blob:)/.test(url))).toEqual([])
})

async function idle(): Promise<void> {
  await page.waitForFunction(() => {
    const app = document.querySelector<App>("leafwise-app")
    return app?.session.state.stage === undefined && app?.session.state.result?.explanation.sample === undefined
  })
}

/** Drops golden files on the page as a person would. */
async function drop(...paths: string[]): Promise<void> {
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
async function ranking(): Promise<[string, number][]> {
  const toggle = page.locator("importance-chart button")
  await toggle.click()
  const rows = await page
    .locator("importance-chart tbody tr")
    .evaluateAll((list) => list.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent ?? "")))
  await toggle.click()
  return rows.map(([feature = "", value]) => [feature, Number(value)])
}

async function checks(): Promise<Record<string, string>> {
  const marks = await page
    .locator("inventory-view [data-check]")
    .evaluateAll((list) => list.map((item) => [item.getAttribute("data-check"), item.className]))
  return Object.fromEntries(marks)
}

/** mean |SHAP| by feature from the library's own values. */
function meanAbs(folder: string): Map<string, number> {
  const { feature_names, exact_shap, shap } = JSON.parse(readFileSync(join(golden, folder, "expected.json"), "utf8"))
  const rows: number[][][] = exact_shap ?? shap
  const mean = (j: number) => rows.reduce((sum, [first]) => sum + Math.abs(first![j]!), 0) / rows.length
  return new Map((feature_names as string[]).map((name, j) => [name, mean(j)]))
}

async function newestModel(): Promise<string> {
  const label = await page.locator("select[name=model]").inputValue()
  expect(label).toBe("window 10 test 2013-12 / model.txt")
  return page.evaluate(() => {
    const { run, path } = document.querySelector<App>("leafwise-app")!.session.state.model!.file
    return `runs:/${run!.runId}/${path}`
  })
}

/** Many rows with the sample model's columns: enough to be stopped. */
function largeTable(): Buffer {
  const names = [
    "sched_hour",
    "sched_minute",
    "day_of_week",
    "distance",
    "carrier",
    "origin",
    "dest",
    "temp",
    "dewp",
    "humid",
  ]
  const more = [
    "wind_dir",
    "wind_speed",
    "wind_gust",
    "precip",
    "pressure",
    "visib",
    "plane_year",
    "plane_seats",
    "plane_engine",
  ]
  const header = [...names, ...more, "departures_in_hour", "noise"].join(",")
  const row = (i: number) =>
    `${i % 24},${i % 60},${i % 7},${i % 2500},UA,EWR,ORD,${i % 90},40,${i % 100},180,${i % 30},,0,1015,10,2005,180,Turbo-fan,${i % 40},0.5`
  return Buffer.from(`${header}\n${Array.from({ length: 300_000 }, (_, i) => row(i)).join("\n")}\n`)
}
