import { expect, test } from "vitest"
import { studentP } from "../../src/analysis/student-p.js"
import { walkForwardRun, walkForwardSeries } from "../../src/analysis/walk-forward.js"
import { embargoFindings, horizonDefaults, walkForwardFindings } from "../../src/analysis/walk-forward-checks.js"
import { windowedMetrics } from "../../src/analysis/walk-forward-metrics.js"
import { planWalkForward } from "../../src/analysis/walk-forward-plan.js"
import { windowOf } from "../../src/analysis/walk-forward-rows.js"
import { walkForwardSettings } from "../../src/analysis/walk-forward-settings.js"
import { walkForwardTable } from "../../src/analysis/walk-forward-table.js"
import { addMonths, durationText, endOf, parseDuration, parsePeriod } from "../../src/analysis/walk-forward-time.js"
import { foldMetric, seriesOfRuns, windowsOfRows } from "../../src/analysis/walk-forward-windows.js"
import type { Run } from "../../src/data/run.js"
import type { WalkForwardWindow } from "../../src/results/walk-forward.js"

const iso = (time: number | undefined) => new Date(time!).toISOString().slice(0, 10)

function run(over: Partial<Run>): Run {
  return {
    ...{ runId: "r", runName: "run", experimentId: "1", status: "FINISHED", startTime: 0, endTime: 1, userId: "u" },
    ...{ lifecycleStage: "active", artifactUri: "", metrics: {}, params: {}, tags: {}, datasets: [] },
    ...over,
  }
}

function windows(
  values: readonly number[],
  nTest: readonly (number | null)[] = [],
  metric = "auc",
): WalkForwardWindow[] {
  return values.map((value, i) => {
    const window = windowOf({}, { [metric]: value }, { name: `fold ${i}`, runId: null })
    return { ...window, nTest: nTest[i] ?? null }
  })
}

