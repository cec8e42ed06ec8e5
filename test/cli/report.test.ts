import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import type { Ranking } from "../../src/results/ranking.js"
import type { Report } from "../../src/results/report.js"
import { lastWindow, leafwise, sample, temporaryFolder } from "./run.js"

const files = "-m lgb_binary/model.txt -d lgb_binary/features.arrow"
const store = join(sample, "mlruns")
const golden = join(import.meta.dirname, "../../build/golden")

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
    "--cards",
    "metrics,bar,beeswarm,comparison",
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

test("a champion is decided against, runs are ranked, and the cards are those that were asked for", async () => {
  const args = `report --store ${join(golden, "requirements/001/mlruns")} -x wf_xgboost_AAPL_f150_tr3m_te1m --limit 50 -o -`
  const { stdout, stderr } = await leafwise(args)
  const { decision, ranking, comparison, rows, findings } = reportIn(stdout)
  expect([decision!.champion.model, decision!.windows.length]).toEqual(["models:/aapl_return/1", 12])
  expect(decision!.challenger.runId).toBe(ranking!.summary.best_run_id)
  expect([ranking!.total_ranked, comparison!.runs.length, rows]).toEqual([10, 50, null])
  // The store is audited as well.
  expect(findings.length).toBeGreaterThan(0)
  expect(findings.every(({ rule }) => /^(metrics|runs|names|store): |^More$/.test(rule))).toBe(true)
  expect(stderr).toContain("cards: decision, findings, ranking, comparison")
  const one = reportIn((await leafwise(`${args} --cards ranking --metric test_rmse -q`)).stdout)
  expect([one.decision, one.comparison, one.ranking!.metric]).toEqual([null, null, "test_rmse"])
  expect(one.ranking!.summary.best_value).toBeLessThan(one.ranking!.summary.worst_value)
})

test("what the model's cards say is what the other verbs say", async () => {
  const table = "-m lgb_regression/model.txt -d lgb_regression/features.arrow"
  const target = "bmi"
  const args = `report ${table} --target ${target} --train lgb_regression/features.arrow --cards`
  const { stdout } = await leafwise(`${args} curves,findings,importance -o - -q`)
  const { curves, findings, importance, metrics, rows } = reportIn(stdout)
  expect([metrics, rows]).toEqual([null, null])
  expect(curves!.points!.total).toBe(curves!.evaluation.rows.total)
  expect(findings.find(({ rule }) => rule === "Rows shared with training")!.severity).not.toBe("pass")
  const { stdout: json } = await leafwise(`importance ${table} -t ${target} --repeats 10 --json`)
  const { features, repeats } = JSON.parse(json) as { features: string[]; repeats: number[][] }
  const [first] = importance!.features
  expect(first!.sets[0]).toEqual(repeats[features.indexOf(first!.name)])
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
  expect(await leafwise(`report ${files} -o - --cards bar,roc`)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('"roc"'),
  })
  expect(await leafwise(`report ${files} -o - --cards importance`)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("importance needs --target"),
  })
  const small = await leafwise(`report ${files} -o - --max-size 1kB`)
  expect(small).toMatchObject({ code: 1, stderr: expect.stringContaining("without any rows") })
})
