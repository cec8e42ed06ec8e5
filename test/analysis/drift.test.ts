import { expect, test } from "vitest"
import { drift } from "../../src/analysis/drift.js"
import { mulberry32 } from "../../src/data/mulberry32.js"
import type { ColumnDrift } from "../../src/results/drift.js"
import { tableOf, timeColumn, withColumn } from "./tables.js"

// numpy.random.default_rng(7): 40 and 30 normal values, the second moved by 0.6.
const before = [
  ...[
    0.0, 0.3, -0.27, -0.89, -0.45, -0.99, 0.06, 1.34, -0.49, -0.62, 0.49, 0.36, 0.11, -0.93, -0.03, 0.7, -1.34, -0.46,
  ],
  ...[-1.9, -1.29, -1.84, -0.24, -1.27, 0.27, 0.16, -0.19, -2.52, -0.54, -0.05, 0.11, -1.53, -0.48, -0.98, -0.81, 1.06],
  ...[-0.81, -0.03, 0.88, -0.58, -0.11],
]
const now = [
  ...[0.71, 0.66, -0.63, 0.68, 1.96, -0.95, 1.46, 0.72, -0.04, 2.6, 1.36, -0.6, 0.67, 1.18, 0.41, 1.28, 0.53, 1.27],
  ...[2.04, -0.08, 0.8, 0.14, 0.73, -0.59, 0.02, 0.4, 1.5, 1.75, -0.72, -0.19],
]

const only = (columns: readonly ColumnDrift[], name: string) => columns.find(({ column }) => column === name)!

test("the index and the distance are numpy's and scipy's", () => {
  const { columns, notes, status } = drift(tableOf({ x: before }), tableOf({ x: now }), { bins: 5 })
  const x = only(columns, "x")
  expect(x.psi).toBeCloseTo(2.4130093476529173, 12)
  expect(x.ks).toBeCloseTo(0.5416666666666666, 12)
  expect(x.ksPValue).toBeCloseTo(4.1010968901793326e-5, 12)
  expect([x.psiStatus, x.ksStatus, status]).toEqual(["fail", "fail", "fail"])
  expect(x.bins.map(({ reference }) => reference)).toEqual([0.2, 0.2, 0.2, 0.2, 0.2, 0])
  expect(notes[0]).toContain("few rows")
})

test("a table did not move from itself, whatever is in it", () => {
  const table = tableOf({ x: [...before, Number.NaN], level: [...before.map((x) => (x > 0 ? "up" : "down")), null] })
  const { columns, status, counts } = drift(table, table)
  expect(columns.map(({ psi, ks }) => [psi, ks ?? 0])).toEqual([
    [0, 0],
    [0, 0],
  ])
  expect([status, counts]).toEqual(["pass", { pass: 2, warn: 0, fail: 0 }])
})

test("missing values are a bin, and their rate has a status of its own", () => {
  const x = Array.from({ length: 1000 }, (_, i) => i)
  const { columns } = drift(tableOf({ x }), tableOf({ x: x.map((value) => (value % 10 === 0 ? Number.NaN : value)) }))
  const [{ missing, psi, psiStatus, bins }] = columns as [ColumnDrift]
  expect(missing).toEqual({ reference: 0, current: 0.1, status: "warn" })
  expect(bins.at(-1)).toMatchObject({ name: "missing", reference: 0, current: 0.1 })
  // The missing bin, and ten bins that went from 0.1 to 0.09.
  expect(psi).toBeCloseTo((0.1 - 1e-4) * Math.log(0.1 / 1e-4) + 10 * -0.01 * Math.log(0.9), 10)
  expect(psiStatus).toBe("fail")
})

test("levels are compared by name; new ones and lost ones are named", () => {
  const reference = tableOf({ city: ["a", "a", "b", "c"] })
  const current = tableOf({ city: ["c", "b", "a", "d"] })
  const [city] = drift(reference, current).columns as [ColumnDrift]
  expect([city.kind, city.newLevels, city.lostLevels, city.levelStatus]).toEqual([
    ...["levels", [{ level: "d", share: 0.25 }], [], "fail"],
  ])
  expect(city.bins.map(({ name }) => name)).toEqual(["a", "b", "c", "d", "missing"])
  expect(city.psi).toBeCloseTo(-0.25 * Math.log(0.5) + (0.25 - 1e-4) * Math.log(0.25 / 1e-4), 12)
})

