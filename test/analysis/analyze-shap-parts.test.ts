import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { calendarName, calendarWindows } from "../../src/analysis/calendar-windows.js"
import { modelImportance } from "../../src/analysis/model-importance.js"
import { blocksOfRows, percentileWithin } from "../../src/analysis/percentile-within.js"
import { positives, ruleText } from "../../src/analysis/positive-rule.js"
import { agreementOf, placesOf, rankAgreement } from "../../src/analysis/rank-agreement.js"
import { sideScore } from "../../src/analysis/side-score.js"
import { readModel } from "../../src/readers/model.js"
import { goldenFolder } from "../stores/golden-store.js"

const nan = Number.NaN

test("percentiles within blocks are pandas' rank(pct=True): ties averaged, missing kept, out of what is present", () => {
  const values = Float64Array.of(10, 20, 20, nan, 5, 7)
  const blocks = [...blocksOfRows([1, 1, 1, 1, 2, 2]).values()]
  const column = percentileWithin({ name: "x", type: "number", values }, blocks, 1)
  expect([...(column as { values: Float64Array }).values]).toEqual([1 / 3, 2.5 / 3, 2.5 / 3, nan, 0.5, 1])
  const hundred = percentileWithin({ name: "x", type: "number", values }, blocks, 100)
  expect([...(hundred as { values: Float64Array }).values].at(-1)).toBe(100)
  const text = { name: "t", type: "category" as const, codes: Int32Array.of(0), categories: ["a"] }
  expect(percentileWithin(text, blocks, 1)).toBe(text)
})

test("positives: by quartile and median of the block, by a number over all", () => {
  const values = [1, 2, 3, 4, 10, 20, nan]
  const blocks = [Uint32Array.of(0, 1, 2, 3), Uint32Array.of(4, 5, 6)]
  expect([...positives(values, "top-quartile", blocks)]).toEqual([0, 0, 0, 1, 0, 1, nan])
  expect([...positives(values, "beat-median", blocks)]).toEqual([0, 0, 1, 1, 0, 1, nan])
  expect([...positives(values, 3, blocks)]).toEqual([0, 0, 1, 1, 1, 1, nan])
  expect(ruleText("beat-median", null)).toBe("above the median of all rows")
})

test("places, and how far two rankings agree", () => {
  expect(placesOf([3, 9, 1])).toEqual([2, 1, 3])
  expect(agreementOf([3, 2, 1], [1, 2, 3], 2)).toEqual({ spearman: -1, top: 2, overlap: 0.5 })
  expect(agreementOf([1, 1, 1], [1, 2, 3], 10)).toEqual({ spearman: null, top: 3, overlap: 1 })
  expect(rankAgreement({ a: [1, 2], b: [1, 2], c: [2, 1] }).map(({ spearman }) => spearman)).toEqual([1, -1, -1])
})

test("windows of the calendar, in the order of time", () => {
  const day = Date.UTC
  const values = Float64Array.of(day(2018, 3), day(2017, 11, 31), day(2018, 0), nan)
  const table = { name: "t", rows: 4, columns: [{ name: "d", type: "time" as const, values }], notes: [] }
  expect(calendarWindows(table, "d", "quarter").map(({ name, rows }) => [name, [...rows]])).toEqual([
    ["Q4 2017", [1]],
    ["Q1 2018", [2]],
    ["Q2 2018", [0]],
  ])
  expect([calendarName(day(2018, 0), "year"), calendarName(day(2018, 11), "month")]).toEqual(["2018", "2018-12"])
})

test("splits are those that LightGBM wrote at the end of its file", async () => {
  const text = await readFile(join(goldenFolder, "lgb_binary/model.txt"), "utf8")
  const listed = new Map(
    [.../^feature_importances:\n((?:.+=\d+\n)+)/m.exec(text)![1]!.matchAll(/^(.+)=(\d+)$/gm)].map(
      ([, name, splits]) => [name!, Number(splits)] as const,
    ),
  )
  const ensemble = readModel(new TextEncoder().encode(text), { name: "model.txt" })
  const found = modelImportance(ensemble)!
  expect(listed.size).toBeGreaterThan(5)
  ensemble.features.forEach(({ name }, j) => {
    expect(found.split[j], name).toBe(listed.get(name) ?? 0)
    expect(found.gain[j]! > 0, name).toBe(found.split[j]! > 0)
  })
})

test("a side of one class has no AUC, and says why", () => {
  const margins = Float64Array.of(1, 2, 3)
  expect(sideScore(margins, Float64Array.of(1, 1, nan), null, 0.95)).toEqual({
    ...{ auc: null, reason: "all 2 rows are of one class", low: null, high: null, spearman: null },
    ...{ rows: 2, positives: 2, dropped: 1 },
  })
  expect(sideScore(margins, Float64Array.of(nan, nan, nan), null, 0.95).reason).toBe("no row has a target")
  expect(sideScore(margins, Float64Array.of(0, 0, 1), [5, 6, 7], 0.95)).toMatchObject({
    auc: 1,
    spearman: 1,
    low: null,
  })
})
