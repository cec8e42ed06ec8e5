import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import type { Ranking } from "../../src/results/ranking.js"
import type { Report } from "../../src/results/report.js"
import { lastWindow, leafwise, sample, temporaryFolder } from "./run.js"

const files = "-m lgb_binary/model.txt -d lgb_binary/features.arrow"
const store = join(sample, "mlruns")

function reportIn(html: string): Report {
  const [, json = ""] = /id="leafwise-report">([^<]*)<\/script>/.exec(html) ?? []
  return JSON.parse(json) as Report
}

test("a report of a model holds the same ranking as leafwise shap, and its size is said", async () => {
  const path = join(await temporaryFolder(), "report.html")
  const { code, stderr } = await leafwise(`report ${files} -o ${path}`)
  const html = await readFile(path, "utf8")
  const { rows, metrics, title } = reportIn(html)
  const { features, rows: explained } = JSON.parse((await leafwise(`shap ${files} --json`)).stdout) as Ranking
  expect([code, title, metrics, rows?.explained]).toEqual([0, "model.txt explained", null, explained])
  expect(rows!.ranking).toEqual(features)
  expect(stderr).toMatch(/report\.html: \d+ kB, [\d,]+ rows of/)
})

test("runs stand side by side, and metrics beside the charts", async () => {
  const data = join(sample, "data/test-2013-12.feather")
  const model = `runs:/${lastWindow.runId}/model.txt`
  const args = [
    "report",
    "-m",
    model,
    "-d",
    data,
    "--target",
    "delayed",
    "--store",
    store,
    "--sample",
    "200",
    "--rows",
    "50",
  ]
  const more = [
    "--run",
    lastWindow.runId,
    "-x",
    "nyc-flights/arrival-delay-walk-forward",
    "--limit",
    "3",
    "-o",
    "-",
    "-q",
  ]
  const { code, stdout, stderr } = await leafwise([...args, ...more])
  const { metrics, rows, comparison } = reportIn(stdout)
  expect([code, stderr]).toEqual([0, ""])
  const auc = metrics!.metrics.find(({ name }) => name === "auc")
  expect(auc!.value).toBeCloseTo(lastWindow.metrics.test_auc!, 6)
  expect([rows!.total, rows!.explained]).toEqual([27020, 200])
  expect(Buffer.from(rows!.rows.base64, "base64").length).toBe(4 * 50)
  expect(comparison!.runs[0]!.runId).toBe(lastWindow.runId)
  expect(comparison!.runs.length).toBeGreaterThanOrEqual(3)
  expect(stdout).not.toContain(store)
})

test("rows are left out of a report that is to be small", async () => {
  const whole = (await leafwise(`report ${files} -o - -q`)).stdout
  const most = whole.length - 2000
  const { code, stdout, stderr } = await leafwise(`report ${files} -o - --max-size ${most}`)
  expect([code, Buffer.byteLength(stdout) <= most]).toEqual([0, true])
  expect(stderr).toMatch(/rows? of/)
})

test("what a report lacks is said", async () => {
  expect(await leafwise("report -o -")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--model and --data"),
  })
  expect(await leafwise("report -m lgb_binary/model.txt -o -")).toMatchObject({ code: 2 })
  expect(await leafwise(`report ${files}`)).toMatchObject({ code: 2, stderr: expect.stringContaining("-o") })
  expect(await leafwise(`report ${files} -o - --target nowhere`)).toMatchObject({ code: 1 })
  expect(await leafwise(`report ${files} -o - --max-size lots`)).toMatchObject({ code: 2 })
  const small = await leafwise(`report ${files} -o - --max-size 1kB`)
  expect(small).toMatchObject({ code: 1, stderr: expect.stringContaining("without any rows") })
})
