import fc from "fast-check"
import { expect, test } from "vitest"
import { anomalies } from "../../src/analysis/anomalies.js"
import { anomalyReport } from "../../src/writers/anomaly-report.js"
import { tableOf } from "./tables.js"

const DAY = 86_400_000
const day = (number: number) => new Date(Date.UTC(2024, 0, 1) + number * DAY).toISOString().slice(0, 10)

/** Twenty days of two stocks; GOTO is conspicuous on days 4, 5 and 12, BUMI never. */
const scores = tableOf({
  date: Array.from({ length: 40 }, (_, i) => day(i % 20)),
  stock: Array.from({ length: 40 }, (_, i) => (i < 20 ? "GOTO.JK" : "BUMI.JK")),
  score: Array.from({ length: 40 }, (_, i) => ([4, 5, 12].includes(i) ? 0.9 + i / 1000 : 0.1)),
})
const events = tableOf({
  event: ["halt", "crash"],
  stock: ["GOTO.JK", "BUMI.JK"],
  start: [day(8), day(10)],
  end: [day(9), day(10)],
})

test("rates over events and rows, as they are defined", () => {
  const { metrics, counts, cases, rule, definitions } = anomalies(scores, events, { windowBeforeDays: 5 })
  expect(rule).toBe("score >= 0.5")
  expect(
    cases.map(({ detected, firstAlarm, earlyWarningDays, rows }) => [detected, firstAlarm, earlyWarningDays, rows]),
  ).toEqual([
    [true, day(4), 4, 7],
    [false, null, null, 6],
  ])
  // 13 rows in windows, 2 of them alarms; 27 outside with 1 alarm.
  expect(counts).toMatchObject({ truePositives: 2, falseNegatives: 11, falsePositives: 1, trueNegatives: 26 })
  expect(metrics).toMatchObject({ detection_rate: 0.5, avg_early_warning_days: 4, backtest_accuracy: 28 / 40 })
  expect(metrics).toMatchObject({
    false_positive_rate: 1 / 27,
    precision: 2 / 3,
    recall: 2 / 13,
    detection_latency_ms: null,
  })
  expect(Object.keys(definitions).sort()).toEqual(Object.keys(metrics).sort())
})

test("the window decides what was early; a late alarm counts no day", () => {
  const early = (windowBeforeDays: number) => anomalies(scores, events, { windowBeforeDays }).metrics
  expect(early(3).avg_early_warning_days).toBe(3)
  expect(early(2).detection_rate).toBe(0)
  const late = tableOf({ event: ["slide"], stock: ["GOTO.JK"], start: [day(11)], end: [day(14)] })
  const { metrics, counts, cases } = anomalies(scores, late, { windowBeforeDays: 1 })
  expect([
    metrics.detection_rate,
    metrics.avg_early_warning_days,
    cases[0]!.earlyWarningDays,
    counts.lateEvents,
  ]).toEqual([1, 0, -1, 1])
})

test("detections have their event, the highest score first", () => {
  const { detections, totalDetections } = anomalies(scores, events, { detections: 2 })
  expect(totalDetections).toBe(3)
  expect(detections).toEqual([
    { date: day(12), entity: "GOTO.JK", score: 0.912, event: null, daysBefore: null },
    { date: day(5), entity: "GOTO.JK", score: 0.905, event: "halt", daysBefore: 3 },
  ])
})

test("events that nobody scored do not count, and are named", () => {
  const more = tableOf({ event: ["halt", "later"], stock: ["GOTO.JK", "TLKM.JK"], start: [day(8), day(8)] })
  const { metrics, counts, notes } = anomalies(scores, more)
  expect([metrics.detection_rate, counts.events, counts.scoredEvents]).toEqual([1, 2, 1])
  expect(notes[0]).toContain("later")
})

test("low scores can be the anomalies, z-scores need a threshold", () => {
  const z = tableOf({ date: [day(0), day(1), day(2)], score: [3.5, -0.2, 0.1] })
  const event = tableOf({ date: [day(1)] })
  expect(() => anomalies(z, event)).toThrow("expected --threshold")
  expect(anomalies(z, event, { threshold: 3, windowBeforeDays: 1 }).metrics.avg_early_warning_days).toBe(1)
  const low = anomalies(z, event, { threshold: 0, lowIsAnomalous: true, windowBeforeDays: 1 })
  expect([low.rule, low.metrics.detection_rate, low.cases[0]!.peak!.score]).toEqual(["score <= 0", 1, -0.2])
})

test("what is wrong says what there is", () => {
  expect(() => anomalies(tableOf({ x: [1, 2], y: [1, 2] }), events)).toThrow(
    "found no date among x, y; --date names it",
  )
  const backwards = tableOf({ stock: ["GOTO.JK"], start: [day(9)], end: [day(3)] })
  expect(() => anomalies(scores, backwards)).toThrow("event 1 ends before it starts")
  expect(() => anomalies(scores, tableOf({ start: [day(9)] }))).toThrow('only table.csv has a column "stock"')
})

test("the same counts as looking at every row and event", () => {
  const row = fc.record({ day: fc.nat(30), entity: fc.constantFrom("a", "b"), score: fc.nat(10).map((x) => x / 10) })
  const event = fc.record({ day: fc.nat(30), length: fc.nat(3), entity: fc.constantFrom("a", "b") })
  const lists = fc.tuple(fc.array(row, { minLength: 1 }), fc.array(event, { minLength: 1 }), fc.nat(6))
  fc.assert(
    fc.property(lists, ([rows, windows, before]) => {
      const table = tableOf({
        date: rows.map((r) => day(r.day)),
        entity: rows.map((r) => r.entity),
        score: rows.map((r) => r.score),
      })
      const of = tableOf({
        ...{ entity: windows.map((w) => w.entity), start: windows.map((w) => day(w.day)) },
        end: windows.map((w) => day(w.day + w.length)),
      })
      const { counts } = anomalies(table, of, { threshold: 0.7, windowBeforeDays: before })
      const within = (r: (typeof rows)[number], w: (typeof windows)[number]) =>
        r.entity === w.entity && r.day >= w.day - before && r.day <= w.day + w.length
      const right = rows.filter((r) => windows.some((w) => within(r, w)) === r.score >= 0.7)
      expect(counts.truePositives + counts.trueNegatives).toBe(right.length)
      const found = windows.filter((w) => rows.some((r) => within(r, w) && r.score >= 0.7))
      expect(counts.detectedEvents).toBe(found.length)
    }),
    { numRuns: 60, seed: 1 },
  )
})

test("the report has a timeline for each event", () => {
  const report = anomalyReport(anomalies(scores, events, { windowBeforeDays: 5 }))
  expect(report).toContain("| halt | GOTO.JK | 2024-01-09 | ✅ | 2024-01-05 | 4 | 2 | 0.905 |")
  expect(report).toContain("### halt, GOTO.JK: 4 days early\n\n```\n2024-01-04 .!!..|.. 2024-01-10\n```")
  expect(report).toContain("### crash, BUMI.JK: missed")
})
