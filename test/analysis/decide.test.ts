import { expect, test } from "vitest"
import { type ContenderWindows, decide } from "../../src/analysis/decide.js"
import { studentReach, studentTail } from "../../src/analysis/student-t.js"
import { mulberry32 } from "../../src/data/mulberry32.js"
import type { Run } from "../../src/data/run.js"
import { writeDecisionHtml } from "../../src/writers/decision-html.js"
import { writeDecisionMarkdown } from "../../src/writers/decision-markdown.js"

const blank: Run = {
  ...{ runId: "r", runName: "r", experimentId: "1", status: "FINISHED", startTime: 0, endTime: 1, userId: "" },
  ...{ lifecycleStage: "active", artifactUri: "", metrics: {}, params: {}, tags: {}, datasets: [] },
}
const stepped = (runName: string, values: readonly number[]): ContenderWindows => ({
  run: { ...blank, runName },
  histories: { auc: values.map((value, i) => ({ value, timestamp: i, step: BigInt(i) })) },
  children: [],
})
const a = [0.61, 0.63, 0.6, 0.66, 0.59, 0.64, 0.62, 0.65]
const b = [0.62, 0.66, 0.6, 0.67, 0.61, 0.63, 0.65, 0.69]

test("Student's t as scipy has it", () => {
  const tails = [
    [0.3, 1, 0.4072264209222577],
    [2.2, 5, 0.039546948951591186],
    [-1.5, 11, 0.919120991472273],
    [8, 40, 3.952542055052269e-10],
    [2.5, 1000, 0.0062892839005454036],
  ] as const
  for (const [t, df, tail] of tails) expect(Math.abs(studentTail(t, df) / tail - 1)).toBeLessThan(1e-11)
  const reaches = [
    [0.95, 1, 12.706204736174694],
    [0.95, 11, 2.200985160091639],
    [0.9, 4, 2.1318467863266495],
    [0.99, 200, 2.600634436191558],
  ] as const
  for (const [level, df, reach] of reaches) expect(Math.abs(studentReach(level, df) / reach - 1)).toBeLessThan(1e-11)
})

test("the paired t test and the sign test as scipy has them", () => {
  const card = decide(stepped("A", a), stepped("B", b), { metric: "auc" })
  expect(card).toMatchObject({ wins: 6, losses: 1, ties: 1, windowsFrom: "steps" })
  expect(card.gain).toBeCloseTo(0.01625, 12)
  expect(card.tTestP).toBeCloseTo(0.02943705297569566, 12)
  expect(card.tInterval.low).toBeCloseTo(0.0021628968529080785, 12)
  expect(card.tInterval.high).toBeCloseTo(0.030337103147091923, 12)
  expect(card.signTestP).toBeCloseTo(0.125, 12)
  expect(card.bootstrap.low).toBeLessThan(card.gain)
  expect(card.bootstrap.high).toBeGreaterThan(card.gain)
})

test("windows weigh by their rows where all are known", () => {
  const rows = [100, 300, 200, 100, 400, 100, 250, 50]
  const withRows = (contender: ContenderWindows, counts: readonly number[]): ContenderWindows => {
    const n_test = counts.map((value, i) => ({ value, timestamp: i, step: BigInt(i) }))
    return { ...contender, histories: { ...contender.histories, n_test } }
  }
  const card = decide(withRows(stepped("A", a), rows), withRows(stepped("B", b), rows), { metric: "auc" })
  const all = rows.reduce((sum, each) => sum + each, 0)
  const gain = rows.reduce((sum, each, i) => sum + each * (b[i]! - a[i]!), 0) / all
  expect(card.weightedBy).toBe("n_test")
  expect(card.gain).toBeCloseTo(gain, 12)
  expect(card.challenger.mean - card.champion.mean).toBeCloseTo(gain, 12)
  const squares = rows.reduce((sum, each, i) => sum + ((each / all) * (b[i]! - a[i]! - gain)) ** 2, 0)
  const reach = 2.3646242515927844 * Math.sqrt((squares * 8) / 7)
  expect([card.tInterval.low, card.tInterval.high]).toEqual([
    expect.closeTo(gain - reach, 10),
    expect.closeTo(gain + reach, 10),
  ])
  expect(writeDecisionMarkdown(card)).toContain("by their rows (n")
  const plain = decide(stepped("A", a), stepped("B", b), { metric: "auc" })
  const even = decide(
    withRows(
      stepped("A", a),
      rows.map(() => 63),
    ),
    withRows(
      stepped("B", b),
      rows.map(() => 63),
    ),
    { metric: "auc" },
  )
  expect([even.gain, even.tInterval, even.bootstrap]).toEqual([plain.gain, plain.tInterval, plain.bootstrap])
  const part = decide(withRows(stepped("A", a), rows), withRows(stepped("B", b), rows.slice(1)), { metric: "auc" })
  expect([part.weightedBy, part.gain]).toEqual([null, plain.gain])
})

