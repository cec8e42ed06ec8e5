import { binaryScores } from "./binary-scores.js"
import { descendingOrder } from "./descending-order.js"
import type { Labels, Numbers } from "./labels.js"

/** The rows of a ranking from the top; equal scores stay in their order. */
export interface RankedRows {
  readonly rows: number
  readonly positives: number
  /** Row numbers. */
  readonly order: Uint32Array
  /** Positives among the first i rows, for i from 0 to all. */
  readonly hits: Float64Array
  readonly scores: Float64Array
}

/** @throws RangeError without positives, or as `binaryScores`. */
export function rankedRows(labels: Labels, scores: Numbers, metric: string): RankedRows {
  const { classes, scores: values } = binaryScores(labels, scores, undefined, metric)
  const order = descendingOrder(values)
  const hits = new Float64Array(classes.length + 1)
  for (let i = 0; i < classes.length; i++) hits[i + 1] = hits[i]! + classes[order[i]!]!
  const positives = hits[classes.length]!
  if (positives > 0) return { rows: classes.length, positives, order, hits, scores: values }
  throw new RangeError(`${metric}: got ${classes.length} rows without a positive, expected at least one`)
}
