import { execFile } from "node:child_process"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { extname, join } from "node:path"
import { promisify } from "node:util"
import { gzipSync } from "node:zlib"
import type Axe from "axe-core"
import { type Browser, chromium, type Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest"
import { hashOf } from "../../playground/state/view-link.js"
import { browserOptions } from "../../scripts/find-browser.js"
import { leakRules } from "../../src/analysis/audit-cards.js"
import type { Audit } from "../../src/results/audit.js"
import type { Evaluation } from "../../src/results/evaluation.js"
import type { Explanation } from "../../src/results/explanation.js"
import type { ModelRanking } from "../../src/results/model-ranking.js"
import type { PermutationImportance } from "../../src/results/permutation-importance.js"
import type { Ranking } from "../../src/results/ranking.js"
import type { RunningServer } from "../../src/server.js"
import type { WorkspaceFile } from "../../src/workspace.js"

/** What the tests look at inside the page's element. */
interface App extends HTMLElement {
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

declare global {
  interface Window {
    axe: typeof Axe
  }
}

// The built page and server: `npm test` builds first.
const root = join(import.meta.dirname, "../..")
const golden = join(root, "build/golden")
const { startServer }: typeof import("../../src/server.js") = await import(join(root, "dist/server.js"))
const { mountFiles }: typeof import("../../src/node/mounted-files.js") = await import(
  join(root, "dist/node/mounted-files.js")
)

let browser: Browser
/** The sample, and a small workspace that is analysed at once. */
let sample: RunningServer
let small: RunningServer
/** The built page on a host that opens nothing. */
let bare: RunningServer
let page: Page
const requested: string[] = []
const complaints: string[] = []

beforeAll(async () => {
  browser = await chromium.launch(await browserOptions())
  sample = await startServer({ files: await mountFiles([join(root, "sample")], "sample"), port: 0 })
  const files = ["model.txt", "features.arrow"].map((name) => join(golden, "lgb_binary", name))
  small = await startServer({ files: await mountFiles(files), port: 0 })
  bare = await startBare()
})

afterAll(async () => {
  await browser?.close()
  await sample?.close()
  await small?.close()
  await bare?.close()
})

beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  page.on("request", (request) => requested.push(request.url()))
  page.on("pageerror", (error) => complaints.push(error.message))
  page.on("console", (message) => {
    // On a host of others the page asks once whether a server of ours gave it files.
    const asked = /\/workspace\.json$/.test(message.location().url)
    if (message.type() === "error" && !asked) complaints.push(message.text())
  })
})

/** Opens the page at a question and waits until it has nothing left to do. */
async function open({ url }: RunningServer, question = "dropped"): Promise<void> {
  await page.goto(`${url}/#v=${question}`)
  await page.locator(`main > #${question}`).waitFor()
  await idle()
}

