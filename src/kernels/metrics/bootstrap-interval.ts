import { mulberry32 } from "../../data/mulberry32.js"
import type { Interval } from "../../results/interval.js"
import { type BlockKeys, blocksOf } from "./blocks.js"
import type { Numbers } from "./labels.js"
import { checkLevel } from "./normal.js"
import { percentile } from "./percentile.js"
import { type Column, Resampler } from "./resampler.js"

export interface BootstrapOptions {
  /** A key a row, e.g. its date or its group: rows of a key are drawn together. Default: every row by itself. */
  blockBy?: BlockKeys
  /** Resamples; default 1000. */
  samples?: number
  /** The same seed gives the same interval everywhere; default 0. */
  seed?: number
  /** The chance that the interval holds the true value; 0.95 by default. */
  level?: number
}

/** A percentile interval, and what it was made from. */
export interface BootstrapInterval extends Interval {
  /** Resamples that have a value. */
  samples: number
  /** Resamples that were left out because the metric is not defined on them, e.g. of one class. */
  undefinedSamples: number
  /** Blocks that were drawn from; without `blockBy` the rows. */
  blocks: number
}

/** What a metric is told beside the columns when `blockBy` is given: the sizes of the blocks, one after the other. */
export interface ResampledBlocks {
  groups: Uint32Array
}

/**
 * The percentile bootstrap of any metric: as many blocks (rows) are drawn with replacement as there are, the metric
 * is computed again, and the interval is between percentiles of what it gives. Efron and Tibshirani (1993), ch. 13;
 * by block as in Field and Welsh (2007).
 *
 *     bootstrapInterval(metrics.rocAuc, y, score, { blockBy: dates, seed: 1 })
 *     bootstrapInterval((y, s, { groups }) => metrics.ndcg(y, s, { k: 10, groups }), y, score, { blockBy: query })
 *
 * The metric gets views that are overwritten by the next resample: typed arrays of the columns' type, booleans as
 * bytes, other numbers as doubles. With `blockBy` rows lie block by block, also in the call on all rows; its last
 * argument is `{ groups }`, the blocks' sizes, as ranking metrics take it.
 * @throws RangeError for no rows, columns of other lengths, one block only, or no resample with a value; and what the metric
 * throws on all rows. On a resample, a RangeError or a NaN counts as undefined.
 */
export function bootstrapInterval(
  metric: (a: Numbers, blocks: ResampledBlocks) => number,
  a: Column,
  options: BootstrapOptions & { blockBy: BlockKeys },
): BootstrapInterval
export function bootstrapInterval(
  metric: (a: Numbers, b: Numbers, blocks: ResampledBlocks) => number,
  a: Column,
  b: Column,
  options: BootstrapOptions & { blockBy: BlockKeys },
): BootstrapInterval
export function bootstrapInterval(
  metric: (a: Numbers) => number,
  a: Column,
  options?: BootstrapOptions,
): BootstrapInterval
export function bootstrapInterval(
  metric: (a: Numbers, b: Numbers) => number,
  a: Column,
  b: Column,
  options?: BootstrapOptions,
): BootstrapInterval
export function bootstrapInterval(
  metric: (a: Numbers, b: Numbers, c: Numbers) => number,
  a: Column,
  b: Column,
  c: Column,
  options?: BootstrapOptions,
): BootstrapInterval
export function bootstrapInterval(metric: (...columns: never[]) => number, ...rest: unknown[]): BootstrapInterval {
  const { columns, options } = argumentsOf(rest)
  const { samples = 1000, seed = 0, level = 0.95, blockBy } = options
  checkLevel(level, "bootstrapInterval")
  if (!(Number.isInteger(samples) && samples > 0)) {
    throw new RangeError(`bootstrapInterval: got ${samples} samples, expected at least one`)
  }
  const blocks = blockBy && blocksOf(blockBy, columns[0]!.length)
  const resampler = new Resampler(columns, blocks)
  const compute = (arrays: unknown[]) => metric(...(arrays as never[]))
  const value = compute(resampler.whole())
  const random = mulberry32(seed)
  const values = Array.from({ length: samples }, () => attempt(() => compute(resampler.draw(random))))
  const found = Float64Array.from(values.filter((each) => !Number.isNaN(each))).sort()
  if (found.length === 0 || Number.isNaN(value)) {
    throw new RangeError(`bootstrapInterval: got no value from ${samples} resamples, expected a metric that is defined`)
  }
  return {
    ...{ value, low: percentile(found, (1 - level) / 2), high: percentile(found, (1 + level) / 2), level },
    ...{ samples: found.length, undefinedSamples: samples - found.length, blocks: resampler.blocks },
  }
}

function argumentsOf(rest: readonly unknown[]): { columns: Column[]; options: BootstrapOptions } {
  const last = rest.at(-1)
  const given = typeof last === "object" && last !== null && !("length" in last)
  const columns = (given ? rest.slice(0, -1) : rest).filter((each) => each !== undefined) as Column[]
  const lengths = columns.map(({ length }) => length)
  if (columns.length === 0 || lengths[0] === 0 || lengths.some((length) => length !== lengths[0])) {
    throw new RangeError(
      `bootstrapInterval: got columns of ${lengths.join(", ") || "no"} rows, expected the same above 0`,
    )
  }
  return { columns, options: given ? (last as BootstrapOptions) : {} }
}

/** NaN where the metric says that it is not defined. */
function attempt(compute: () => number): number {
  try {
    return compute()
  } catch (error) {
    if (error instanceof RangeError) return Number.NaN
    throw error
  }
}
