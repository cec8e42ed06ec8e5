import { expect, test } from "vitest"
import { evaluate } from "../../src/analysis/evaluate.js"
import { standingOf, usualLevels, withLevels } from "../../src/analysis/interpretation.js"
import type { NumberColumn } from "../../src/data/column.js"
import type { Table } from "../../src/data/table.js"
import { metrics } from "../../src/kernels/metrics.js"
import { type Evaluation, evaluationSchema } from "../../src/results/evaluation.js"
import { writeJson } from "../../src/writers/json.js"
import { pick, random } from "../naive/random.js"

const ROWS = 600
const next = random(21)
const latent = Array.from({ length: ROWS }, () => next() + next() + next() - 1.5)
const label = latent.map((value) => Number(value + next() - 0.5 > 0.2))
const score = latent.map((value) => 1 / (1 + Math.exp(-3 * value)))
const date = latent.map((_, row) => row % 12)
const id = latent.map((_, row) => Math.floor(row / 12))
const group = latent.map((_, row) => (row * 7) % 40)
const relevance = latent.map((value) => Math.max(0, Math.min(4, Math.floor(2 * value + 2 + next()))))
const outcome = latent.map((value) => value + 2 * next())

const table = tableOf({
  label,
  score,
  date,
  id,
  group,
  relevance,
  outcome,
  weight: latent.map(() => 1 + pick(next, 3)),
})
const quick = { samples: 60 }

test("two classes: every metric is the library's own, with its interval and baselines", () => {
  const result = evaluate(table, { target: "label", score: "score", date: "date", curves: true, ...quick })
  expect(evaluationSchema.parse(JSON.parse(writeJson(result)))).toMatchObject({ kind: "binary" })
  const auc = metricOf(result, "auc")
  const interval = metrics.rocAucInterval(label, score)
  expect(auc).toMatchObject({
    ...{ value: interval.value, low: interval.low, high: interval.high },
    method: "DeLong",
    random: 0.5,
    constant: 0.5,
  })
  expect(Math.abs(auc.shuffled! - 0.5)).toBeLessThan(0.1)
  const precision = metricOf(result, "precision@0.5")
  const { tp, fp } = metrics.confusionMatrix(label, score, { threshold: 0.5 })
  const wilson = metrics.wilsonInterval(tp, tp + fp)
  expect([precision.value, precision.low, precision.high, precision.method]).toEqual([
    wilson.value,
    wilson.low,
    wilson.high,
    "Wilson",
  ])
  expect(metricOf(result, "averagePrecision")).toMatchObject({ method: "bootstrap", blocks: 12, samples: 60 })
  expect(metricOf(result, "logLoss").value).toBeCloseTo(metrics.logLoss(label, score), 14)
  expect([result.lift!.length, result.cost!.falseNegative, result.curves!.roc.fpr[0]]).toEqual([10, 10, 0])
  expect(result.cost!.best.cost).toBeLessThanOrEqual(Math.min(...result.cost!.thresholds.map(({ cost }) => cost)))
  for (const { value, low, high } of result.metrics) {
    if (low !== null) expect(low <= value! && value! <= high!).toBe(true)
  }
})

test("the threshold rule is named and kept", () => {
  const edge = tableOf({ y: [0, 1, 0, 1], s: [0.3, 0.5, 0.5, 0.9] })
  const at = (strict: boolean) => evaluate(edge, { target: "y", score: "s", strict, thresholds: [0.5], ...quick })
  expect([at(false).rule, metricOf(at(false), "recall@0.5").value]).toEqual(["score >= threshold", 1])
  expect([at(true).rule, metricOf(at(true), "recall@0.5").value]).toEqual(["score > threshold", 0.5])
})

test("weights are used where a metric takes them, and make every interval a bootstrap", () => {
  const result = evaluate(table, { target: "label", score: "score", weight: "weight", ...quick })
  const weights = numbersOf(table, "weight")
  const auc = metricOf(result, "auc")
  expect([auc.value, auc.weighted, auc.method]).toEqual([metrics.rocAuc(label, score, { weights }), true, "bootstrap"])
  expect(metricOf(result, "ks").weighted).toBe(false)
  expect(metricOf(result, "recall@0.5").method).toBe("bootstrap")
})

