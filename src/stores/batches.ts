import type { BatchToLog, MetricToLog } from "./store-writer.js"

/** A batch as the server takes it. */
export interface BatchPart {
  readonly metrics: readonly MetricToLog[]
  readonly params: readonly (readonly [key: string, value: string])[]
  readonly tags: readonly (readonly [key: string, value: string])[]
}

/** What MLflow's server takes at most in one request. */
const MOST = { metrics: 1000, params: 100, tags: 100, all: 1000 }

/** A batch in parts that the server takes; params come first, as MLflow writes them. */
export function batchParts({ metrics = [], params = {}, tags = {} }: BatchToLog): BatchPart[] {
  const whole = { metrics, params: Object.entries(params), tags: Object.entries(tags) }
  const all = whole.metrics.length + whole.params.length + whole.tags.length
  const fits = (["metrics", "params", "tags"] as const).every((kind) => whole[kind].length <= MOST[kind])
  if (fits && all <= MOST.all) return all === 0 ? [] : [whole]
  const none = { metrics: [], params: [], tags: [] }
  return [
    ...chunks(whole.params, MOST.params).map((part) => ({ ...none, params: part })),
    ...chunks(whole.tags, MOST.tags).map((part) => ({ ...none, tags: part })),
    ...chunks(whole.metrics, MOST.metrics).map((part) => ({ ...none, metrics: part })),
  ]
}

function chunks<Item>(items: readonly Item[], most: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / most) }, (_, i) => items.slice(i * most, (i + 1) * most))
}
