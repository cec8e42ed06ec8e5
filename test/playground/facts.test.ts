import { cardsOf, loggedSides, unchecked } from "../../playground/audit-facts.js"
import { agreementOf, boxesOf, ranksOf } from "../../playground/importance-facts.js"
import { importanceRuns } from "../../playground/importance-runs.js"
import { importanceOfJson, importanceOfMetrics, importanceOfTable } from "../../playground/logged-importance.js"
import type { Job } from "../../playground/pages/latest.js"
import { metricName } from "../../playground/plots/metric-names.js"
import {
  gainsOf,
  headlineMetrics,
  liftOf,
  ndcgOf,
  rocOf,
  rowsOf,
  thresholdsOf,
} from "../../playground/quality-facts.js"
import { editsOf, savedEdits } from "../../playground/row-facts.js"
import type { Session } from "../../playground/session.js"
import {
  quantilesOf,
  rankIcOf,
  timesOfDates,
  turnoverOf,
  windowMetricOf,
  windowSentences,
} from "../../playground/time-facts.js"
import { walkForwardData, walkForwards, walkMetricData, walkMetrics } from "../../playground/walk-facts.js"
import { evaluate, fitRules, leakRules, type Run, type RunStore, scoreWindows, type Table } from "../../src/index.js"
import { expect, test } from "../harness/index.js"

const DAY = 86_400_000
const rows = 240
const wave = Float64Array.from({ length: rows }, (_, i) => Math.sin(i * 1.7) + 0.3 * Math.cos(i * 5.1))
const table: Table = {
  ...{ name: "scored", rows, notes: [] },
  columns: [
    { name: "y", type: "number", values: wave.map((v, i) => Number(v + Math.sin(i * 9.3) > 0)) },
    { name: "p", type: "number", values: wave.map((v) => 1 / (1 + Math.exp(-v))) },
    { name: "return", type: "number", values: wave.map((v, i) => v + Math.sin(i * 9.3)) },
    { name: "day", type: "time", values: wave.map((_, i) => Date.UTC(2024, 0, 1) + Math.floor(i / 20) * DAY) },
    { name: "who", type: "number", values: wave.map((_, i) => i % 20) },
    { name: "grade", type: "number", values: wave.map((v) => Math.max(0, Math.round(v) + 1)) },
  ],
}
const quick = { samples: 20, curves: true, curvePoints: 50 }
const binary = evaluate(table, { target: "y", score: "p", ...quick })
const account = rowsOf(binary)

test("what is drawn of two classes are the evaluation's own numbers", () => {
  expect(account).toEqual({ in: rows, used: rows, dropped: [] })
  expect(headlineMetrics(binary).map(({ name }) => name)).toEqual([
    ...["auc", "averagePrecision", "logLoss", "brier", "lift@10%", "ks"],
  ])
  const roc = rocOf(binary, "p", account)!.curves[0]!
  const auc = binary.metrics.find(({ name }) => name === "auc")!
  expect([roc.auc, roc.interval]).toEqual([auc.value, [auc.low, auc.high]])
  const cut = thresholdsOf(binary, account)!
  expect(cut.positives + cut.negatives).toBe(rows)
  const gains = gainsOf(binary, "p", account)!
  expect([gains.curves[0]!.selected[0], Array.from(gains.curves[0]!.found).at(-1)]).toEqual([0, 1])
  expect(gains.prevalence).toBe(cut.positives / rows)
  expect(liftOf(binary, "per part", account)!.parts.map(({ lift }) => lift)).toEqual(
    binary.lift!.map(({ lift }) => lift),
  )
  expect(liftOf(binary, "cumulative", account)!.parts.at(-1)!.lift).toBeCloseTo(1, 12)
  expect(rowsOf(binary, 5000)).toMatchObject({ in: 5000, used: rows, sample: "uniform sample, seed 0" })
})

test("NDCG is drawn at the places that were asked for, with its baselines", () => {
  const graded = evaluate(table, { target: "grade", score: "p", group: "day", at: [1, 5], samples: 20 })
  const data = ndcgOf(graded, "p", rowsOf(graded))!
  expect(data.at).toEqual([1, 5])
  expect(data.curves[0]!.values[1]).toBe(graded.metrics.find(({ name }) => name === "ndcg@5")!.value)
  expect(data.rules).toContain("first K")
})

test("dates: rank IC, quantiles and turnover on a time axis", () => {
  const found = evaluate(table, { target: "return", score: "p", date: "day", id: "who", samples: 20 })
  const own = rowsOf(found)
  const ic = rankIcOf(found, own)!
  expect([ic.dates.length, ic.dates[0]]).toEqual([12, Date.UTC(2024, 0, 1)])
  expect(quantilesOf(found, own)!.quantiles.length).toBe(5)
  const turnover = turnoverOf(found, own)!
  expect([turnover.dates.length, turnover.series.length]).toEqual([11, 2])
  expect(timesOfDates(["20240131", "202402"])).toEqual([Date.UTC(2024, 0, 31), Date.UTC(2024, 1, 1)])
  expect(timesOfDates(["era1"])).toBe(undefined)
})