test("one class: what can be computed is, the rest says why not", () => {
  const result = evaluate(tableOf({ y: [1, 1, 1], s: [0.2, 0.6, 0.9] }), { target: "y", score: "s", ...quick })
  expect(result.kind).toBe("binary")
  expect(metricOf(result, "auc")).toMatchObject({ value: null, low: null })
  expect(metricOf(result, "auc").reason).toContain("one class")
  expect(metricOf(result, "recall@0.5").value).toBeCloseTo(2 / 3, 14)
  for (const each of result.metrics) expect(each.value === null).toBe(each.reason !== null)
})

test("rows that lack something are dropped and counted by reason", () => {
  const holes = tableOf({ y: [0, 1, Number.NaN, 1, 0], s: [0.1, Number.NaN, 0.5, 0.9, Number.POSITIVE_INFINITY] })
  const { rows } = evaluate(holes, { target: "y", score: "s", ...quick })
  expect(rows).toEqual({
    total: 5,
    used: 2,
    dropped: [
      { reason: "score is missing", rows: 1 },
      { reason: "target is missing", rows: 1 },
      { reason: "score is infinite", rows: 1 },
    ],
  })
  expect(() => evaluate(tableOf({ y: [Number.NaN], s: [1] }), { target: "y", score: "s" })).toThrow(
    "no row can be used",
  )
  expect(() => evaluate(holes, { target: "z", score: "s" })).toThrow('no column "z"')
})

test("relevances in groups that do not lie together, by each preset", () => {
  const order = [...group.keys()].sort(
    (a, b) => group[a]! - 40 * Number(group[a]! > 0) - (group[b]! - 40 * Number(group[b]! > 0)) || a - b,
  )
  const sizes = [...new Set(order.map((row) => group[row]!))].map((each) => group.filter((own) => own === each).length)
  const own = (values: readonly number[]) => order.map((row) => values[row]!)
  for (const preset of ["lightgbm", "xgboost", "sklearn"] as const) {
    const result = evaluate(table, {
      target: "relevance",
      score: "score",
      group: "group",
      ndcgPreset: preset,
      at: [3, 10],
      ...quick,
    })
    expect(result.kind).toBe("graded")
    const expected = metrics.ndcg(own(relevance), own(score), { k: 10, groups: sizes, preset })
    expect(metricOf(result, "ndcg@10").value).toBeCloseTo(expected, 12)
    expect(metricOf(result, "ndcg@10")).toMatchObject({ unit: "groups", rows: 40 })
    expect(metricOf(result, "ndcg@3").standing).toBeNull()
  }
})

test("scikit-learn's preset leaves out groups of one row and says so", () => {
  const lone = tableOf({ y: [1, 0, 2, 3], s: [1, 2, 3, 4], g: [1, 1, 1, 2] })
  const result = evaluate(lone, {
    target: "y",
    score: "s",
    group: "g",
    ndcgPreset: "sklearn",
    kind: "graded",
    ...quick,
  })
  expect(metricOf(result, "ndcg@5")).toMatchObject({
    rows: 1,
    dropped: [{ reason: "groups of one row, which scikit-learn refuses", rows: 1 }],
  })
})

test("a quantity with dates: rank IC, spread, turnover, decay", () => {
  const result = evaluate(table, { target: "outcome", score: "score", date: "date", id: "id", ...quick })
  expect(evaluationSchema.parse(JSON.parse(writeJson(result)))).toMatchObject({ kind: "continuous" })
  const ic = metrics.rankIc(score, outcome, date)
  expect(metricOf(result, "rankIc")).toMatchObject({ unit: "dates", rows: 12, random: 0 })
  expect(metricOf(result, "rankIc").value).toBeCloseTo(ic.mean, 13)
  expect(metricOf(result, "rankIcT").value).toBeCloseTo(ic.t!, 10)
  expect(metricOf(result, "spread").value).toBeCloseTo(metrics.longShortSpread(score, outcome, date).mean, 13)
  expect(metricOf(result, "turnoverTop").value).toBeCloseTo(metrics.turnover(score, date, id).top, 13)
  expect(result.icDecay!.map(({ lag }) => lag)).toEqual([0, 1, 2, 3, 4, 5])
  expect(result.byDate!.rankIc).toHaveLength(12)
  expect(metricOf(result, "rmse").value).toBeCloseTo(metrics.rmse(outcome, score), 13)
  expect(metricOf(result, "r2").constant).toBeCloseTo(0, 12)
})

