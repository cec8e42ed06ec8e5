import type { Labels, Numbers } from "./labels.js"
import { type RankedRows, rankedRows } from "./ranked-rows.js"

/** One bin of a ranking, the first holding the highest scores; null where it has no rows. */
export interface LiftBin {
  /** From 1. */
  readonly bin: number
  readonly rows: number
  readonly positives: number
  /** The share of positives in this bin. */
  readonly rate: number | null
  /** This bin's rate over that of all rows. */
  readonly lift: number | null
  /** The same for this bin and all before it. */
  readonly cumulativeLift: number
  /** The share of all positives in this bin and all before it. */
  readonly cumulativeGain: number
  readonly highestScore: number | null
  readonly lowestScore: number | null
}

/**
 * A ranking cut into bins (10 by default) of the same number of rows; where that does not come out even, the first
 * have one more. Equal scores stay in row order.
 * @throws RangeError without positives, for a score that is not finite, or bins that are no whole number above 0.
 */
export function liftTable(labels: Labels, scores: Numbers, { bins = 10 }: { bins?: number } = {}): LiftBin[] {
  if (!(Number.isInteger(bins) && bins > 0)) throw new RangeError(`liftTable: got ${bins} bins, expected at least one`)
  const ranked = rankedRows(labels, scores, "liftTable")
  const size = Math.floor(ranked.rows / bins)
  const larger = ranked.rows % bins
  const start = (bin: number) => bin * size + Math.min(bin, larger)
  return Array.from({ length: bins }, (_, bin) => liftBin(ranked, bin + 1, start(bin), start(bin + 1)))
}

function liftBin({ rows, positives, order, hits, scores }: RankedRows, bin: number, from: number, to: number): LiftBin {
  const found = hits[to]! - hits[from]!
  const base = positives / rows
  const filled = to > from
  return {
    ...{ bin, rows: to - from, positives: found },
    rate: filled ? found / (to - from) : null,
    lift: filled ? found / (to - from) / base : null,
    cumulativeLift: hits[to]! / to / base,
    cumulativeGain: hits[to]! / positives,
    highestScore: filled ? scores[order[from]!]! : null,
    lowestScore: filled ? scores[order[to - 1]!]! : null,
  }
}
