import { expect, test } from "vitest"
import { featureLags } from "../../src/analysis/feature-lags.js"
import { mulberry32 } from "../../src/data/mulberry32.js"
import type { Table } from "../../src/data/table.js"

const [DATES, IDS] = [30, 25]

/** A target of new luck a date; one feature holds it, one holds that of the date before, one is slow and true. */
function panel(ids = true): Table {
  const next = mulberry32(3)
  const luck = Array.from({ length: DATES }, () => Array.from({ length: IDS }, () => next() - 0.5))
  const slow = Array.from({ length: IDS }, () => next() - 0.5)
  const cells = luck.flatMap((row, d) => row.map((own, i) => ({ d, i, own })))
  const column = (name: string, of: (cell: (typeof cells)[number]) => number) => ({
    ...{ name, type: "number" as const, values: Float64Array.from(cells, of) },
  })
  const columns = [
    column("date", ({ d }) => 20200101 + d),
    column("id", ({ d, i }) => (ids ? i : d * IDS + i)),
    column("target", ({ i, own }) => own + slow[i]!),
    column("leak", ({ own, d, i }) => (d === 3 && i === 0 ? Number.NaN : own)),
    column("past", ({ d, i }) => luck[d - 1]?.[i] ?? Number.NaN),
    column("slow", ({ i }) => slow[i]!),
    { name: "text", type: "category" as const, codes: new Int32Array(cells.length), categories: ["a"] },
  ]
  return { name: "panel", rows: cells.length, columns, notes: [] }
}

const roles = { target: "target", date: "date", id: "id" }
const names = ["leak", "past", "slow", "text"]

test("a feature that holds the target of its date ranks it at lag 0 alone", () => {
  const { kind, features, leftOut } = featureLags(panel(), roles, names)
  expect([kind, leftOut]).toEqual(["panel", ["text"]])
  const [leak, past, slow] = features
  expect(features.map(({ collapses }) => collapses)).toEqual([true, false, false])
  expect(leak!.rows).toBe(DATES * IDS - 1)
  const at = (feature: typeof leak, lag: number) => feature!.lags.find((each) => each.lag === lag)!
  expect(at(leak, 0).ic!).toBeGreaterThan(0.5)
  expect(Math.abs(at(leak, 1).ic!)).toBeLessThan(0.1)
  // what was the target a date ago ranks it from after
  expect(at(past, -1).ic!).toBeGreaterThan(0.5)
  expect(Math.abs(at(past, 0).ic!)).toBeLessThan(0.1)
  expect(at(slow, 3).ic!).toBeGreaterThan(0.4)
  expect(at(slow, 3).dates).toBe(DATES - 3)
  expect(at(slow, 3).low!).toBeLessThan(at(slow, 3).ic!)
})

test("where ids do not come again the means of the dates are correlated", () => {
  for (const { kind, features } of [
    featureLags(panel(false), roles, names),
    featureLags(panel(), { target: "target", date: "date" }, names),
  ]) {
    expect(kind).toBe("dates")
    expect(features[0]!.lags.map(({ dates }) => dates)).toEqual([27, 28, 29, 30, 29, 28, 27])
    expect(features[0]!.lags[3]!.ic!).toBeGreaterThan(0.8)
    // means of dates move together for many reasons
    expect(features[0]!.collapses).toBe(false)
    // a constant has no rank
    expect(features[2]!.lags[3]!.ic).toBe(null)
  }
})

test("a date with an id twice is refused by name", () => {
  const twice = panel()
  ;(twice.columns[1]!.type === "number" ? twice.columns[1]!.values : [])[1] = 0
  expect(() => featureLags(twice, roles, names)).toThrow("has two rows on 20200101")
})