test("windows: values, and a sentence that names the worst", () => {
  const windows = scoreWindows(table, { target: "y", score: "p", date: "day", every: "day", samples: 20 })
  const data = windowMetricOf(windows, "p")
  expect(data.series[0]!.values.length).toBe(12)
  expect(data.pooled).toBe(windows.pooled.value)
  const known = windows.windows.filter(({ value }) => value !== null)
  const worst = known.reduce((a, b) => (a.value! <= b.value! ? a : b))
  expect(windowSentences(windows)[0]).toContain(`Worst: ${worst.name}`)
})

test("rankings side by side: ties share ranks, a constant one agrees with nothing", () => {
  expect(ranksOf([3, 1, 3, 2])).toEqual([1.5, 4, 1.5, 3])
  const ranking = ["a", "b", "c"].map((feature, i) => ({
    ...{ feature, meanAbsShap: 3 - i, meanShap: 0, direction: "MIXED" as const, correlation: 0, rank: i + 1 },
  }))
  const file = {
    gain: [
      { feature: "c", importance: 9 },
      { feature: "b", importance: 2 },
      { feature: "a", importance: 1 },
    ],
    split: ranking.map(({ feature }) => ({ feature, importance: 4 })),
  }
  const data = agreementOf(ranking as never, undefined, file)!
  expect(data.rankings.map(({ name }) => name)).toEqual(["SHAP", "gain", "split"])
  expect(data.spearman[0]![1]).toBeCloseTo(-1, 12)
  expect(data.spearman[0]![2]).toBe(Number.NaN)
})

test("boxes show what is known so far, the costliest feature first", () => {
  const one = (feature: string, mean: number) => ({
    feature,
    mean,
    baseline: 0.7,
    sd: 0,
    repeats: Float64Array.of(mean, mean),
  })
  const data = boxesOf({ soFar: [one("a", 0.01), one("b", 0.2)], total: 10 }, 5)!
  expect(data.features.map(({ name }) => name)).toEqual(["b", "a"])
  expect(boxesOf({ soFar: [], total: 10 }, 5)).toBe(undefined)
  const locked = boxesOf({ soFar: [one("a", 0.01), one("b", 0.2)], total: 10 }, 5, ["a", "c", "b"])!
  expect(locked.features.map(({ name }) => name)).toEqual(["a", "b"])
})

function run(name: string, params: Record<string, string>, metrics: Record<string, number>): Run {
  return {
    ...{ runId: name, runName: name, experimentId: "1", status: "FINISHED", startTime: 1, endTime: 2, userId: "u" },
    ...{ lifecycleStage: "active", artifactUri: "", metrics, params, tags: {}, datasets: [] },
  } as Run
}

test("walk-forward windows are read from the params of runs", async () => {
  const runs = [2, 1].map((k) =>
    run(
      `w${k}`,
      {
        train_start: "2024-01-01",
        train_end: `2024-0${k}-28`,
        test_start: `2024-0${k + 2}-01`,
        test_end: `2024-0${k + 2}-28`,
      },
      { test_auc: 0.6 + k / 100, train_auc: 0.8, n_test: 10 },
    ),
  )
  const experiments = [{ experimentId: "1", name: "walk" }]
  // a store whose runs have neither files nor histories
  const store = {
    name: "s",
    artifacts: async () => [] as unknown[],
    metricHistory: async () => [],
  } as unknown as RunStore
  const job = { signal: new AbortController().signal } as Job
  const { found } = await walkForwards(
    [{ store, experiments: experiments as never, runs }],
    async () => ({}) as Table,
    job,
  )
  const [walk] = found
  const data = walkForwardData(walk!)!
  expect([data.scheme, data.windows.length]).toEqual(["anchored", 2])
  expect(data.windows[0]!.embargo).toEqual([Date.UTC(2024, 0, 29), Date.UTC(2024, 2, 1)])
  expect(walkMetrics(walk!)).toEqual(["test_auc", "train_auc"])
  expect(walkMetricData(walk!, "test_auc").series.map(({ values }) => values)).toEqual([
    [0.61, 0.62],
    [0.8, 0.8],
  ])
  expect(loggedSides(runs[0]!.metrics)).toEqual([{ metric: "auc", train: 0.8, test: 0.62 }])
})

test("findings become cards, the gravest first; what needs training rows is said when they are not there", () => {
  const finding = {
    ...{ rule: "metrics.lone-feature", family: "metrics", severity: "fail", message: "x alone", missing: [] },
    ...{ subject: { kind: "feature", id: "x", name: "x" }, evidence: { auc: 0.99 }, cure: "look" },
  }
  const audited = { found: { findings: [finding], headline: [], notes: [], model: "m" }, train: undefined } as never
  const cards = cardsOf(audited, leakRules)
  expect(cards[0]).toMatchObject({ severity: "fail", feature: "x", evidence: [{ name: "auc", value: "0.99" }] })
  expect(cards.slice(1).every(({ severity }) => severity === "pass")).toBe(true)
  expect(unchecked(audited, fitRules).length).toBe(2)
  expect(metricName("lift@10%")).toBe("Lift at 10%")
})