test("lengths as people write them", () => {
  const written = ["12m", "3 months", "1q", "21d", "20 days", "2y", "1 year", "6", "1.5y", "4w"].map((text) =>
    parseDuration(text),
  )
  expect(written.map((each) => each && durationText(each))).toEqual([
    ...[
      "12 months",
      "3 months",
      "3 months",
      "21 days",
      "20 days",
      "2 years",
      "1 year",
      "6 months",
      "1.5 years",
      "4 weeks",
    ],
  ])
  expect([parseDuration("soon"), parseDuration(""), parseDuration("3 apples")]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})

test("periods as people write them; ends are not included", () => {
  for (const text of ["2018Q1", "Q1 2018", "2018-Q1", "Q1_2018"]) {
    expect(parsePeriod(text)!.map(iso), text).toEqual(["2018-01-01", "2018-04-01"])
  }
  expect(["2018", "2018-02", "Feb 2018", "201802", "2018-02-03"].map((text) => parsePeriod(text)!.map(iso))).toEqual([
    ["2018-01-01", "2019-01-01"],
    ["2018-02-01", "2018-03-01"],
    ["2018-02-01", "2018-03-01"],
    ["2018-02-01", "2018-03-01"],
    ["2018-02-03", "2018-02-04"],
  ])
  expect([parsePeriod("2018-02-30"), parsePeriod("3"), parsePeriod("fold")]).toEqual([undefined, undefined, undefined])
  expect([iso(endOf("2017-12-31")), iso(endOf("2018-01-01")), iso(endOf("2017")), iso(endOf("2017-12"))]).toEqual(
    Array(4).fill("2018-01-01"),
  )
  expect(iso(addMonths(Date.UTC(2024, 0, 31), 1))).toBe("2024-02-29")
})

test("settings from params, then tags, then names", () => {
  const named = walkForwardSettings({ params: {}, tags: {}, names: ["trial_1", "wf_xgboost_AAPL_f150_tr3m_te1m"] })
  expect(named.train).toMatchObject({ amount: 3, unit: "month", from: "name wf_xgboost_AAPL_f150_tr3m_te1m" })
  expect(named.test).toMatchObject({ amount: 1, unit: "month" })
  expect([named.embargo, named.horizon]).toEqual([null, null])
  const params = { train_window_years: "5", embargo_months: "6", horizon: "12m", frequency: "quarterly" }
  const logged = walkForwardSettings({ params, tags: { embargo_months: "1" }, names: ["x_tr3m_te1m"] })
  expect(logged).toMatchObject({
    ...{ train: { amount: 5, unit: "year" }, embargo: { amount: 6, from: "param embargo_months" } },
    ...{ horizon: { amount: 12, unit: "month" }, frequency: "quarterly" },
  })
  const target = walkForwardSettings({ params: { target_col: "raw_return_12m" }, tags: {}, names: [] })
  expect(target.horizon).toMatchObject({ amount: 12, unit: "month" })
  expect(
    walkForwardSettings({ params: { horizon: "20d", embargoDays: "10" }, tags: {}, names: [] }).embargo,
  ).toMatchObject({
    ...{ amount: 10, unit: "day" },
  })
})

test("defaults by horizon", () => {
  expect([3, 6, 12].map((horizon) => horizonDefaults(horizon))).toEqual([
    { train: 36, embargo: 1 },
    { train: 48, embargo: 3 },
    { train: 60, embargo: 6 },
  ])
})

test("embargo: shorter than horizon // 2 fails, shorter than the horizon warns with the overlap in its unit", () => {
  const months = (amount: number) => ({ amount, unit: "month" as const })
  const rules = (horizon: number, embargo: number) =>
    embargoFindings(months(horizon), months(embargo)).map(({ rule, severity }) => [rule, severity])
  expect(rules(12, 5)).toEqual([["embargo-too-short", "fail"]])
  expect(rules(12, 6)).toEqual([["label-overlap", "warn"]])
  expect(rules(12, 12)).toEqual([])
  expect(rules(3, 1)).toEqual([["label-overlap", "warn"]])
  expect(rules(3, 0)).toEqual([["embargo-too-short", "fail"]])
  expect(rules(1, 0)).toEqual([["label-overlap", "warn"]])
  expect(embargoFindings(months(12), months(6))[0]!.evidence.overlap).toBe("6 months")
  const days = embargoFindings({ amount: 20, unit: "day" }, { amount: 12, unit: "day" })
  expect(days[0]!.message).toContain("labels of the last 8 days of training")
  expect(embargoFindings({ amount: 1, unit: "day" }, months(1))).toEqual([])
  expect(embargoFindings({ amount: 1, unit: "year" }, months(6))[0]!.evidence.overlap).toBe("0.5 years")
  expect(embargoFindings(months(6), null)[0]!.rule).toBe("embargo-unknown")
  expect(embargoFindings(null, null)).toEqual([])
})

test("dates are checked: overlap of train and test, an embargo that dates do not keep, tests over one another", () => {
  const settings = walkForwardSettings({ params: { embargo_months: "1", horizon: "1m" }, tags: {}, names: [] })
  const window = (name: string, trainEnd: string, testStart: string, testEnd: string) =>
    windowOf(
      { train_start: "2014-01-01", train_end: trainEnd, test_start: testStart, test_end: testEnd },
      { auc: 1 },
      { name, runId: null },
    )
  const found = walkForwardFindings(
    settings,
    [
      window("fold 0", "2017-11-30", "2018-01-01", "2018-03-31"),
      window("fold 1", "2018-03-31", "2018-04-01", "2018-06-30"),
      window("fold 2", "2018-08-31", "2018-06-01", "2018-09-30"),
    ],
    4,
  )
  expect(found.map(({ rule, severity }) => `${rule} ${severity}`)).toEqual([
    ...["train-test-overlap fail", "dates-break-embargo fail", "tests-overlap warn", "windows-missing warn"],
  ])
  expect(found[0]!.message).toContain("fold 2")
  expect(found[1]!.message).toContain("fold 1")
})

test.each([
  ["fold_3_auc", "3", "auc"],
  ["fold3/auc", "3", "auc"],
  ["auc_fold_3", "3", "auc"],
  ["split0_test_score", "0", "test_score"],
  ["window-2.rmse", "2", "rmse"],
  ["2018Q1_auc", "2018Q1", "auc"],
  ["auc_2018Q1", "2018Q1", "auc"],
])("%s is fold %s of %s", (key, fold, metric) => {
  expect(foldMetric(key)).toEqual({ fold, metric })
})

test("other names are no folds", () => {
  for (const key of ["num_folds", "f1_threshold_0.3", "precision_at_10", "mean_roc_auc", "top_10"]) {
    expect(foldMetric(key), key).toBeUndefined()
  }
})

test("windows from nested runs, with what they say of dates, in the order of time", () => {
  const child = (fold: number, test_start: string) =>
    run({
      ...{
        runId: `c${fold}`,
        params: { fold: String(fold), test_start },
        metrics: { auc: 0.5 + fold / 100, n_test: 10 * (fold + 1) },
      },
      tags: { "mlflow.parentRunId": "r" },
    })
  const parent = run({ params: { train_years: "4", embargo_months: "6", horizon: "12m", frequency: "quarterly" } })
  const found = walkForwardRun({
    ...{ run: parent, experimentName: "e" },
    children: [child(1, "2018-04-01"), child(0, "2018-01-01"), child(2, "2018-07-01")],
  })!
  expect(found).toMatchObject({ source: "nested runs", scheme: "rolling", frequency: "quarterly" })
  expect(found.windows.map(({ name, nTest }) => [name, nTest])).toEqual([
    ["fold 0", 10],
    ["fold 1", 20],
    ["fold 2", 30],
  ])
  expect(found.windows[0]).toMatchObject({
    ...{
      train: { from: "2013-07-01", to: "2017-07-01" },
      embargo: { from: "2017-07-01", to: "2018-01-01" },
      derived: true,
    },
    test: { from: "2018-01-01", to: "2018-04-01" },
  })
  expect(found.metrics.map(({ metric }) => metric)).toEqual(["auc"])
  expect(found.findings.map(({ rule }) => rule)).toEqual(["label-overlap", "short-training"])
})

test("trials below a parent are no windows", () => {
  const children = [3, 5, 7].map((depth) =>
    run({ runName: `trial_${depth}`, params: { max_depth: String(depth) }, metrics: { auc: 0.6 } }),
  )
  expect(walkForwardRun({ run: run({}), experimentName: "e", children })).toBeNull()
})

test("windows from the names of metrics; what was logged of all rows together is the pooled value", () => {
  const metrics = {
    fold_0_auc: 0.6,
    fold_1_auc: 0.7,
    fold_0_n_test: 100,
    fold_1_n_test: 300,
    pooled_auc: 0.68,
    auc: 0.65,
  }
  const found = walkForwardRun({ run: run({ metrics }), experimentName: "e", children: [] })!
  expect(found.source).toBe("metric names")
  expect(found.windows.map(({ metrics, nTest }) => [metrics.auc, nTest])).toEqual([
    [0.6, 100],
    [0.7, 300],
  ])
  expect(found.metrics[0]).toMatchObject({ pooled: 0.68, pooledFrom: "logged", windows: 2 })
  expect(found.metrics[0]!.weightedMean).toBeCloseTo(0.675, 12)
})

test("windows from steps, where the number of folds is known; epochs are none", () => {
  const points = (values: readonly number[]) => values.map((value, i) => ({ value, timestamp: i, step: BigInt(i) }))
  const histories = { test_r2: points([0.5, 0.6, 0.7]), n_test: points([10, 20, 30]), loss: points([1, 0.9, 0.8, 0.7]) }
  const folds = walkForwardRun({
    run: run({ metrics: { num_folds: 3 } }),
    experimentName: "e",
    children: [],
    histories,
  })!
  expect(folds.windows.map(({ name, nTest, metrics }) => [name, nTest, metrics.test_r2, metrics.loss])).toEqual([
    ["fold 0", 10, 0.5, undefined],
    ["fold 1", 20, 0.6, undefined],
    ["fold 2", 30, 0.7, undefined],
  ])
  const epochs = { run: run({}), experimentName: "e", children: [], histories: { loss: histories.loss } }
  expect(walkForwardRun(epochs)).toBeNull()
  expect(walkForwardRun(epochs, { from: "metric steps" })!.windows).toHaveLength(4)
})

test("windows from a file with a row a fold, which also completes others", () => {
  const rows = [
    {
      fold: 1,
      test_start: "2018-04-01",
      test_end: "2018-06-30",
      train_start: "2014",
      train_end: "2017",
      n_test: 5,
      auc: 0.6,
    },
    {
      fold: 0,
      test_start: "2018-01-01",
      test_end: "2018-03-31",
      train_start: "2014",
      train_end: "2017",
      n_test: 4,
      auc: 0.5,
    },
  ]
  expect(windowsOfRows(rows).map(({ name, test, train }) => [name, test.to, train.to])).toEqual([
    ["fold 0", "2018-04-01", "2018-01-01"],
    ["fold 1", "2018-07-01", "2018-01-01"],
  ])
  const input = {
    run: run({ metrics: { fold_0_auc: 0.5, fold_1_auc: 0.6 } }),
    experimentName: "e",
    children: [],
    files: [{ path: "folds.csv", rows }],
  }
  const found = walkForwardRun(input)!
  expect(found.source).toBe("metric names")
  expect(found.windows[1]).toMatchObject({ nTest: 5, test: { from: "2018-04-01" } })
  expect(windowsOfRows([{ feature: "a", importance: 1 }])).toEqual([])
})

test("runs of an experiment that are windows of one series; a model's own param window is none", () => {
  const window = (fold: number, depth = 3) =>
    run({ runId: `w${fold}${depth}`, params: { fold: String(fold), max_depth: String(depth) }, metrics: { auc: 0.6 } })
  const groups = seriesOfRuns([window(0), window(1), window(0, 5), window(1, 5), run({ params: { window: "30" } })])
  expect(groups.map((group) => group.length)).toEqual([2, 2])
  expect(walkForwardSeries(groups[0]!, "wf")).toMatchObject({ runId: null, name: "wf", source: "runs" })
  expect(seriesOfRuns([run({ params: { window: "30" } }), run({ params: { window: "60" } })])).toEqual([])
})

// The numbers are numpy's and scipy's.
test("mean, weighted mean, spread, worst, trend and interval", () => {
  const values = [0.61, 0.58, 0.6, 0.55, 0.57, 0.52, 0.54]
  const [auc] = windowedMetrics(windows(values, [10, 20, 30, 40, 50, 60, 70]))
  expect(auc!.weightedMean).toBeCloseTo(0.5542857142857143, 12)
  expect(auc!.sd).toBeCloseTo(0.03251373336211724, 12)
  expect(auc!.worst).toEqual({ window: "fold 5", value: 0.52 })
  expect(auc!.trend!.slope).toBeCloseTo(-0.012857142857142848, 12)
  expect(auc!.trend!.t).toBeCloseTo(-3.6742346141747673, 9)
  expect(auc!.trend!.p).toBeCloseTo(0.014379729802005154, 9)
  expect(auc!.pooled).toBeNull()
  const { low, high, block, level } = auc!.interval!
  expect([block, level]).toEqual([2, 0.95])
  expect(low).toBeLessThan(auc!.weightedMean!)
  expect(high).toBeGreaterThan(auc!.weightedMean!)
  expect(windowedMetrics(windows(values, [10, 20, 30, 40, 50, 60, 70]))).toEqual([auc])
})

test("losses are worst where they are largest; rmse and accuracy are pooled by rows", () => {
  const [rmse] = windowedMetrics(windows([1, 3], [1, 3], "test_rmse"))
  expect(rmse).toMatchObject({
    loss: true,
    worst: { window: "fold 1", value: 3 },
    pooledFrom: "n_test",
    interval: null,
  })
  expect(rmse!.pooled).toBeCloseTo(Math.sqrt((1 + 27) / 4), 12)
  expect(windowedMetrics(windows([0.5, 1], [10, 30], "accuracy"))[0]!.pooled).toBeCloseTo(0.875, 12)
  expect(windowedMetrics(windows([0.5, 1], [10, 30], "balanced_accuracy"))[0]!.pooled).toBeNull()
})

test("windows without a value are named; a straight line has no t", () => {
  const [auc] = windowedMetrics(windows([0.5, Number.NaN, 0.6, 0.7]))
  expect(auc).toMatchObject({ windows: 3, missing: ["fold 1"], weightedMean: null })
  expect(windowedMetrics(windows([1, 2, 3]))[0]!.trend).toEqual({ slope: 1, t: null, p: null })
  expect(windowedMetrics(windows([1]))[0]).toMatchObject({ sd: null, trend: null })
})

test("p of Student's t is scipy's", () => {
  const cases = [
    [2.5, 3, 0.08770664700806556],
    [0.1, 1, 0.936548965138893],
    [1.96, 1000, 0.050273184955748736],
    [-12, 40, 7.82417130425598e-15],
  ] as const
  for (const [t, freedom, p] of cases) expect(studentP(t, freedom) / p).toBeCloseTo(1, 10)
  expect(studentP(0, 5)).toBe(1)
})

test("a plan prints the document's first window", () => {
  const plan = planWalkForward({ start: "2014", end: "2024", trainMonths: 48, embargoMonths: 6, horizonMonths: 12 })
  expect(plan.windows.map(({ text }) => text).slice(0, 2)).toEqual([
    "Window 1: [Train: 2014-2017] [Embargo] [Test: Q1 2018]",
    "Window 2: [Train: 2014-2017] [Embargo] [Test: Q2 2018]",
  ])
  expect(plan.windows).toHaveLength(28)
  expect(plan.windows.at(-1)).toMatchObject({ testFrom: "2024-10-01", testTo: "2025-01-01", trainTo: "2024-04-01" })
  expect(plan.findings.map(({ rule }) => rule)).toEqual(["label-overlap"])
  for (const { trainTo, embargoFrom, embargoTo, testFrom } of plan.windows) {
    expect([trainTo, testFrom]).toEqual([embargoFrom, embargoTo])
  }
})

test("plans: defaults by horizon, monthly, expanding, full training", () => {
  expect(planWalkForward({ start: "2010", end: "2024", horizonMonths: 3 })).toMatchObject({
    trainMonths: 36,
    embargoMonths: 1,
  })
  const monthly = planWalkForward({
    start: "2020-01",
    end: "2020-06",
    trainMonths: 3,
    embargoMonths: 1,
    frequency: "monthly",
  })
  expect(monthly.windows.map(({ text }) => text)).toEqual([
    "Window 1: [Train: 2020-01 to 2020-02] [Embargo] [Test: 2020-04]",
    "Window 2: [Train: 2020-02 to 2020-03] [Embargo] [Test: 2020-05]",
    "Window 3: [Train: 2020-03 to 2020-04] [Embargo] [Test: 2020-06]",
  ])
  const full = planWalkForward({ start: "2014", end: "2020", trainMonths: 48, embargoMonths: 6, fullTraining: true })
  expect(full.windows[0]).toMatchObject({ trainFrom: "2014-01-01", trainTo: "2018-01-01", testFrom: "2018-07-01" })
  const expanding = planWalkForward({
    start: "2014",
    end: "2020",
    trainMonths: 48,
    embargoMonths: 0,
    scheme: "expanding",
  })
  expect(new Set(expanding.windows.map(({ trainFrom }) => trainFrom))).toEqual(new Set(["2014-01-01"]))
  expect(expanding.windows[0]!.text).toBe("Window 1: [Train: 2014-2017] [Test: Q1 2018]")
  expect(() => planWalkForward({ start: "2014", end: "2015", trainMonths: 48 })).toThrow("no window fits")
  expect(() => planWalkForward({ start: "2014", end: "2024", trainMonths: 6, embargoMonths: 6 })).toThrow(
    "leaves nothing",
  )
  expect(() => planWalkForward({ start: "2014", end: "2024" })).toThrow("no length of training")
  expect(() => planWalkForward({ start: "soon", end: "2024", trainMonths: 6 })).toThrow('start is "soon"')
})

test("a table with dates, window by window and pooled", () => {
  const rows = 8
  const values = Float64Array.from({ length: rows }, (_, i) => Date.UTC(2020, i < 4 ? 0 : 3, 1 + i))
  const number = (name: string, list: number[]) => ({ name, type: "number" as const, values: Float64Array.from(list) })
  const table = {
    ...{ name: "t", rows, notes: [] },
    columns: [
      { name: "date", type: "time" as const, values },
      number("y", [0, 1, 0, 1, 1, 0, Number.NaN, 1]),
      number("p", [0.1, 0.9, 0.2, 0.8, 0.3, 0.6, 0.5, 0.9]),
    ],
  }
  const found = walkForwardTable(table, { date: "date", target: "y", score: "p", by: "quarter" })
  expect(found.dropped).toBe(1)
  expect(found.windows.map(({ name, nTest, test, metrics }) => [name, nTest, test.to, metrics.auc])).toEqual([
    ["Q1 2020", 4, "2020-04-01", 1],
    ["Q2 2020", 3, "2020-07-01", 0.5],
  ])
  const auc = found.metrics.find(({ metric }) => metric === "auc")!
  expect(auc).toMatchObject({ pooledFrom: "rows" })
  expect(auc.pooled).toBeCloseTo(11 / 12, 12)
})
