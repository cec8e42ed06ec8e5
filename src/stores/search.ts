import { byCodePoint } from "../data/by-code-point.js"
import type { Experiment, LifecycleStage, Run } from "../data/run.js"
import { FilterError } from "./filter-error.js"
import type { View } from "./run-store.js"
import { experimentFields, runFields, type Subject } from "./search-fields.js"
import { parseFilter } from "./search-filter.js"
import type { Dialect } from "./search-like.js"
import { matcher, type Searchable } from "./search-match.js"
import { type Order, parseOrder } from "./search-order.js"
import { newestRun, sorted } from "./search-sort.js"

/** What is looked for, in MLflow's grammar; see docs/search.md. */
export interface SearchOptions {
  readonly filter?: string
  /** One field each, e.g. `metrics.auc DESC`. */
  readonly orderBy?: readonly string[]
  /** ACTIVE_ONLY by default. */
  readonly view?: View
  /** Whose answer where MLflow's stores differ: its file store's ("file", the default) or that of its databases. */
  readonly dialect?: Dialect
}

/**
 * MLflow's `search_runs` on plain runs: those that meet the filter, ordered; the newest first unless ordered otherwise.
 * Matches MLflow 3.17.2, on its file store unless a dialect is given.
 * @throws FilterError for what is no filter or no order.
 */
export function searchRuns<R extends Run>(runs: readonly R[], options: SearchOptions = {}): R[] {
  const keep = compileSearch(runFields, options)
  const orders = compileOrders(runFields, options)
  return sorted(runs.filter(keep), orders, newestRun)
}

/** MLflow's `search_experiments` on plain experiments; the newest first unless ordered otherwise. @throws FilterError */
export function searchExperiments<E extends Experiment>(experiments: readonly E[], options: SearchOptions = {}): E[] {
  const keep = compileSearch(experimentFields, options)
  const orderBy = options.orderBy?.length ? options.orderBy : ["creation_time DESC", "experiment_id ASC"]
  const orders = compileOrders(experimentFields, { ...options, orderBy })
  return sorted(experiments.filter(keep), orders, (a, b) => byCodePoint(b.experimentId, a.experimentId))
}

/** Whether an item is seen and meets the filter: parsed once, asked often. @throws FilterError */
function compileSearch(
  subject: Subject,
  { filter = "", view = "ACTIVE_ONLY", dialect = "file" }: SearchOptions,
): (item: Searchable & { readonly lifecycleStage: LifecycleStage }) => boolean {
  const tests = parseFilter(filter, subject).map((clause) => matcher(clause, dialect, filter))
  return (item) => isInView(item.lifecycleStage, view) && tests.every((test) => test(item))
}

function compileOrders(subject: Subject, { orderBy = [], dialect }: SearchOptions): Order[] {
  const orders = orderBy.map((order) => parseOrder(order, subject))
  const fields = orders.map(({ entity, key }) => `${entity} ${key}`)
  const again = fields.findIndex((field, at) => fields.indexOf(field) < at)
  if (dialect !== "sqlite" || again < 0) return orders
  throw new FilterError({ text: orderBy[again]!, at: 0, got: orderBy[again]!, expected: "each field once" }, "order")
}

function isInView(stage: LifecycleStage, view: View): boolean {
  return view === "ALL" || (stage === "deleted") === (view === "DELETED_ONLY")
}