/** What the command line writes as JSON. */
async function json<Result>(...args: readonly string[]): Promise<Result> {
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

afterEach(async () => {
  await page.close()
  expect(complaints.splice(0)).toEqual([])
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
  await question("Which run should I promote?")
  await page.locator("run-table [data-run]").nth(10).waitFor()
  expect(await page.locator("run-table [data-run]").count()).toBe(11)
})

test("the metrics of the page are those of the command line", { timeout: 120_000 }, async () => {
  await open(sample, "quality")
  const table = join(root, "sample/data/test-2013-12.feather")
  const columns = ["--target", "delayed", "--date", "date", "--id", "flight_id"]
  const model = ["-m", await newestModel(), "--store", join(root, "sample/mlruns")]
  const found: Evaluation = await json("metrics", "-d", table, ...model, ...columns)
  await page.locator("metric-cards [data-metric]").first().waitFor()
  const shown = await page
    .locator("metric-cards [data-metric]")
    .evaluateAll((cards) => cards.map((each) => [each.dataset.metric, Number(each.dataset.value)]))
  expect(shown.map(([name]) => name)).toEqual(["auc", "averagePrecision", "logLoss", "brier", "lift@10%", "ks"])
  expect(shown).toEqual(shown.map(([name]) => [name, found.metrics.find((each) => each.name === name)!.value]))
  const threshold = page.locator("threshold-view dl")
  expect(await threshold.textContent()).toMatch(/threshold0\.50/)
  await question("Which features drive it?")
  const permuted: PermutationImportance = await json(
    ...["importance", "-d", table, ...model, "-t", "delayed", "--repeats", "10"],
  )
  await page.locator("rank-agreement th", { hasText: "permutation" }).first().waitFor({ timeout: 60_000 })
  const boxes = await page
    .locator("permutation-chart chart-frame")
    .evaluate((frame: HTMLElement & { table?: { rows: unknown[][] } }) => frame.table!.rows)
  const mean = new Map(permuted.features.map((feature, j) => [feature, permuted.mean[j]!]))
  expect(boxes.length).toBe(mean.size)
  for (const [feature, value] of boxes) expect(Number(value)).toBeCloseTo(mean.get(String(feature))!, 12)
})

test("findings and the ranking of the page are those of the command line", async () => {
  const [alpha, store] = [join(golden, "lgb_regression"), join(golden, "requirements/001/mlruns")]
  const files = ["model.txt", "features.arrow"].map((name) => join(alpha, name))
  const server = await startServer({ files: await mountFiles([...files, store]), port: 0 })
  try {
    const options = { "roles:features.arrow": JSON.stringify({ target: "bmi" }) }
    await page.goto(`${server.url}/${await hashOf({ page: "leaks", output: 0, options })}`)
    await idle()
    await page.locator("finding-card").first().waitFor()
    const shown = await page
      .locator("finding-card")
      .evaluateAll((cards: (HTMLElement & { finding?: { message: string } })[]) =>
        cards.map((each) => each.finding!.message),
      )
    const audit: Audit = await json(
      "audit",
      "-m",
      files[0]!,
      "--test",
      files[1]!,
      "--target",
      "bmi",
      "--family",
      "metrics",
    )
    const leaks = audit.findings.filter(({ rule }) => leakRules.some(({ id }) => id === rule))
    for (const { message } of leaks) expect(shown).toContain(`${message}.`)
    expect(leaks.length).toBeGreaterThan(0)
    await question("Which run should I promote?")
    await page.getByRole("button", { name: "Preview" }).click()
    const ranking: ModelRanking = await json(
      ...[
        "runs",
        "rank",
        "--store",
        store,
        "-x",
        "wf_xgboost_AAPL_f150_tr3m_te1m",
        "--metric",
        "avg_test_r2",
        "--dry-run",
      ],
    )
    const table = page.locator("ranking-table")
    expect(await table.evaluate((each: HTMLElement & { ranking?: ModelRanking }) => each.ranking)).toEqual(ranking)
  } finally {
    await server.close()
  }
})

test("a table with a target and a prediction is judged without a model", async () => {
  await page.goto(`${bare.url}/`)
  await dropScored()
  await question("Is it any good?")
  await page.locator("metric-cards [data-metric=auc]").waitFor()
  await question("Does it hold over time?")
  await page.locator("window-metric-chart svg").first().waitFor()
  expect(await page.locator("page-time").textContent()).not.toContain("undefined")
})

/** Chooses a table with a target and a prediction on an empty page. */
async function dropScored(): Promise<void> {
  await page.locator("drop-zone #files").waitFor({ state: "attached" })
  const lines = Array.from(
    { length: 300 },
    (_, i) => `${i % 3 === 0 ? 1 : 0},${((i * 37) % 100) / 100},2024-0${1 + (i % 6)}-01`,
  )
  await page.locator("drop-zone #files").setInputFiles({
    ...{ name: "scored.csv", mimeType: "text/csv" },
    buffer: Buffer.from(`target,prediction,date\n${lines.join("\n")}\n`),
  })
}

test("files that are dropped are analysed in the tab: a model of XGBoost and a table", async () => {
  await open(small)
  await drop("xgb_binary/model.json", "xgb_binary/features.arrow")
  await page.getByText("model.json on features.arrow, 100 rows").waitFor()
  await idle()
  const expected = meanAbs("xgb_binary")
  for (const [feature, value] of await ranking()) expect(Math.abs(value - expected.get(feature)!)).toBeLessThan(1e-6)
  await question("Why this row?")
  await page.locator("waterfall-chart svg").waitFor()
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
  await page.locator("inventory-view tr", { hasText: "dropped/file-2.9.2" }).waitFor()
  await question("Which run should I promote?")
  await page.locator("run-table [data-run]").nth(10).waitFor()
  expect(await page.locator("run-table [role=table]").getAttribute("aria-rowcount")).toMatch(/^\d\d+$/)
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
  expect(await page.getByText("A sample of 2,000 rows so far.").count()).toBe(1)
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

test("every page is accessible in both themes and fits a narrow screen", { timeout: 180_000 }, async () => {
  await page.close()
  // The page's policy keeps foreign scripts out, axe-core among them.
  page = await browser.newPage({ viewport: { width: 390, height: 800 }, bypassCSP: true })
  await open(sample)
  await page.addScriptTag({ content: readFileSync(join(root, "node_modules/axe-core/axe.min.js"), "utf8") })
  for (const id of ["dropped", "quality", "time", "features", "feature", "row", "leaks", "overfit", "runs"]) {
    await page.evaluate((hash) => {
      location.hash = hash
    }, `#v=${id}`)
    await page.locator(`main > #${id}`).waitFor()
    await page.waitForTimeout(1500)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth)
    expect(`${id} ${wide}`).toBe(`${id} 390`)
    for (const theme of ["light", "dark"]) {
      const violations = await page.evaluate(async (name) => {
        document.documentElement.dataset.theme = name
        const results = await window.axe.run()
        return results.violations.map(({ id: rule, nodes }) => `${rule}: ${nodes.map((node) => node.html).join(" ")}`)
      }, theme)
      expect([id, theme, ...violations]).toEqual([id, theme])
    }
  }
})

test("everything is reached with the keyboard alone", async () => {
  // Another address, so that nothing of the tests before is left on the page.
  await page.goto("about:blank")
  await open(sample)
  const view = () => page.evaluate(() => document.querySelector<App>("leafwise-app")!.session.view)
  await page.keyboard.press("?")
  await page.getByRole("dialog").waitFor()
  await page.keyboard.press("Escape")
  await page.getByRole("dialog").waitFor({ state: "hidden" })
  const seen = [
    ["q", "quality"],
    ["t", "time"],
    ["l", "leaks"],
    ["o", "overfit"],
    ["f", "features"],
    ["h", "feature"],
    ["w", "row"],
    ["r", "runs"],
    ["d", "dropped"],
  ] as const
  for (const [letter, id] of seen) {
    await page.keyboard.press("g")
    await page.keyboard.press(letter)
    await page.locator(`main > #${id}`).waitFor()
  }
  await page.keyboard.press("g")
  await page.keyboard.press("w")
  await page.keyboard.press("j")
  await page.keyboard.press("j")
  await page.keyboard.press("k")
  expect((await view()).row).toBe(1)
  await page.locator("waterfall-chart").waitFor()
  await page.keyboard.press("t")
  await page.locator("waterfall-chart table").waitFor()
  await page.keyboard.press("t")
  await page.keyboard.press("Control+z")
  expect((await view()).row).toBe(2)
  await page.keyboard.press("Control+Shift+Z")
  expect((await view()).row).toBe(1)
  await page.keyboard.press("Escape")
  expect((await view()).row).toBe(undefined)
  await page.keyboard.press("g")
  await page.keyboard.press("f")
  await page.locator("page-features input[type=search]").waitFor()
  await page.keyboard.press("/")
  await page.keyboard.type("wind")
  await page.keyboard.press("Enter")
  await page.getByText("3 of 21 features").waitFor()
})

test("Tab goes through a page without getting caught, and what has the focus is seen", async () => {
  await open(small, "features")
  const places = new Set<string>()
  let first = ""
  for (let step = 0; step < 120; step++) {
    await page.keyboard.press("Tab")
    const place = await page.evaluate(() => {
      let at: Element | null = document.activeElement
      while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
      const { x, y } = at?.getBoundingClientRect() ?? { x: 0, y: 0 }
      return at === document.body
        ? ""
        : `${at?.tagName} ${at?.getAttribute("aria-label") ?? at?.textContent?.slice(0, 30)} ${Math.round(x)} ${Math.round(y + scrollY)}`
    })
    if (first && place === first) break
    first ||= place
    places.add(place)
  }
  expect([...places].join("\n")).toMatch(/table[\s\S]*CSV/)
  expect(places.size).toBeGreaterThan(25)
})

test("a link carries what is looked at and no data, and is taken up when its data are there", async () => {
  await open(sample, "row")
  await page.locator("page-row #row").fill("17")
  await page.locator("page-row #row").press("Enter")
  await page.getByRole("heading", { name: "Why row 17?" }).waitFor()
  await page.waitForFunction(() => location.hash.includes("&s="))
  const link = page.url()
  expect(new URL(link).hash.length).toBeLessThan(2048)
  await page.goto("about:blank")
  await page.goto(link)
  await page.getByRole("heading", { name: "Why row 17?" }).waitFor()
  await page.goto(`${bare.url}/${new URL(link).hash}`)
  await page.getByText("The address holds a saved view").waitFor()
  await page.locator("[data-sample=flights-month]").click()
  await page.getByRole("heading", { name: "Why row 17?" }).waitFor()
})

test("the link of a chart leads to it; thresholds and roles are in it, and every change is undone", async () => {
  await page.goto(`${bare.url}/`)
  await dropScored()
  await page.locator("role-editor select[name=group]").selectOption("date")
  await page.keyboard.press("Control+z")
  await page.waitForFunction(() => !location.hash.includes("&s="))
  expect(await page.locator("role-editor select[name=date]").inputValue()).toBe("date")
  await question("Is it any good?")
  await page.locator("threshold-view select").selectOption("percentile")
  await page.locator("threshold-view input[type=range]").fill("0.35")
  await page.evaluate(() => {
    const writeText = async (text: string) => {
      document.title = text
    }
    Object.defineProperty(navigator, "clipboard", { value: { writeText } })
  })
  await page.getByRole("button", { name: "Link of What a threshold does" }).click()
  await page.waitForFunction(() => document.title.includes("#v=quality"))
  const link = await page.title()
  await page.goto("about:blank")
  await page.goto(link)
  await dropScored()
  await page.waitForFunction(() => {
    let focus = document.activeElement
    while (focus?.shadowRoot?.activeElement) focus = focus.shadowRoot.activeElement
    return focus?.getAttribute("aria-label")?.startsWith("At 0.6") && window.scrollY > 500
  })
})

test("what if: another value is predicted at once, and the trial before is taken up again", async () => {
  await open(sample, "row")
  const field = page.locator("what-if").getByLabel("sched_hour", { exact: true })
  await field.waitFor()
  const status = page.locator("page-row [role=status]")
  const before = await status.textContent()
  await field.fill("20")
  await field.press("Enter")
  await page.getByText("With 1 value changed").waitFor()
  expect(await status.textContent()).toMatch(
    /margin \u2212?\d\.\d+, prediction 0\.\d+, \+\d\.\d+ against the row as it is/,
  )
  await page.locator("edit-history button").first().click()
  await page.waitForFunction(
    (text) =>
      document
        .querySelector("leafwise-app")
        ?.shadowRoot?.querySelector("page-row")
        ?.shadowRoot?.querySelector("[role=status]")?.textContent === text,
    before,
  )
})

test("the page works from a sub-path of a static host, offers samples, and opens again without a network", async () => {
  await page.goto(`${bare.url}/`)
  await page.getByText("Everything stays in this tab: files are read").waitFor()
  expect(await page.locator("[data-sample]").count()).toBe(3)
  await page.locator("[data-sample=stocks]").click()
  await page.getByText("model.ubj on months-2023.parquet, 1,440 rows").waitFor()
  await idle()
  expect(Object.values(await checks())).not.toContain("fail")
  await page.waitForFunction(async () => (await navigator.serviceWorker.ready).active?.state === "activated")
  await page.reload()
  await page.context().setOffline(true)
  await page.reload()
  await page.locator("[data-sample=stocks]").click()
  await page.getByText("model.ubj on months-2023.parquet, 1,440 rows").waitFor()
  await idle()
  complaints.length = 0
})

test("what is needed before the first paint is small, and codecs come when they are needed", () => {
  const html = readFileSync(join(root, "dist/playground/index.html"), "utf8")
  const first = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)].map(([, path]) => path!)
  const all = new Set<string>()
  const visit = (path: string): void => {
    if (all.has(path)) return
    all.add(path)
    const code = readFileSync(join(root, "dist/playground", path), "utf8")
    for (const [, name] of code.matchAll(/(?:import|from)\s*"\.\/([^"]+\.js)"/g)) visit(`assets/${name}`)
  }
  for (const path of first) visit(path)
  // The first page is loaded at once, too.
  for (const name of readdirSync(join(root, "dist/playground/assets")))
    if (name.startsWith("dropped-page")) visit(`assets/${name}`)
  const bytes = [...all].reduce(
    (sum, path) => sum + gzipSync(readFileSync(join(root, "dist/playground", path))).length,
    0,
  )
  expect(bytes).toBeLessThanOrEqual(150_000)
  expect([...all].join(" ")).not.toMatch(/parquet|arrow|sql|zstd/)
})

test("nothing was ever asked of another machine", () => {
  expect(requested.length).toBeGreaterThan(50)
  expect(requested.filter((url) => !/^(http:\/\/127\.0\.0\.1:\d+\/|data:|blob:)/.test(url))).toEqual([])
})

/** Goes to a question by its entry in the rail. */
async function question(title: string): Promise<void> {
  await page.locator("question-rail nav a", { hasText: title }).click()
}

async function idle(): Promise<void> {
  await page.waitForFunction(() => {
    const app = document.querySelector<App>("leafwise-app")
    const { stage, result } = app?.session.state ?? {}
    return stage === undefined && result !== undefined && result.explanation.sample === undefined
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
  const toggle = page.locator("importance-chart").getByRole("button", { name: "Show table of" })
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
