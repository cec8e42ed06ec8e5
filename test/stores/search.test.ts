import { array, assert, constantFrom, oneof, property, string } from "fast-check"
import { expect, test } from "vitest"
import type { Run } from "../../src/data/run.js"
import { FilterError } from "../../src/stores/filter-error.js"
import { pageOf } from "../../src/stores/page.js"
import { type SearchOptions, searchExperiments, searchRuns } from "../../src/stores/search.js"
import { experimentFields, runFields } from "../../src/stores/search-fields.js"
import { type Clause, parseFilter } from "../../src/stores/search-filter.js"
import { parseOrder } from "../../src/stores/search-order.js"
import { goldenJson } from "./golden-store.js"
import { type Answer, capturedExperiments, capturedRuns, searchCases } from "./search-cases.js"

const REFUSED = "refused"

/** What a search finds, or that it was refused; any other error is the test's. */
function answerOf<T>(search: () => T): T | typeof REFUSED {
  try {
    return search()
  } catch (error) {
    if (error instanceof FilterError) return REFUSED
    throw error
  }
}

const idsOf = (options: SearchOptions) => answerOf(() => searchRuns(capturedRuns, options).map(({ runId }) => runId))
const wanted = ({ run_ids, names }: Answer) => run_ids ?? names ?? REFUSED

test.each(searchCases.cases)(
  "runs are found as MLflow finds them: $id",
  ({ filter, order_by: orderBy, view, ...each }) => {
    expect(idsOf({ filter, orderBy, view })).toEqual(wanted(each.expect))
    expect(idsOf({ filter, orderBy, view, dialect: "sqlite" })).toEqual(wanted(each.sqlite ?? each.expect))
  },
)

test.each(searchCases.experiment_cases)("experiments are found as MLflow finds them: $id", (each) => {
  const options = { filter: each.filter, orderBy: each.order_by, view: each.view }
  const found = answerOf(() => searchExperiments(capturedExperiments, options).map(({ name }) => name))
  expect(found).toEqual(wanted(each.expect))
})

test("bare words that MLflow refuses as keys are refused, all others are taken", async () => {
  const { tested, refused } = await goldenJson<{ tested: string[]; refused: Record<string, string[]> }>(
    "search/keyword_cases.json",
  )
  const forms: Readonly<Record<string, (word: string) => SearchOptions>> = {
    metric_filter: (word) => ({ filter: `metrics.${word} > 0` }),
    param_filter: (word) => ({ filter: `params.${word} = 'x'` }),
    tag_is_null: (word) => ({ filter: `tags.${word} IS NULL` }),
    order_by: (word) => ({ orderBy: [`metrics.${word}`] }),
    order_by_desc: (word) => ({ orderBy: [`metrics.${word} DESC`] }),
    backtick_metric_filter: (word) => ({ filter: `metrics.\`${word}\` > 0` }),
  }
  const found = Object.entries(forms).map(([form, options]) => [
    form,
    tested.filter((word) => idsOf(options(word)) === REFUSED),
  ])
  expect(Object.fromEntries(found)).toEqual(refused)
})

interface Outcome {
  readonly subject: "runs" | "experiments"
  readonly kind: "filter" | "order"
  readonly text: string
  readonly outcome: unknown
}

// MLflow takes an alias for part of a key here, a key that no run can have; we say what is wrong.
const nonsense = "params.#a\u00a0x"

test("generated filters and orders are parsed as MLflow parses them", async () => {
  const outcomes = await goldenJson<Outcome[]>("search/outcomes.json")
  const differing = outcomes.filter((each) => each.text !== nonsense && parsed(each) !== expectedOf(each.outcome))
  expect(outcomes.length).toBeGreaterThan(1500)
  expect(differing).toEqual([])
})

const names: Readonly<Record<string, string>> = {
  runId: "run_id",
  runName: "run_name",
  userId: "user_id",
  artifactUri: "artifact_uri",
  startTime: "start_time",
  endTime: "end_time",
  experimentId: "experiment_id",
  creationTime: "creation_time",
  lastUpdateTime: "last_update_time",
}

function parsed({ subject, kind, text }: Outcome): string {
  const fields = subject === "runs" ? runFields : experimentFields
  const place = ({ entity, key }: Pick<Clause, "entity" | "key">) =>
    entity === "text" || entity === "number"
      ? ["attribute", names[key] ?? key]
      : [entity === "param" ? "parameter" : entity, key]
  const outcome = answerOf(() => {
    if (kind === "filter")
      return parseFilter(text, fields).map((each) => [...place(each), each.operator, valueText(each.value)])
    const order = parseOrder(text, fields)
    return [...place(order), order.ascending]
  })
  return JSON.stringify(outcome === REFUSED ? "ERR" : outcome)
}

function expectedOf(outcome: unknown): string {
  return JSON.stringify(outcome, (_, value) => (value?.n === undefined ? value : valueText(pythonNumber(value.n))))
}

