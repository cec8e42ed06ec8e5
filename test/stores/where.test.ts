import { array, assert, constantFrom, property, string } from "fast-check"
import { expect, test } from "vitest"
import type { MetricPoint, Run } from "../../src/data/run.js"
import { FilterError } from "../../src/stores/filter-error.js"
import { searchRuns } from "../../src/stores/search.js"
import { type SearchedStore, searchWhere } from "../../src/stores/search-where.js"
import { parseWhere } from "../../src/stores/where.js"
import { compilePattern } from "../../src/stores/where-pattern.js"

const blank = {
  experimentId: "1",
  status: "FINISHED",
  endTime: 2000,
  userId: "ann",
  lifecycleStage: "active",
  artifactUri: "",
  datasets: [],
} as const

const run = (runId: string, rest: Partial<Run>): Run => ({
  ...blank,
  runId,
  runName: `run ${runId}`,
  startTime: 1000,
  metrics: {},
  params: {},
  tags: {},
  ...rest,
})

const runs = [
  run("a", {
    metrics: { auc: 0.7, "auc/train": 0.9, loss: 0.4 },
    params: { depth: "5", kind: "lgb" },
    tags: { team: "quant" },
  }),
  run("b", { metrics: { auc: 0.6, "auc/train": 0.65, loss: 0.2 }, params: { depth: "10", kind: "xgb", lr: "1e-2" } }),
  run("c", {
    metrics: { auc: Number.NaN },
    params: { depth: "auto", kind: "LGB", twin: "5.0" },
    tags: { team: "it's" },
  }),
  run("d", { params: { depth: "9", twin: "9.0" }, status: "FAILED" }),
]

const histories: Readonly<Record<string, readonly number[]>> = {
  "a auc": [0.5, 0.9, 0.7],
  "a loss": [0.6, 0.3, 0.4],
  "b auc": [0.8, Number.NaN, 0.6],
  "b loss": [0.2],
  "c auc": [Number.NaN],
}

const asked: string[] = []
const store: SearchedStore = {
  searchRuns: async (query = {}) => ({ runs: searchRuns(runs, query) }),
  metricHistory: async (id, key): Promise<MetricPoint[]> => {
    asked.push(`${id} ${key}`)
    return (histories[`${id} ${key}`] ?? []).map((value, at) => ({ value, timestamp: at, step: BigInt(at) }))
  },
}

const ids = async (where: string, orderBy: string[] = ["run_id"]) =>
  (await searchWhere(store, { where, orderBy })).map(({ runId }) => runId).join("")

test.each([
  ["metrics.auc > 0.65 OR status = 'FAILED'", "ad"],
  ["metrics.auc > 0.5 AND NOT params.kind = 'xgb'", "a"],
  ["NOT (metrics.auc > 0.65 OR params.kind = 'xgb')", "cd"],
  ["metrics.auc > 0.65 OR metrics.auc > 0.5 AND params.kind = 'xgb'", "ab"],
  ["not not metrics.auc > 0.65", "a"],
  ["metrics.`auc/train` - metrics.auc > 0.1", "a"],
  ["metrics.auc * 2 + 1 >= 2.2", "ab"],
  ["(metrics.auc + metrics.loss) / 2 < 0.5", "b"],
  ["-metrics.auc < -0.65", "a"],
  ["2 - 1 - 1 = 0", "abcd"],
  ["8 / 4 / 2 = 1 AND 2 + 3 * 4 = 14", "abcd"],
  ["end_time - start_time = 1000 AND start_time = 1000", "abcd"],
  ["params.depth > 5", "bd"],
  ["params.depth != 5", "bcd"],
  ["params.lr = 0.01", "b"],
  ["params.depth > '5'", "cd"],
  ["params.depth = params.twin", "d"],
  ["metrics.auc > metrics.loss", "ab"],
  ["params.kind IN ('lgb', 'LGB')", "ac"],
  ["params.kind NOT IN ('lgb', 'LGB')", "b"],
  ["params.depth in (5, 9)", "ad"],
  ["params.kind ILIKE 'lg%'", "ac"],
  ["params.kind NOT LIKE 'lg%'", "bc"],
  ["lower(params.kind) = 'lgb'", "ac"],
  ["abs(metrics.auc - 1) < 0.35", "a"],
  ["params.kind =~ '^(lgb|xgb)$'", "ab"],
  ["params.kind !~ '^(?:lgb|xgb)$'", "c"],
  ["params.kind =~ '(?i)^lg'", "ac"],
  ["tags.team IS NULL", "bd"],
  ["metrics.auc IS NOT NULL", "abc"],
  ["tags.team = 'it''s'", "c"],
  ["metrics.auc != 0.7", "bc"],
  ["experiment_id = '1' AND lifecycle_stage = 'active'", "abcd"],
  ["max(metrics.auc) > 0.75", "ab"],
  ["min(metrics.loss) <= 0.3 and first(metrics.loss) > 0.5", "a"],
  ["best(metrics.loss) = 0.3 OR best(metrics.auc) = 0.8", "ab"],
  ["abs(mean(metrics.auc) - 0.7) < 1e-9", "ab"],
  ["count(metrics.auc) = 3", "a"],
  ["max(metrics.auc) - metrics.auc > 0.15", "ab"],
])("where %s", async (where, found) => {
  expect(await ids(where)).toBe(found)
})