test("several classes", () => {
  const classes = latent.map((value) => (value < -0.3 ? 0 : value < 0.3 ? 1 : 2))
  const parts = classes.map((own) => [0, 1, 2].map((k) => next() + Number(k === own)))
  const column = (k: number) => parts.map((each) => each[k]! / each.reduce((sum, value) => sum + value))
  const wide = tableOf({ y: classes, a: column(0), b: column(1), c: column(2) })
  const result = evaluate(wide, { target: "y", score: ["a", "b", "c"], ...quick })
  expect([result.kind, result.classes]).toEqual(["multiclass", ["0", "1", "2"]])
  const columns = [column(0), column(1), column(2)]
  expect(metricOf(result, "auc").value).toBeCloseTo(metrics.rocAuc(classes, columns), 12)
  expect(metricOf(result, "accuracy")).toMatchObject({ value: metrics.accuracy(classes, columns), method: "Wilson" })
  expect(result.confusion!.flat().reduce((sum, count) => sum + count)).toBe(ROWS)
  expect(() => evaluate(wide, { target: "y", score: ["a", "b"], ...quick })).toThrow("one column a class")
})

test("the same seed gives the same result, another level a wider interval", () => {
  const at = (level: number, seed: number) =>
    metricOf(evaluate(table, { target: "label", score: "score", level, seed, ...quick }), "ks")
  expect(at(0.9, 1)).toEqual(at(0.9, 1))
  expect(at(0.9, 1).low).not.toBe(at(0.9, 2).low)
  expect(at(0.99, 1).high! - at(0.99, 1).low!).toBeGreaterThan(at(0.5, 1).high! - at(0.5, 1).low!)
  expect(() => at(95, 1)).toThrow("level is 95")
})

test("levels say where a value stands and can be replaced", () => {
  expect([0.5, 0.55, 0.58, 0.7].map((value) => standingOf(value, usualLevels.auc))).toEqual([
    ...["no better than random", "weak", "good", "excellent"],
  ])
  expect([30, 28, 25, 19].map((value) => standingOf(value, usualLevels.percentileRmse))).toEqual([
    ...["no better than random", "weak", "good", "excellent"],
  ])
  const own = withLevels({ auc: [0.5, 0.9, 0.95], ks: { random: 0, good: 0.2, excellent: 0.4 } })
  expect(standingOf(0.7, own.auc)).toBe("weak")
  expect(own.lift).toEqual(usualLevels.lift)
  expect(() => withLevels({ auc: [0.5, 0.9] })).toThrow("interpretation of auc")
  expect(() => withLevels({ auc: [0.5, 0.9, 0.7] })).toThrow("rise or fall")
  expect(() => withLevels([1])).toThrow("expected metrics with their levels")
})

function metricOf({ metrics: all }: Evaluation, name: string) {
  const found = all.find((each) => each.name === name)
  if (!found) throw new Error(`no metric ${name} among ${all.map((each) => each.name).join(", ")}`)
  return found
}

function numbersOf({ columns }: Table, name: string): Float64Array {
  return (columns.find((column) => column.name === name) as NumberColumn).values as Float64Array
}

function tableOf(columns: Readonly<Record<string, readonly number[]>>): Table {
  const list = Object.entries(columns)
  return {
    name: "rows.csv",
    rows: list[0]![1].length,
    columns: list.map(([name, values]) => ({ name, type: "number", values: Float64Array.from(values) })),
    notes: [],
  }
}