test("few distinct values are a bin each, and a constant that changes is seen", () => {
  const [flag] = drift(tableOf({ flag: [1, 1, 1, 1] }), tableOf({ flag: [0, 0, 0, 0] })).columns as [ColumnDrift]
  expect(flag.bins.map(({ name }) => name)).toEqual(["1", "other values", "missing"])
  expect(flag.psiStatus).toBe("fail")
})

test("thresholds are the caller's", () => {
  const [a, b] = [tableOf({ x: before }), tableOf({ x: now })]
  const thresholds = { psiWarn: 2, psiFail: 3, ksWarn: 0.6, ksFail: 0.9 }
  const { columns, status } = drift(a, b, { bins: 5, thresholds })
  expect([columns[0]!.psiStatus, columns[0]!.ksStatus, status]).toEqual(["warn", "pass", "warn"])
})

test("metrics are compared with the interval of their change", () => {
  const random = mulberry32(3)
  const rows = Array.from({ length: 2000 }, () => random())
  const table = (noise: number) =>
    tableOf({ y: rows.map((x) => Number(x > 0.5)), score: rows.map((x) => x * (1 - noise) + noise * random()) })
  const { metrics } = drift(table(0.3), table(0.9), { prediction: "score", target: "y", evaluation: { samples: 100 } })
  const auc = metrics.find(({ name }) => name === "auc")!
  expect(auc.change).toBeCloseTo(auc.current - auc.reference, 14)
  expect(auc.high!).toBeLessThan(0)
  expect(auc.low!).toBeLessThan(auc.change)
  expect([auc.status, auc.worseBy! > 0.1]).toEqual(["fail", true])
  const loss = metrics.find(({ name }) => name === "logLoss")!
  expect([loss.change > 0, loss.status]).toEqual([true, "fail"])
  const same = drift(table(0.3), table(0.3), { prediction: "score", target: "y", evaluation: { samples: 100 } })
  expect(same.metrics.find(({ name }) => name === "auc")!.status).toBe("pass")
  expect(same.columns.map(({ role }) => role).sort()).toEqual(["prediction", "target"])
})

test("places by SHAP are compared", () => {
  const ranked = (names: string) => ({
    rows: 10,
    features: [...names].map((feature, i) => ({
      ...{ feature, meanAbsShap: 1 / (i + 1), meanShap: 0, direction: "MIXED" as const, correlation: null },
    })),
  })
  const shap = { reference: ranked("abcd"), current: ranked("dbca") }
  const result = drift(tableOf({ x: before }), tableOf({ x: before }), { shap }).shap!
  expect(result.features[0]).toMatchObject({ feature: "a", referenceRank: 1, currentRank: 4, rise: -3 })
  expect([result.rankCorrelation!.toFixed(6), result.status, result.overlap]).toEqual(["-0.800000", "fail", 1])
})

test("dates and ids are left out, columns that do not go together are named", () => {
  const a = withColumn(
    tableOf({ x: before.slice(0, 3), gone: [1, 2, 3], kind: [1, 2, 3] }),
    timeColumn("day", Array(3).fill("2024-01-01")),
  )
  const b = withColumn(
    tableOf({ x: before.slice(0, 3), kind: ["p", "q", "r"] }),
    timeColumn("day", Array(3).fill("2024-02-01")),
  )
  const { columns, unmatched, notes } = drift(a, b)
  expect(columns.map(({ column }) => column)).toEqual(["x"])
  expect(unmatched).toEqual([
    { column: "gone", reason: "not in table.csv", status: "warn" },
    { column: "kind", reason: "number in the reference, category in the current table", status: "fail" },
  ])
  expect(notes[0]).toContain("day")
  expect(() => drift(a, { ...b, rows: 0 })).toThrow("got no rows")
  expect(() => drift(a, b, { prediction: "p" })).toThrow('no column "p"')
  expect(() => drift(a, b, { columns: ["gone"] })).toThrow("no column to compare (gone: not in table.csv)")
})
