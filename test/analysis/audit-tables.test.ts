import fc from "fast-check"
import { expect, test } from "vitest"
import { auditCards, leakRules } from "../../src/analysis/audit-cards.js"
import { forbiddenFeatures } from "../../src/analysis/audit-features.js"
import { auditTables } from "../../src/analysis/audit-tables.js"
import { sharedRows } from "../../src/analysis/shared-rows.js"
import { readAuditRules } from "../../src/audit-rules.js"
import type { Ensemble } from "../../src/data/ensemble.js"
import { sliceTable, type Table, takeRows } from "../../src/data/table.js"
import { Engine } from "../../src/engine.js"
import { readModel } from "../../src/readers/model.js"
import { readTable } from "../../src/readers/table.js"
import { golden } from "../harness/index.js"
import { tableOf, timeColumn, withColumn } from "./tables.js"

const rules = readAuditRules()
const engine = await Engine.create()
const ensemble = readModel(await golden("lgb_binary/model.txt"), { name: "model.txt" })
const features = await readTable(await golden("lgb_binary/features.arrow"), { name: "features.arrow" })
const predicted = await engine.predict(ensemble, features, { space: "probability" })
const middle = [...predicted].sort((a, b) => a - b)[features.rows >> 1]!
const labelled = withColumn(features, {
  ...{ name: "y", type: "number", values: Float64Array.from(predicted, (p) => Number(p >= middle)) },
})
const noisy = withColumn(features, {
  ...{
    name: "y",
    type: "number",
    values: Float64Array.from(predicted, (p, i) => Number(i % 3 === 0 ? i % 2 : p >= middle)),
  },
})
const half = features.rows >> 1
const rulesOf = ({ findings }: Awaited<ReturnType<typeof auditTables>>) =>
  findings.map(({ rule, severity }) => `${severity} ${rule}`)

test("a perfect model leaked, and rows in train and test are found", async () => {
  const result = await auditTables(engine, { ensemble, train: labelled, test: labelled, target: "y" }, rules)
  expect(rulesOf(result)).toContain("fail metrics.leakage")
  expect(rulesOf(result)).toContain("fail metrics.shared-rows")
  expect(result.headline[0]).toEqual({ metric: "roc_auc", train: 1, test: 1 })
  const shared = result.findings.find(({ rule }) => rule === "metrics.shared-rows")!
  expect(shared.evidence).toMatchObject({ rows: features.rows, share: 1 })
})

test("rows that were audited are told from rows there are, and every card of a sample says so", async () => {
  const input = { ensemble, train: labelled, test: labelled, target: "y", rowsIn: { test: 120_000 } }
  const { rows, findings } = await auditTables(engine, input, rules)
  const own = { table: labelled.name, used: features.rows }
  expect(rows).toEqual([
    { side: "train", in: features.rows, ...own },
    { side: "test", in: 120_000, ...own },
  ])
  const account = {
    name: `rows of ${labelled.name}`,
    value: `120,000 -> ${features.rows.toLocaleString("en-US")} (uniform sample)`,
  }
  for (const { evidence } of auditCards(findings, leakRules, true, rows)) expect(evidence).toContainEqual(account)
  const whole = auditCards(findings, leakRules, true, rows.slice(0, 1)).flatMap(({ evidence }) => evidence)
  expect(whole.filter(({ name }) => name.startsWith("rows of"))).toEqual([])
})

test("train far above test is overfitting, important features of train are named", async () => {
  const train = sliceTable(labelled, 0, half)
  const rest = sliceTable(noisy, half, features.rows)
  const result = await auditTables(engine, { ensemble, train, test: rest, target: "y" }, rules)
  expect(rulesOf(result)).toContain("fail metrics.overfitting")
  expect(rulesOf(result).some((each) => each.endsWith("shared-rows"))).toBe(false)
  const gaps = result.findings.filter(({ rule }) => rule === "metrics.importance-gap")
  for (const { evidence } of gaps) expect(evidence.train).toBeGreaterThan(2 * Math.max(0, Number(evidence.test)))
})

test("a feature that does it alone is named", async () => {
  const [first] = ensemble.features
  const target = Float64Array.from(predicted, (p) => Number(p >= middle))
  const known = withColumn(
    { ...features, columns: features.columns.filter(({ name }) => name !== first!.name) },
    { name: first!.name, type: "number", values: Float64Array.from(target, (y, i) => y + (i % 7) / 1000) },
  )
  const table = withColumn(known, { name: "y", type: "number", values: target })
  const { findings } = await auditTables(engine, { ensemble, test: table, target: "y" }, rules)
  const alone = findings.filter(({ rule }) => rule === "metrics.lone-feature")
  expect(alone.map(({ subject }) => subject.name)).toContain(first!.name)
  expect(alone[0]!.severity).toBe("fail")
})