test("losses turn the sign; equal runs hold; few windows decide nothing", () => {
  const gains = decide(stepped("A", a), stepped("B", b), { metric: "auc", lowerIsBetter: true })
  expect(gains).toMatchObject({ wins: 1, losses: 6 })
  expect(decide(stepped("A", a), stepped("B", a), { metric: "auc" })).toMatchObject({
    recommendation: "hold",
    tTestP: 1,
  })
  const better = a.map((value, i) => value + 0.02 + 0.001 * (i % 3))
  expect(decide(stepped("A", a), stepped("B", better), { metric: "auc" }).recommendation).toBe("promote")
  expect(decide(stepped("A", a), stepped("B", better), { metric: "auc", minGain: 0.05 }).recommendation).toBe("hold")
  expect(decide(stepped("A", a.slice(0, 3)), stepped("B", better), { metric: "auc" })).toMatchObject({
    recommendation: "not enough evidence",
    unpaired: ["3", "4", "5", "6", "7"],
  })
  expect(() => decide(stepped("A", a), stepped("B", []), { metric: "auc" })).toThrow(/A and B share 0 windows of auc/)
})

test("of challengers that are no better, about one in forty is promoted", () => {
  const random = mulberry32(7)
  let promoted = 0
  for (let trial = 0; trial < 400; trial++) {
    const noise = () => Array.from({ length: 12 }, random)
    const card = decide(stepped("A", noise()), stepped("B", noise()), { metric: "auc", samples: 200, seed: trial })
    if (card.recommendation === "promote") promoted++
  }
  expect(promoted).toBeLessThan(400 * 0.04)
})

test("windows from nested runs and from metrics with a fold in their names", () => {
  const nested = (runName: string, values: readonly number[]): ContenderWindows => ({
    run: { ...blank, runName },
    histories: {},
    children: values.map((auc, fold) => ({ ...blank, params: { fold: String(fold) }, metrics: { auc } })),
  })
  expect(decide(nested("A", a), nested("B", b), { metric: "mean_auc" })).toMatchObject({
    ...{ windowsFrom: "nested runs", windowMetric: "auc", wins: 6 },
  })
  const named = (runName: string, values: readonly number[]): ContenderWindows => {
    const metrics = Object.fromEntries(values.map((value, fold) => [`fold_${fold + 1}_auc`, value]))
    return { run: { ...blank, runName, metrics }, histories: {}, children: [] }
  }
  const card = decide(named("A", [...a, 0.5, 0.6]), named("B", [...b, 0.6, Number.NaN]), { metric: "auc" })
  expect(card).toMatchObject({ windowsFrom: "fold metrics", wins: 7, unpaired: ["10"] })
  expect(card.windows.map(({ window }) => window)).toEqual(["1", "2", "3", "4", "5", "6", "7", "8", "9"])
})

test("names are text in a card, never markup", () => {
  const card = decide(stepped("<img src=x onerror=alert(1)>", a), stepped("b|*\u202e", b), { metric: "auc" })
  const page = writeDecisionHtml([card])
  expect(page).not.toContain("<img")
  expect(page).toContain("&lt;img src=x onerror=alert(1)&gt;")
  expect(page).not.toContain("\u202e")
  expect(writeDecisionMarkdown(card)).not.toMatch(/[^\\]<img|[^\\]\|\*/)
})
