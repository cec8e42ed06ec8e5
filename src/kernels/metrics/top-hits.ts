import { type GroupedRows, type GroupOptions, groupedRows, overGroups } from "./groups.js"
import type { Labels, Numbers } from "./labels.js"
import { metricsArena } from "./machine.js"

/** Relevant rows (label above zero) among the first k of each group, one number a group. */
export interface TopHits {
  readonly relevant: Float64Array
  /** Relevant rows among the first k. */
  readonly hits: Float64Array
  /** The place of the first relevant row, from 1; 0 where none is among the first k. */
  readonly first: Float64Array
  /** Over the relevant rows among the first k, the sum of the precision at their place. */
  readonly precisions: Float64Array
  readonly sizes: Uint32Array
  /** k, or the number of all rows. */
  readonly top: number
}

/** What MAP, MRR, precision, recall and hit rate are made of. Equal scores keep their order. */
export function topHits(labels: Labels, scores: Numbers, options: GroupOptions, metric: string): TopHits {
  const { top, ...rows } = groupedRows(labels, scores, options, metric)
  const numbers = hitsOf(rows, top)
  const column = (number: number) => Float64Array.from(rows.sizes, (_, group) => numbers[4 * group + number]!)
  return { relevant: column(0), hits: column(1), first: column(2), precisions: column(3), sizes: rows.sizes, top }
}

function hitsOf(rows: GroupedRows, top: number): Float64Array {
  const { kernels } = metricsArena()
  return overGroups(rows, 4, (labels, scores, sizes, result) =>
    kernels.topHits(labels, scores, sizes, rows.sizes.length, rows.largest, top, result),
  )
}