test("histories are read only for functions of them, and only of runs that have the metric", async () => {
  asked.length = 0
  await ids("metrics.auc > 0.5 OR params.depth > 3")
  expect(asked).toEqual([])
  await ids("max(metrics.loss) > 0.5")
  expect(asked).toEqual(["a loss", "b loss"])
})

test("runs are ordered by expressions: numbers, texts, NaN, absent", async () => {
  expect(await ids("", ["number(params.depth)"])).toBe("adbc")
  expect(await ids("", ["number(params.depth) DESC"])).toBe("bdac")
  expect(await ids("", ["params.depth"])).toBe("badc")
  expect(await ids("", ["metrics.`auc/train` - metrics.auc DESC"])).toBe("abcd")
  expect(await ids("", ["abs(metrics.auc)"])).toBe("bacd")
  expect(await ids("", ["max(metrics.auc) DESC", "run_id"])).toBe("abcd")
})

test("a limit counts the runs that are kept", async () => {
  expect(await searchWhere(store, { where: "params.depth > 5", orderBy: ["run_id"], limit: 1 })).toHaveLength(1)
  expect(await searchWhere(store, { filter: "params.kind = 'xgb'", where: "params.depth > 5" })).toHaveLength(1)
})

test.each([
  ["metrics.auc >", 'where: got nothing at character 14 of "metrics.auc >", expected a field such as'],
  ["metrics.auc", "expected a condition, e.g. metrics.auc > 0.6"],
  ["metrics.auc > 1 OR params.depth", "expected a condition here"],
  ["(metrics.auc > 1) + 1 > 2", "expected a value here, not a condition"],
  ["metrics.auc > 1 2", "expected AND, OR, an operator or the end"],
  ["metrics.val/auc > 1", "expected one of run_id"],
  ["median(metrics.auc) > 1", "expected one of the functions min, max"],
  ["max(params.depth) > 1", "expected a metric in max(...)"],
  ["params.kind =~ '(a'", "a regular expression: got a ( that nothing closes"],
  ["params.kind =~ 'a**'", "two quantifiers"],
  ["params.kind =~ '(?=a)'", "look-around"],
  ["params.kind =~ '(a)\\1'", "back-reference"],
  [`params.kind =~ '${"a".repeat(501)}'`, "at most 500"],
  ["params.kind =~ '(a{99}){99}'", "more than 2000 states"],
  ["params.kind NOT = 'a'", "IN, LIKE or ILIKE behind NOT"],
  [`${"(".repeat(300)}1`, "at most 200 deep"],
  ["metrics.auc > 1 ; metrics.b > 1", 'got "; metrics.b > 1"'],
])("what is wrong is said: %s", (where, message) => {
  expect(() => parseWhere(where)).toThrow(FilterError)
  expect(() => parseWhere(where)).toThrow(message)
})

test("any text is a where or a FilterError", () => {
  const piece = constantFrom(
    ..."metrics.auc ( ) + - * / > = =~ IN NOT AND OR max( 'a' 5 , IS NULL `x y` .5 LIKE".split(" "),
    " ",
  )
  assert(
    property(array(piece, { maxLength: 12 }), string({ maxLength: 3 }), (pieces, rest) => {
      for (const text of [pieces.join(" "), pieces.join("") + rest]) {
        let known = true
        try {
          parseWhere(text).evaluate({ run: runs[0]!, history: () => [] })
        } catch (error) {
          known = error instanceof FilterError
        }
        expect([text, known]).toEqual([text, true])
      }
    }),
    { numRuns: 1000 },
  )
})

test("patterns match as JavaScript's do", () => {
  const atom = constantFrom("a", "b", ".", "[ab]", "[^a]", "\\d", "\\w", "(a|b)", "(?:ab)", "\\b", "^", "$", "(a|)")
  const mark = constantFrom("", "", "*", "+", "?", "{2}", "{1,}", "{0,2}")
  const part = array(atom, { minLength: 1, maxLength: 3 })
  assert(
    property(
      array(part, { minLength: 1, maxLength: 2 }),
      array(mark, { minLength: 3, maxLength: 3 }),
      string({ unit: constantFrom("a", "b", "1", " ", "-"), maxLength: 6 }),
      (parts, marks, text) => {
        const source = parts
          .map((atoms) => atoms.map((each, i) => (/^(\\b|\^|\$)$/.test(each) ? each : each + marks[i])).join(""))
          .join("|")
        expect([source, text, compilePattern(source)(text)]).toEqual([source, text, new RegExp(source, "u").test(text)])
      },
    ),
    { numRuns: 3000 },
  )
})

test("no pattern takes ages", () => {
  const started = performance.now()
  for (const pattern of ["(a+)+$", "(a|aa)+$", "(.*a){12}$", "a*a*a*a*a*b"]) {
    expect(compilePattern(pattern)(`${"a".repeat(2000)}!`)).toBe(false)
  }
  expect(performance.now() - started).toBeLessThan(3000)
})
