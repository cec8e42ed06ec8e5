import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { expect, test } from "vitest"
import { checks, complaints, drop, golden, idle, open, page, question, ranking, root, serverOf } from "./open-page.js"

test("files that are dropped are analysed in the tab: a model of XGBoost and a table", async () => {
  await open("small")
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
  await open("small")
  await drop("lgb_pandas_categorical/model.txt")
  expect(await page.locator("header .loaded").textContent()).toContain("features.arrow, 100 rows")
  await drop("lgb_pandas_categorical/features.arrow")
  await page.getByText("model.txt on features.arrow, 80 rows").waitFor()
  await idle()
  const expected = meanAbs("lgb_pandas_categorical")
  for (const [feature, value] of await ranking()) expect(Math.abs(value - expected.get(feature)!)).toBeLessThan(1e-9)
})

test("tables of every format are read in the tab", async () => {
  await open("small")
  await open("small")
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
  await open("small")
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
  await open("small")
  await page.locator("drop-zone #folder").setInputFiles(join(golden, "mlflow/file-2.9.2"))
  await page.locator("inventory-view tr", { hasText: "dropped/file-2.9.2" }).waitFor()
  await question("Which run should I promote?")
  await page.locator("run-table [data-run]").nth(10).waitFor()
  expect(await page.locator("run-table [role=table]").getAttribute("aria-rowcount")).toMatch(/^\d\d+$/)
})

test("Stop ends a long computation at once and keeps the sample's result", async () => {
  await open("sample")
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

test("the page works from a sub-path of a static host, offers samples, and opens again without a network", async () => {
  await page.goto(`${(await serverOf("bare")).url}/`)
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

/** mean |SHAP| by feature from the library's own values. */
function meanAbs(folder: string): Map<string, number> {
  const { feature_names, exact_shap, shap } = JSON.parse(readFileSync(join(golden, folder, "expected.json"), "utf8"))
  const rows: number[][][] = exact_shap ?? shap
  const mean = (j: number) => rows.reduce((sum, [first]) => sum + Math.abs(first![j]!), 0) / rows.length
  return new Map((feature_names as string[]).map((name, j) => [name, mean(j)]))
}