const valueText = (value: Clause["value"]) => (typeof value === "number" ? `number ${value}` : value)
const pythonNumber = (text: string) => Number(text.replace("inf", "Infinity").replace("nan", "NaN"))

test("generated runs are filtered and ordered as MLflow's file store does", async () => {
  const text = JSON.stringify(await goldenJson<unknown>("search/matches.json"))
  const { runs, cases } = JSON.parse(text, (_, value) => (value?.n === undefined ? value : pythonNumber(value.n))) as {
    runs: Run[]
    cases: { f: string; o: string[]; r: string[] | "ERR" }[]
  }
  const differing = cases.filter(({ f, o, r }) => {
    const found = answerOf(() => searchRuns(runs, { filter: f, orderBy: o }).map(({ runId }) => runId))
    return JSON.stringify(found) !== JSON.stringify(r === "ERR" ? REFUSED : r)
  })
  expect(cases).toHaveLength(500)
  expect(differing).toEqual([])
})

test("pages and their tokens are MLflow's", () => {
  const { order_by: orderBy, max_results, pages, tokens } = searchCases.paging
  const all = searchRuns(capturedRuns, { orderBy })
  let token: string | undefined
  for (const { run_ids, next_page_token } of pages) {
    const page = pageOf(all, max_results, token)
    expect(page.items.map(({ runId }) => runId)).toEqual(run_ids)
    token = page.nextPageToken
    expect(token ?? null).toBe(next_page_token)
  }
  const newest = searchRuns(capturedRuns)
  for (const [each, answer] of Object.entries(tokens)) {
    expect(answerOf(() => pageOf(newest, 3, each).items.map(({ runId }) => runId))).toEqual(wanted(answer))
  }
  expect(() => pageOf(newest, 50_001)).toThrow(/maxResults: got 50001, expected a whole number up to 50000/)
})

test("any text is a filter and an order or a FilterError, and nothing else", () => {
  const piece = constantFrom(
    ..."metrics params tags run_id . auc ` ' \" ( ) [ ] , ; AND IN IS NULL NOT LIKE = > -1 1e5 :: -- /* */ \\ # 😀 \n".split(
      " ",
    ),
    " ",
  )
  const texts = oneof(
    string({ unit: "binary", maxLength: 40 }),
    array(piece, { maxLength: 20 }).map((all) => all.join("")),
  )
  assert(
    property(texts, (text) => {
      expect(idsOf({ filter: text })).toBeDefined()
      expect(idsOf({ orderBy: [text] })).toBeDefined()
      expect(answerOf(() => searchExperiments(capturedExperiments, { filter: text }))).toBeDefined()
    }),
    { numRuns: 2000 },
  )
})

test("long texts are read in time and without end of stack", () => {
  for (const part of ["(", "a::", "'", "\\'", '"x', "[", "/*", "params.", "-- ", "a.b = 'x' ", "ASC ", "''"]) {
    answerOf(() => searchRuns(capturedRuns, { filter: part.repeat(5000), orderBy: [part.repeat(5000)] }))
  }
  expect(idsOf({ filter: `params.note != '${"x".repeat(200_000)}'` })).toHaveLength(8)
})

test("an error says what was got, where, and what was expected", () => {
  const message = (options: SearchOptions) => {
    try {
      searchRuns([], options)
    } catch (error) {
      return (error as FilterError).message
    }
    return undefined
  }
  expect(message({ filter: "metrics.auc > abc" })).toBe(
    'filter: got "abc" at character 15 of "metrics.auc > abc", expected a number such as 5, -0.5 or 1e-3',
  )
  expect(message({ filter: "metrics.a > 1 OR metrics.b > 1" })).toMatch(/got "OR" at character 15 .* expected a field/)
  expect(message({ filter: "params.x = 5" })).toMatch(/got "5" .* expected a text in quotes/)
  expect(message({ orderBy: ["metrics.auc DSC"] })).toMatch(/^order: got "DSC" at character 13 /)
})

test("an odd key is no property of JavaScript's objects", () => {
  expect(idsOf({ filter: "params.constructor != 'x'" })).toEqual([])
  expect(idsOf({ filter: "metrics.toString >= 0" })).toEqual([])
  expect(idsOf({ filter: "toString = 'x'" })).toBe(REFUSED)
  expect(idsOf({ filter: "constructor.a = 'x'" })).toBe(REFUSED)
})

test("10,000 runs are filtered and ordered", () => {
  const many = Array.from({ length: 10_000 }, (_, at): Run => {
    const run = capturedRuns[at % capturedRuns.length]!
    return { ...run, runId: `run${at}`, metrics: { ...run.metrics, auc: (at * 7919) % 1000 } }
  })
  const found = searchRuns(many, {
    filter: "metrics.auc > 500 AND params.model_type ILIKE '%m%'",
    orderBy: ["metrics.auc DESC"],
  })
  const auc = found.map(({ metrics }) => metrics.auc!)
  expect(auc.length).toBeGreaterThan(1000)
  expect(auc).toEqual(auc.filter((value) => value > 500).toSorted((a, b) => b - a))
})
