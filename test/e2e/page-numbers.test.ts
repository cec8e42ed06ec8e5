import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { hashOf } from "../../playground/state/view-link.js"
import { leakRules } from "../../src/analysis/audit-cards.js"
import type { Audit } from "../../src/results/audit.js"
import type { Drift } from "../../src/results/drift.js"
import type { Evaluation } from "../../src/results/evaluation.js"
import type { ModelRanking } from "../../src/results/model-ranking.js"
import type { PermutationImportance } from "../../src/results/permutation-importance.js"
import type { Ranking } from "../../src/results/ranking.js"
import {
  checks,
  dropScored,
  golden,
  idle,
  json,
  mountFiles,
  newestModel,
  open,
  page,
  question,
  ranking,
  root,
  scoredHeader,
  scoredLines,
  serverOf,
  startServer,
} from "./open-page.js"

test("the page shows the sample analysed, with the numbers of the command line", async () => {
  await open("sample")
  const model = ["-m", await newestModel(), "--store", join(root, "sample/mlruns")]
  const { features } = await json<Ranking>("shap", ...model, "-d", join(root, "sample/data/test-2013-12.feather"))
  expect(await ranking()).toEqual(features.map(({ feature, meanAbsShap }) => [feature, meanAbsShap]))
  expect(await checks()).toEqual({ columns: "pass", missing: "pass", prediction: "pass", additivity: "pass" })
  await question("Which run should I promote?")
  await page.locator("run-table [data-run]").nth(10).waitFor()
  expect(await page.locator("run-table [data-run]").count()).toBe(11)
})

test("the metrics of the page are those of the command line", { timeout: 120_000 }, async () => {
  await open("sample", "quality")
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
      ...["audit", "-m", files[0]!, "--test", files[1]!, "--target", "bmi", "--family", "metrics"],
    )
    const leaks = audit.findings.filter(({ rule }) => leakRules.some(({ id }) => id === rule))
    for (const { message } of leaks) expect(shown).toContain(`${message}.`)
    expect(leaks.length).toBeGreaterThan(0)
    await question("Which run should I promote?")
    await page.getByRole("button", { name: "Preview" }).click()
    const ranking: ModelRanking = await json(
      ...["runs", "rank", "--store", store, "-x", "wf_xgboost_AAPL_f150_tr3m_te1m"],
      ...["--metric", "avg_test_r2", "--dry-run"],
    )
    const table = page.locator("ranking-table")
    expect(await table.evaluate((each: HTMLElement & { ranking?: ModelRanking }) => each.ranking)).toEqual(ranking)
  } finally {
    await server.close()
  }
})

test("a table with a target and a prediction is judged without a model; its drift is that of the command line", async () => {
  await page.goto(`${(await serverOf("bare")).url}/`)
  await dropScored()
  await question("Is it any good?")
  await page.locator("metric-cards [data-metric=auc]").waitFor()
  await question("Does it hold over time?")
  await page.locator("window-metric-chart svg").first().waitFor()
  expect(await page.locator("page-time").textContent()).not.toContain("undefined")
  const shown = await page
    .locator("drift-chart chart-frame")
    .evaluate((frame: HTMLElement & { table?: { rows: unknown[][] } }) => frame.table!.rows)
  const folder = await mkdtemp(join(tmpdir(), "leafwise-drift-"))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const months = ["2024-01-01", "2024-06-01"].map((month) => ({ month, path: join(folder, `${month}.csv`) }))
  for (const { month, path } of months) {
    const own = scoredLines.filter((line) => line.endsWith(month))
    await writeFile(path, `${scoredHeader}\n${own.join("\n")}\n`)
  }
  const { columns } = await json<Drift>(
    ...["drift", "--reference", months[0]!.path, "--current", months[1]!.path],
    ...["--columns", "prediction", "size", "kind"],
  )
  const expected = columns.map(({ column, psi, ks }) => [column, psi, ks ?? ""])
  expect(expected.length).toBe(3)
  expect(shown.toSorted()).toEqual(expected.toSorted())
})