test("the target, dates and ids are no features", () => {
  const [first, second, third, fourth, ...rest] = ensemble.features.map(({ name }) => name)
  const named = (names: string[]): Ensemble => ({
    ...ensemble,
    features: [...names, ...rest].map((name) => ({ name, categorical: false })),
  })
  const found = (names: string[], target?: string, table?: Table) =>
    forbiddenFeatures(named(names), rules, target, table).map(({ subject }) => subject.name)
  expect(found([first!, second!, third!, fourth!])).toEqual([])
  expect(found(["late", "as_of_date", "flight_id", "fwd_return_12m"], "late")).toEqual([
    ...["late", "as_of_date", "flight_id", "fwd_return_12m"],
  ])
  const y = Array.from({ length: 40 }, (_, i) => i % 2)
  const table = tableOf({
    y,
    copy: y.map((each) => 3 - 2 * each),
    n: y.map((_, i) => i + 7),
    ok: y.map((_, i) => i % 5),
  })
  const dated = withColumn(
    table,
    timeColumn(
      "when",
      y.map(() => "2024-01-01"),
    ),
  )
  expect(found(["copy", "n", "ok", "when"], "y", dated)).toEqual(["copy", "n", "when"])
})

test("test follows train, with an embargo for the horizon", async () => {
  const dated = (from: string, rows: number) =>
    withColumn(
      tableOf({ x: Array.from({ length: rows }, (_, i) => i / 3) }),
      timeColumn("date", Array(rows).fill(from)),
    )
  const gap = async (train: string, rest: string, horizon?: number) => {
    const tables = { train: dated(train, 5), test: { ...dated(rest, 5), name: "test.csv" } }
    const { findings } = await auditTables(
      engine,
      { ...tables, date: "date", ...(horizon !== undefined && { horizon }) },
      rules,
    )
    return findings.filter(({ rule }) => rule === "metrics.embargo").map(({ severity }) => severity)
  }
  expect(await gap("2020-01-31", "2020-01-15")).toEqual(["fail"])
  expect(await gap("2020-01-31", "2020-02-01")).toEqual([])
  expect(await gap("2020-01-31", "2020-02-01", 3)).toEqual(["fail"])
  expect(await gap("2020-01-31", "2020-03-10", 3)).toEqual(["warn"])
  expect(await gap("2020-01-31", "2020-06-10", 3)).toEqual([])
})

test("binary labels in small groups are noisy", async () => {
  const groups = (rows: number, size: number) =>
    tableOf({
      y: Array.from({ length: rows }, (_, i) => i % 2),
      peer: Array.from({ length: rows }, (_, i) => `g${Math.floor(i / size)}`),
    })
  const found = async (table: Table) =>
    rulesOf(await auditTables(engine, { test: table, target: "y", group: "peer" }, rules))
  expect(await found(groups(100, 5))).toEqual(["warn metrics.small-groups"])
  expect(await found(groups(100, 25))).toEqual([])
})

test("what cannot be checked is said", async () => {
  const { notes } = await auditTables(engine, { ensemble, test: features }, rules)
  expect(notes.join("; ")).toMatch(/train and test were not both given.*no target/)
  const wrong = await auditTables(engine, { ensemble, test: labelled, target: "nothing" }, rules)
  expect(wrong.notes.join("; ")).toMatch(/not scored: .*no column "nothing"/)
})

test("shared rows are those that a naive search finds", () => {
  const value = fc.constantFrom(0, -0, 1, 2.5, Number.NaN)
  const row = fc.tuple(value, fc.constantFrom("a", "b", "é", null))
  fc.assert(
    fc.property(fc.array(row, { maxLength: 12 }), fc.array(row, { maxLength: 12 }), (a, b) => {
      const table = (rows: typeof a) =>
        tableOf({ x: rows.map(([x]) => x), c: rows.length ? rows.map(([, c]) => c) : ["a"] })
      const [train, rest] = [a, b].map((rows) => takeRows(table(rows), Array.from(rows.keys()))) as [Table, Table]
      const key = ([x, c]: (typeof a)[number]) => `${x + 0} ${c}`
      const known = new Set(a.map(key))
      expect(sharedRows(train, rest, ["x", "c"]).rows).toBe(b.filter((each) => known.has(key(each))).length)
    }),
    { numRuns: 100 },
  )
})

test("an abort ends an audit with its reason, wherever it is, and progress is told", async () => {
  const input = { ensemble, train: labelled, test: labelled, target: "y" }
  const early = new AbortController()
  const begun = auditTables(engine, input, rules, { signal: early.signal })
  early.abort(new Error("enough"))
  await expect(begun).rejects.toThrow("enough")
  const late = new AbortController()
  const stages: string[] = []
  const onProgress = ({ stage }: { stage: string }) => {
    stages.push(stage)
    late.abort(new Error("far enough"))
  }
  await expect(auditTables(engine, input, rules, { signal: late.signal, onProgress })).rejects.toThrow("far enough")
  expect(stages.length).toBeGreaterThan(0)
})
