import { expect, test } from "vitest"
import { evaluate, evaluateInSteps } from "../../src/analysis/evaluate.js"
import { loneScores } from "../../src/analysis/lone-scores.js"
import { scoreWindows, windowsInSteps } from "../../src/analysis/score-windows.js"
import { timeWindows } from "../../src/analysis/time-windows.js"
import { mulberry32 } from "../../src/data/mulberry32.js"
import { type Table, takeRows } from "../../src/data/table.js"
import { metrics } from "../../src/kernels/metrics.js"

const DAY = 86_400_000
const rows = 900
const next = mulberry32(3)
const target = Float64Array.from({ length: rows }, () => Number(next() < 0.4))
const score = target.map((y) => 0.3 * y + 0.7 * next())
const days = Float64Array.from({ length: rows }, (_, i) => Date.UTC(2024, 0, 1) + Math.floor((i * 170) / rows) * DAY)
const table: Table = {
  ...{ name: "scored", rows, notes: [] },
  columns: [
    { name: "y", type: "number", values: target },
    { name: "p", type: "number", values: score },
    { name: "day", type: "time", values: days },
    { name: "text", type: "category", codes: new Int32Array(rows), categories: ["a"] },
  ],
}
const roles = { target: "y", score: "p", date: "day" }

test("a window's metric is that of its rows alone, and all rows are pooled", () => {
  const found = scoreWindows(table, { ...roles, every: "month" })
  expect(found.windows.map(({ name }) => name)).toEqual([1, 2, 3, 4, 5, 6].map((month) => `2024-0${month}`))
  expect(found.pooled.value).toBe(metrics.rocAuc(target, score))
  for (const [k, { value, low, high, used }] of found.windows.entries()) {
    const own = [...days.keys()].filter((row) => new Date(days[row]!).getUTCMonth() === k)
    const take = (values: Float64Array) => own.map((row) => values[row]!)
    expect([used, value]).toEqual([own.length, metrics.rocAuc(take(target), take(score))])
    expect(low! < value! && value! < high!).toBe(true)
  }
})

test("a metric by name, with an interval of rows where a window has few dates", () => {
  const found = scoreWindows(table, { ...roles, every: "day", metric: "averagePrecision", samples: 50 })
  expect(found.windows.length).toBe(170)
  const known = found.windows.filter(({ value }) => value !== null)
  expect(known.every(({ low, high }) => low !== null && high !== null)).toBe(true)
})

test("a window of one class says why it has no value, and the others have theirs", () => {
  const first = {
    ...table.columns[0]!,
    values: target.map((y, row) => (new Date(days[row]!).getUTCMonth() === 2 ? 0 : y)),
  }
  const found = scoreWindows(
    { ...table, columns: [first as Table["columns"][number], ...table.columns.slice(1)] },
    { ...roles, every: "month" },
  )
  const gone = found.windows.filter(({ value }) => value === null)
  expect(gone.map(({ name }) => name)).toEqual(["2024-03"])
  expect(gone[0]!.reason).toMatch(/\w/)
})

test("steps rise to one and end with what is computed at once", () => {
  for (const steps of [
    evaluateInSteps(table, { ...roles, samples: 20 }),
    windowsInSteps(table, { ...roles, samples: 20 }),
  ]) {
    const shares: number[] = []
    let step = steps.next()
    while (!step.done) {
      shares.push(step.value as number)
      step = steps.next()
    }
    expect(shares.length).toBeGreaterThan(3)
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    expect(shares.every((share) => share > 0 && share <= 1)).toBe(true)
  }
})

test("only some metrics are those of all, and nothing is beside them", () => {
  const all = evaluate(table, { ...roles, samples: 20 })
  const some = evaluate(table, { ...roles, samples: 20, only: ["auc", "brier"] })
  expect(some.metrics).toEqual(all.metrics.filter(({ name }) => name === "auc" || name === "brier"))
  expect([some.lift, some.cost, some.curves]).toEqual([null, null, null])
})

test("thinned curves keep their ends, and counts are those of a confusion matrix", () => {
  const { curves } = evaluate(table, { ...roles, samples: 20, curves: true, curvePoints: 40 })
  expect(curves!.counts.thresholds.length).toBe(40)
  expect([curves!.roc.fpr[0], curves!.roc.fpr.at(-1), curves!.roc.tpr.at(-1)]).toEqual([0, 1, 1])
  for (const i of [7, 20, 39]) {
    const threshold = curves!.counts.thresholds[i]!
    const { tp, fp } = metrics.confusionMatrix(target, score, { threshold })
    expect([curves!.counts.truePositives[i], curves!.counts.falsePositives[i]]).toEqual([tp, fp])
  }
  const { probTrue, low, high } = curves!.calibration!
  probTrue.forEach((share, i) => {
    expect(low[i]! <= share && share <= high[i]!).toBe(true)
  })
})

test("windows of numbers that are dates, of text, of eras, and of many values", () => {
  const number = (values: number[]) =>
    timeWindows({ name: "d", type: "number", values: Float64Array.from(values) }, values.length)
  expect(number([20240131, 20240201, Number.NaN, 20241224])).toMatchObject({ every: "month", undated: 1 })
  expect(number([202401, 202402]).windows.map(({ first }) => first)).toEqual(["2024-01-01", "2024-02-01"])
  const eras = ["era10", "era9", "era1"]
  const text = timeWindows({ name: "era", type: "category", codes: Int32Array.of(0, 1, 2, -1), categories: eras }, 4)
  expect(text).toMatchObject({ every: "date", undated: 1 })
  expect(text.windows.map(({ name }) => name)).toEqual(["era1", "era9", "era10"])
  const many = number(Array.from({ length: 500 }, (_, i) => i % 250))
  expect([many.every, many.windows.length]).toEqual(["part", 12])
  expect(many.windows.flatMap((each) => [...each.rows]).sort((a, b) => a - b)).toEqual([...Array(500).keys()])
  const weeks = timeWindows(
    { name: "t", type: "time", values: Float64Array.of(Date.UTC(2024, 0, 7), Date.UTC(2024, 0, 8)) },
    2,
    "week",
  )
  expect(weeks.windows.map(({ name }) => name)).toEqual(["2024-01-01", "2024-01-08"])
})

test("a feature alone is scored by AUC or rank correlation, whichever way round it points", () => {
  const flipped = { name: "flipped", type: "number" as const, values: score.map((value) => -value) }
  const wide: Table = { ...table, columns: [...table.columns, flipped] }
  const binary = loneScores(wide, "y", ["p", "flipped", "text"])
  const auc = metrics.rocAuc(target, score)
  expect(binary).toMatchObject({ metric: "auc", leftOut: ["text"] })
  expect(binary.features.map(({ feature, rises }) => [feature, rises])).toEqual([
    ["p", true],
    ["flipped", false],
  ])
  expect(binary.features.every((each) => Math.abs(each.score! - auc) < 1e-12)).toBe(true)
  const quantity = loneScores(takeRows(wide, [...Array(200).keys()]), "p", ["flipped", "y"])
  expect(quantity.metric).toBe("spearman")
  expect(quantity.features[0]).toMatchObject({ feature: "flipped", rises: false, rows: 200 })
  expect(quantity.features[0]!.score).toBeCloseTo(1, 12)
})