test("what was typed over a row goes through a view, and is no other row's or table's", () => {
  const loaded = { path: "scored.csv", table }
  const saved = savedEdits("scored.csv", 7, { p: "0.5", day: "" })
  expect(editsOf(saved, loaded, 7)).toEqual({ p: "0.5", day: "" })
  expect(editsOf(saved, loaded, 8)).toEqual({})
  expect(editsOf(saved, { ...loaded, path: "other.csv" }, 7)).toEqual({})
  expect(savedEdits("scored.csv", 7, {})).toBe(undefined)
  const made = JSON.stringify({ table: "scored.csv", row: 7, edits: { p: 1, gone: "1", y: "0" } })
  expect(editsOf(made, loaded, 7)).toEqual({ y: "0" })
  for (const damaged of [undefined, 3, "", "{", "null", "[]", '{"table":"scored.csv","row":7,"edits":null}'])
    expect(editsOf(damaged, loaded, 7)).toEqual({})
})

const names = (found: readonly { feature: string }[] | undefined) => found?.map(({ feature }) => feature)

test("an importance is read from metrics: summaries are no features, and names are as the model has them", () => {
  const metrics = {
    ...{ importance_max: 3, importance_mean: 1, importance_median: 1, importance_min: 0, auc: 0.7 },
    ...{ importance_close: 2, importance_max_2: 3, importance_a_u003a_b: 1, shap_importance_close: 9 },
  }
  expect(names(importanceOfMetrics(metrics, ["a:b", "close", "max"]))).toEqual(["max", "close", "a:b"])
  expect(names(importanceOfMetrics(metrics, []))).toEqual(["max_2", "close", "a:b"])
  expect(importanceOfMetrics({ auc: 1, importance_max: 1 }, [])).toEqual([])
})

test("an importance is read from JSON and from tables as people write them", () => {
  const kinds = [
    { a: 1, b: 2 },
    [
      { rank: 2, feature: "a", importance: 1, std: 5 },
      { rank: 1, feature: "b", importance: 2, std: 0 },
    ],
    {
      model: "m",
      rows: 3,
      features: [
        { feature: "a", importance: 1 },
        { feature: "b", importance: 2 },
      ],
    },
    { feature: ["a", "b"], importance: [1, 2] },
    { feature: { 0: "a", 1: "b" }, importance_mean: { 0: 1, 1: 2 }, std: { 0: 9, 1: 1 } },
  ]
  for (const each of kinds) expect(names(importanceOfJson(JSON.stringify(each)))).toEqual(["b", "a"])
  for (const each of [{}, [], 3, { a: "x" }, ["a"]]) expect(importanceOfJson(JSON.stringify(each)) ?? []).toEqual([])
  const text = { name: "Feature", type: "category" as const, codes: Int32Array.of(0, 1), categories: ["a", "b"] }
  const number = (name: string, values: number[]) => ({
    name,
    type: "number" as const,
    values: Float64Array.from(values),
  })
  const columns = [number("rank", [1, 2]), text, number("gain", [1, 2]), number("split", [5, 1])]
  expect(names(importanceOfTable({ name: "t", rows: 2, notes: [], columns }))).toEqual(["b", "a"])
  expect(importanceOfTable({ name: "t", rows: 2, notes: [], columns: [number("gain", [1, 2])] })).toBe(undefined)
})

test("runs that logged an importance are found by their metrics or files, the newest first", async () => {
  const run = (runId: string, startTime: number, metrics = {}) =>
    ({ runId, startTime, metrics, experimentId: "1", runName: runId }) as unknown as Run
  const tree: Record<string, readonly { name: string; folder: boolean }[]> = {
    files: [{ name: "feature_importance.csv", folder: false }],
    inside: [{ name: "checkpoint_000000", folder: true }],
    "inside/checkpoint_000000": [{ name: "feature_importance.json", folder: false }],
  }
  const store = {
    artifacts: async (runId: string, folder?: string) => {
      const found = tree[folder ? `${runId}/${folder}` : runId]
      if (!found) throw new Error("gone")
      return found
    },
  } as unknown as RunStore
  const runs = [run("old", 1, { importance_x: 1 }), run("none", 2), run("files", 3), run("inside", 4)]
  const session = { state: { stores: [{ store, runs, experiments: [{ experimentId: "1", name: "exp" }] }] } }
  const job = { signal: new AbortController().signal, onProgress: () => {} } as unknown as Job
  const found = await importanceRuns(session as unknown as Session, job)
  expect(found.map(({ label }) => label)).toEqual(["inside (exp)", "files (exp)", "old (exp)"])
})
