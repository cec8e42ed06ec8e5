import { cp, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { chromium } from "playwright-core"
import { expect, onTestFinished, test } from "vitest"
import { browserOptions } from "../../scripts/find-browser.js"
import { openStore } from "../../src/node.js"

// The built page and server: `npm test` builds first.
const root = join(import.meta.dirname, "../..")
const { startServer }: typeof import("../../src/server.js") = await import(join(root, "dist/server.js"))
const { mountFiles }: typeof import("../../src/node/mounted-files.js") = await import(
  join(root, "dist/node/mounted-files.js")
)

test("001: the page ranks an experiment by a metric, shows ranks and tags, and has the server write them", async () => {
  const folder = await mkdtemp(join(tmpdir(), "leafwise-ranking-"))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await cp(join(root, "build/golden/requirements/001"), folder, { recursive: true })
  const server = await startServer({ files: await mountFiles([folder]), port: 0 })
  onTestFinished(() => server.close())
  const browser = await chromium.launch(await browserOptions())
  onTestFinished(() => browser.close())
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  await page.goto(`${server.url}/#v=runs`)
  const ranking = page.locator("rank-models")
  await ranking.getByLabel("Metric").selectOption("avg_test_r2")
  await ranking.getByRole("button", { name: "Preview" }).click()
  const rows = ranking.getByRole("region", { name: "Top models" }).locator("tbody tr")
  expect(await rows.count()).toBe(10)
  expect(await rows.first().innerText()).toMatch(
    /^1\s+trial_\d+\s+0\.\d+\s+model_rank=1, top_10, production_candidate$/,
  )
  await ranking.getByRole("button", { name: "Write the tags" }).click()
  await ranking.getByRole("status").filter({ hasText: "The tags are written." }).waitFor()
  const { runs } = await (await openStore(join(folder, "mlruns"))).searchRuns({ filter: "tags.top_10 = 'true'" })
  expect(runs.map(({ tags }) => Number(tags.model_rank)).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
})
