import { readdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { type WalkForward, walkForwardPlanSchema, walkForwardSchema } from "../../src/results/walk-forward.js"
import { leafwise, linesOf, sample, temporaryFolder } from "./run.js"

const stores = join(import.meta.dirname, "../../build/golden/requirements")
const stocks = join(import.meta.dirname, "../../playground/samples/stocks/months-2023.parquet")

async function found(args: string): Promise<WalkForward> {
  const { code, stdout, stderr } = await leafwise(`walkforward ${args} --json`)
  expect(code, stderr).toBe(0)
  return walkForwardSchema.parse(JSON.parse(stdout)) as WalkForward
}

test("001: every trial's windows are the steps of its metrics, its lengths are params", async () => {
  const { runs, experiments } = await found(`--store ${stores}/001/mlruns -x wf_xgboost_AAPL_f150_tr3m_te1m`)
  expect(experiments).toEqual(["wf_xgboost_AAPL_f150_tr3m_te1m"])
  expect(runs).toHaveLength(50)
  const trial = runs.find(({ name }) => name === "trial_1")!
  expect(trial).toMatchObject({
    ...{
      source: "metric steps",
      train: { months: 3 },
      test: { months: 1 },
      embargo: { months: 1 },
      horizon: { months: 3 },
    },
  })
  expect(trial.windows).toHaveLength(12)
  const r2 = trial.metrics.find(({ metric }) => metric === "test_r2")!
  expect(r2.windows).toBe(12)
  expect(r2.weightedMean).not.toBeNull()
  expect(trial.findings.map(({ rule }) => rule)).toEqual(["label-overlap", "short-training"])
  expect(trial.findings[0]!.evidence.overlap).toBe("2 months")
})

test("001: the mean over the folds is what the run logged", async () => {
  const { runs } = await found(`--store ${stores}/001/mlruns -x wf_xgboost_AAPL_f150_tr3m_te1m --metric test_rmse`)
  const { stdout } = await leafwise(`runs list --store ${stores}/001/mlruns -x wf_xgboost_AAPL_f150_tr3m_te1m --json`)
  const logged = new Map(
    (JSON.parse(stdout) as { runs: { runId: string; metrics: Record<string, number> }[] }).runs.map((run) => [
      run.runId,
      run.metrics.avg_test_rmse!,
    ]),
  )
  for (const { runId, metrics } of runs) expect(metrics[0]!.mean).toBeCloseTo(logged.get(runId!)!, 12)
})

test("003: nested folds, weighted by n_test", async () => {
  const { runs } = await found(`--store ${stores}/003/mlruns`)
  expect(runs.map(({ name, source, windows }) => [name, source, windows.length])).toEqual([
    ["test", "nested runs", 5],
    ["cv_xgboost_v1", "nested runs", 5],
  ])
  const [accuracy] = runs[1]!.metrics
  const { windows } = runs[1]!
  const rows = windows.reduce((sum, { nTest }) => sum + nTest!, 0)
  const weighted = windows.reduce((sum, { nTest, metrics }) => sum + nTest! * metrics.accuracy!, 0) / rows
  expect(windows.map(({ nTest }) => nTest)).toEqual([2400, 2300, 2200, 2100, 2000])
  expect(accuracy!.weightedMean).toBeCloseTo(weighted, 12)
  expect(accuracy).toMatchObject({ pooledFrom: "n_test" })
})

test("002 and 004 have none, and it is said what was looked for", async () => {
  for (const store of ["002/mlruns", "004/mlruns"]) {
    const { code, stderr } = await leafwise(`walkforward --store ${stores}/${store}`)
    expect(code).toBe(1)
    expect(stderr).toContain("no walk-forward windows were found. Expected nested runs with a fold")
  }
})

test("the sample: an anchored series of ten months with an embargo of one", async () => {
  const { runs } = await found(`--store ${join(sample, "mlruns")} --metric test_auc`)
  expect(runs).toHaveLength(1)
  const [run] = runs
  expect(run).toMatchObject({ scheme: "anchored", embargo: { months: 1 }, findings: [] })
  expect(run!.windows[0]).toMatchObject({
    ...{ train: { from: "2013-01-01", to: "2013-02-01" }, embargo: { from: "2013-02-01", to: "2013-03-01" } },
    ...{ test: { from: "2013-03-01", to: "2013-04-01" }, nTest: 27902 },
  })
  expect(run!.metrics[0]!.worst.window).toBe("fold 2")
})

test("one run is shown window by window, with plots", async () => {
  const plots = join(await temporaryFolder(), "plots")
  const args = ["walkforward", "show", "--store", join(sample, "mlruns"), "--metric", "test_auc", "--plots", plots]
  const { code, stdout, stderr } = await leafwise(args)
  expect(code, stderr).toBe(0)
  const [head, ...rows] = linesOf(stdout)
  expect(head).toBe("window\ttrain from\ttrain to\tembargo from\tembargo to\ttest from\ttest to\tn_test\ttest_auc")
  expect(rows).toHaveLength(10)
  expect(stderr).toMatch(
    /test_auc: mean 0\.\d+, \[0\.\d+, 0\.\d+\], weighted 0\.\d+, sd .* worst 0\.6387 \(fold 2\), trend/,
  )
  expect((await readdir(plots)).sort()).toEqual(["test_auc.png", "test_auc.svg", "windows.png", "windows.svg"])
})

test("findings that runs have in common are said once", async () => {
  const { stderr } = await leafwise(`walkforward --store ${stores}/001/mlruns`)
  expect(linesOf(stderr).filter((line) => line.includes("labels of the last 2 months"))).toHaveLength(1)
  expect(stderr).toContain("50 of 50 runs: warn: labels of the last 2 months of training reach into the test")
})

test("a table with dates", async () => {
  const { runs } = await found(`--data ${stocks} --by quarter`)
  expect(runs[0]!.windows.map(({ name, nTest }) => [name, nTest])).toEqual([
    ["Q1 2023", 360],
    ["Q2 2023", 360],
    ["Q3 2023", 360],
    ["Q4 2023", 360],
  ])
  expect(runs[0]!.metrics.map(({ metric, pooledFrom }) => [metric, pooledFrom])).toEqual([
    ["spearman", "rows"],
    ["rmse", "rows"],
    ["mae", "rows"],
    ["r2", "rows"],
  ])
  expect((await found(`--data ${stocks} --by sector`)).runs[0]!.windows).toHaveLength(6)
})

test("plan: the document's window, as text and as JSON", async () => {
  const args =
    "walkforward plan --start 2014 --end 2024 --train-years 4 --embargo-months 6 --horizon 12m --frequency quarterly --rolling"
  const { code, stdout, stderr } = await leafwise(args)
  expect(code).toBe(0)
  expect(linesOf(stdout)[0]).toBe("Window 1: [Train: 2014-2017] [Embargo] [Test: Q1 2018]")
  expect(linesOf(stdout)[1]).toBe("Window 2: [Train: 2014-2017] [Embargo] [Test: Q2 2018]")
  expect(stderr).toContain("labels of the last 6 months of training reach into the test")
  const json = await leafwise(`${args} --json`)
  expect(walkForwardPlanSchema.parse(JSON.parse(json.stdout))).toMatchObject({ scheme: "rolling", embargoMonths: 6 })
  const csv = await leafwise(`${args} --csv`)
  expect(linesOf(csv.stdout)[0]).toBe("window,train from,train to,embargo from,embargo to,test from,test to")
})

test.each([
  ["plan --start 2014", "--end"],
  ["plan --start 2014 --end 2024 --train-years 4 --train-months 3", "cannot be used with"],
  ["plan --start 2014 --end 2024 --rolling --expanding", "cannot be used with"],
  ["plan --start 2014 --end 2024 --horizon soon", "Expected a length such as 3m, 12m or 1y."],
  ["--data x.csv --store mlruns", "got --data and runs of a store"],
])("%s is wrong usage", async (args, message) => {
  const { code, stderr } = await leafwise(`walkforward ${args}`)
  expect(code).toBe(2)
  expect(stderr).toContain(message)
})

test("a table without dates says which column it needs", async () => {
  const file = join(await temporaryFolder(), "plain.csv")
  await writeFile(file, "y,p\n1,0.5\n0,0.4\n")
  const { code, stderr } = await leafwise(["walkforward", "--data", file])
  expect(code).toBe(2)
  expect(stderr).toContain("--data needs --date: no column of plain.csv looks like it")
})
