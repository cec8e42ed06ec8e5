import { mulberry32 } from "../data/mulberry32.js"
import { bootstrapInterval } from "../kernels/metrics/bootstrap-interval.js"
import type { Dropped, IntervalMethod, MeasuredMetric } from "../results/evaluation.js"
import type { Interval } from "../results/interval.js"
import { type Interpretation, standingOf } from "./interpretation.js"

/** Columns of one length that a metric is computed from; the scores are the second. */
export type Arguments = readonly Float64Array[]

/** A metric to compute, and what stands beside it. */
export interface Measure {
  readonly name: string
  readonly definition: string
  /** Throws a RangeError where it is not defined. */
  readonly compute: (columns: Arguments) => number
  /** The same for scores that tie, where ties are in row order otherwise: what a constant score is measured by. */
  readonly computeTied?: (columns: Arguments) => number
  readonly columns: Arguments
  /** An interval that is not the bootstrap's. */
  readonly interval?: { readonly method: IntervalMethod; readonly compute: () => Interval } | undefined
  readonly noInterval?: boolean
  readonly random?: number | undefined
  readonly constant?: Float64Array | undefined
  /** The shuffled scores. */
  readonly shuffled?: Float64Array | undefined
  /** Its key among the levels, where it has any. */
  readonly levels?: string
  readonly weighted?: boolean
  readonly unit?: MeasuredMetric["unit"]
  readonly blockBy?: ArrayLike<number> | undefined
  readonly dropped?: readonly Dropped[]
}

/** What all measures of a table share. */
export interface MeasureContext {
  readonly level: number
  readonly seed: number
  /** Resamples of a bootstrap at most. */
  readonly samples: number
  /** Resamples exactly, however many rows there are. */
  readonly resamples?: number | undefined
  readonly interpretation: Interpretation
}

/** Rows that all resamples of one metric may have together, so that large tables are answered in seconds. */
const RESAMPLED_ROWS = 5e6
/** Fewer say little about percentiles. */
const LEAST_SAMPLES = 50

/** How many resamples a bootstrap of so many rows draws: fewer of large tables, unless their number was asked for. */
export function resamplesOf(
  rows: number,
  { samples, resamples }: Pick<MeasureContext, "samples" | "resamples">,
): number {
  return resamples ?? Math.max(Math.min(LEAST_SAMPLES, samples), Math.min(samples, Math.floor(RESAMPLED_ROWS / rows)))
}

/** Computes a metric with its interval and baselines; what is not defined says why. */
export function measure(each: Measure, context: MeasureContext): MeasuredMetric {
  const found = attempt(() => each.compute(each.columns))
  const value = found.value
  const interval = value === null || each.noInterval ? noInterval : intervalOf(each, context)
  const beside = (scores: Float64Array | undefined, compute = each.compute) =>
    scores === undefined || value === null ? null : attempt(() => compute(withScores(each.columns, scores))).value
  return {
    ...{ name: each.name, definition: each.definition, value, reason: found.reason },
    ...interval,
    weighted: each.weighted ?? false,
    random: each.random ?? null,
    constant: beside(each.constant, each.computeTied),
    shuffled: beside(each.shuffled),
    standing: value === null || !each.levels ? null : standingOf(value, context.interpretation[each.levels]),
    rows: each.columns[0]!.length,
    unit: each.unit ?? "rows",
    dropped: [...(each.dropped ?? [])],
  }
}

/** A metric that cannot be computed, and why. */
export function unmeasured(name: string, definition: string, reason: string): MeasuredMetric {
  return {
    ...{ name, definition, value: null, reason, ...noInterval, weighted: false, random: null, constant: null },
    ...{ shuffled: null, standing: null, rows: 0, unit: "rows", dropped: [] },
  }
}

export function withScores([first, , ...rest]: Arguments, scores: Float64Array): Arguments {
  return [first!, scores, ...rest]
}

/** A value, or why there is none, without the name of the function that says so. */
export function attempt<Value>(compute: () => Value): { value: Value | null; reason: string | null } {
  try {
    return { value: compute(), reason: null }
  } catch (error) {
    if (error instanceof RangeError) return { value: null, reason: error.message.replace(/^\w+: /, "") }
    throw error
  }
}

type IntervalParts = Pick<MeasuredMetric, "low" | "high" | "method" | "samples" | "blocks">
const noInterval: IntervalParts = { low: null, high: null, method: null, samples: null, blocks: null }

function intervalOf(each: Measure, context: MeasureContext): IntervalParts {
  const { interval } = each
  if (!interval) return bootstrapped(each, context)
  const { value } = attempt(() => interval.compute())
  return value ? { ...noInterval, low: value.low, high: value.high, method: interval.method } : noInterval
}

function bootstrapped({ columns, compute, blockBy }: Measure, context: MeasureContext): IntervalParts {
  const { level, seed } = context
  const metric = (...drawn: unknown[]) => compute(drawn.slice(0, columns.length) as Float64Array[])
  const options = { level, seed, samples: resamplesOf(columns[0]!.length, context), ...(blockBy && { blockBy }) }
  const { value } = attempt(() => bootstrapInterval(metric as () => number, ...(columns as [Float64Array]), options))
  if (!value) return noInterval
  const { low, high, blocks } = value
  return { low, high, method: "bootstrap", samples: value.samples, blocks }
}

/** Scores shuffled among the rows of each block (a group, a date), or among all. */
export function shuffledWithin(
  scores: Float64Array,
  blocks: readonly Uint32Array[] | undefined,
  seed: number,
): Float64Array {
  const next = mulberry32(seed)
  const result = scores.slice()
  for (const rows of blocks ?? [Uint32Array.from(scores.keys())]) {
    for (let i = rows.length - 1; i > 0; i--) {
      const j = Math.floor((i + 1) * next())
      const [a, b] = [rows[i]!, rows[j]!]
      const kept = result[a]!
      result[a] = result[b]!
      result[b] = kept
    }
  }
  return result
}
