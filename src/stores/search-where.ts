import { byCodePoint } from "../data/by-code-point.js"
import type { MetricPoint, Run } from "../data/run.js"
import { FilterError } from "./filter-error.js"
import type { RunQuery, RunStore } from "./run-store.js"
import { runFields } from "./search-fields.js"
import { parseOrder } from "./search-order.js"
import { parseWhere, parseWhereOrder, type Where } from "./where.js"
import { compareWhere, type WhereValue } from "./where-values.js"

export interface WhereQuery extends Omit<RunQuery, "maxResults" | "pageToken"> {
  /** Leafwise's own conditions beside MLflow's filter; see docs/search.md. */
  readonly where?: string
  /** How many runs at most; all by default. */
  readonly limit?: number
}

/** How many histories are read at a time. */
const atOnce = 32

/** What the search reads of a store. */
export type SearchedStore = Pick<RunStore, "searchRuns" | "metricHistory">

/**
 * The runs of a store that meet an MLflow filter and a `where`. `orderBy` may have expressions beside MLflow's fields
 * (`metrics.auc - metrics.auc_train DESC`, `number(params.depth)`): then numbers come before texts, absent ones last.
 * Histories are read only where a function of them is asked for.
 * @throws FilterError
 */
export async function searchWhere(store: SearchedStore, query: WhereQuery = {}): Promise<Run[]> {
  const { where, limit = Infinity, orderBy = [], ...rest } = query
  const condition = where === undefined || where === "" ? undefined : parseWhere(where)
  const orders = orderBy.every(isMlflowOrder) ? [] : orderBy.map(parseWhereOrder)
  const plain = orders.length === 0 ? { ...rest, orderBy } : rest
  const enough = condition || orders.length > 0 ? Infinity : limit
  const found = await allRuns(store, plain, enough)
  const parsed = [...(condition ? [condition] : []), ...orders]
  const histories = await historiesOf(store, found, parsed)
  const kept = condition ? found.filter((run) => condition.evaluate(histories(run)) === true) : found
  return ordered(kept, orders, histories).slice(0, limit)
}

/** Every page of a search, up to a number of runs. */
export async function allRuns(
  store: Pick<RunStore, "searchRuns">,
  query: RunQuery,
  limit: number = Infinity,
): Promise<Run[]> {
  const runs: Run[] = []
  let pageToken: string | undefined
  do {
    const maxResults = Math.min(limit - runs.length, 1000)
    const page = await store.searchRuns({ ...query, maxResults, ...(pageToken !== undefined && { pageToken }) })
    runs.push(...page.runs)
    pageToken = page.nextPageToken
  } while (pageToken !== undefined && runs.length < limit)
  return runs
}

function isMlflowOrder(order: string): boolean {
  try {
    parseOrder(order, runFields)
    return true
  } catch (error) {
    if (error instanceof FilterError) return false
    throw error
  }
}

type Histories = (run: Run) => { run: Run; history: (key: string) => readonly MetricPoint[] }

async function historiesOf(store: SearchedStore, runs: readonly Run[], parsed: readonly Where[]): Promise<Histories> {
  const keys = [...new Set(parsed.flatMap(({ histories }) => histories))]
  const read = new Map<string, readonly MetricPoint[]>()
  const wanted = runs.flatMap((run) =>
    keys.filter((key) => Object.hasOwn(run.metrics, key)).map((key) => ({ run, key })),
  )
  for (let at = 0; at < wanted.length; at += atOnce) {
    const some = wanted.slice(at, at + atOnce)
    const points = await Promise.all(some.map(({ run, key }) => store.metricHistory(run.runId, key)))
    for (const [i, { run, key }] of some.entries()) read.set(`${run.runId} ${key}`, points[i]!)
  }
  return (run) => ({ run, history: (key) => read.get(`${run.runId} ${key}`) ?? [] })
}

function ordered(
  runs: readonly Run[],
  orders: readonly (Where & { ascending: boolean })[],
  histories: Histories,
): Run[] {
  if (orders.length === 0) return [...runs]
  const rows = runs.map((run) => ({ run, values: orders.map(({ evaluate }) => evaluate(histories(run))) }))
  // The store's own order, newest first, decides ties: sorting is stable.
  rows.sort((a, b) => {
    for (const [i, { ascending }] of orders.entries()) {
      const difference = compareCells(a.values[i]!, b.values[i]!, ascending)
      if (difference !== 0) return difference
    }
    return 0
  })
  return rows.map(({ run }) => run)
}

function compareCells(a: WhereValue, b: WhereValue, ascending: boolean): number {
  const ranks = rank(a) - rank(b)
  if (ranks !== 0) return ranks
  const difference = typeof a === "string" ? byCodePoint(a, b as string) : compareWhere(a, b, false) || 0
  return ascending ? difference : -difference
}

/** Numbers, texts, NaN, absent. */
function rank(value: WhereValue): number {
  if (value === null) return 3
  if (Number.isNaN(value)) return 2
  return typeof value === "string" ? 1 : 0
}
