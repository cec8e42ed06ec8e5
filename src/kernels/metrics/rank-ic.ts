import { joinDoubles } from "../../data/join-doubles.js"
import { type DroppedDate, type Key, type Keys, rowsByDate, taken } from "./by-date.js"
import { largestOf, overGroups } from "./groups.js"
import { type Numbers, numbersFor } from "./labels.js"
import { metricsArena } from "./machine.js"
import { type SeriesSummary, summarizeSeries } from "./series.js"

/** The rank information coefficient of every date, and over all dates. */
export interface RankIc extends SeriesSummary {
  readonly byDate: readonly { readonly date: Key; readonly ic: number; readonly rows: number }[]
  readonly dropped: readonly DroppedDate[]
}

/**
 * Spearman's correlation of scores and outcomes within every date, then over dates its mean, standard deviation
 * (ddof 1), t statistic, information ratio and the share above zero.
 * @param minRows dates with fewer rows are dropped, as are those where a side is constant.
 * @throws RangeError where no date is left, numbers are NaN, or lengths differ.
 */
export function rankIc(
  scores: Numbers,
  outcomes: Numbers,
  dates: Keys,
  { minRows = 2 }: { minRows?: number } = {},
): RankIc {
  const a = numbersFor(scores, scores.length, "rankIc", "scores", isNumber)
  const b = numbersFor(outcomes, scores.length, "rankIc", "outcomes", isNumber)
  const all = rowsByDate(dates, scores.length, "rankIc").map((each) => ({
    date: each.date,
    first: taken(a, each.rows),
    second: taken(b, each.rows),
  }))
  const correlations = correlationsOf(all)
  const byDate: { date: Key; ic: number; rows: number }[] = []
  const dropped: DroppedDate[] = []
  all.forEach(({ date, first, second }, i) => {
    const [ic, rows] = [correlations[i]!, first.length]
    const reason =
      rows < minRows || rows < 2
        ? `${rows} row(s), expected at least ${Math.max(2, minRows)}`
        : constantSide(first, second)
    if (reason) dropped.push({ date, rows, reason })
    else byDate.push({ date, ic, rows })
  })
  const summary = summarizeSeries(
    byDate.map(({ ic }) => ic),
    "rankIc",
  )
  return { ...summary, byDate, dropped }
}

/** Spearman's correlation of many pairs of columns at once; NaN where it is not defined. */
export function correlationsOf(
  pairs: readonly { readonly first: Float64Array; readonly second: Float64Array }[],
): Float64Array {
  const labels = joinDoubles(pairs.map(({ first }) => first))
  const scores = joinDoubles(pairs.map(({ second }) => second))
  const sizes = Uint32Array.from(pairs, ({ first }) => first.length)
  const largest = largestOf(sizes)
  const { kernels } = metricsArena()
  return overGroups({ labels, scores, sizes, largest }, 1, (a, b, counts, result) =>
    kernels.rankIc(a, b, counts, sizes.length, largest, result),
  )
}

/** Why a correlation is not defined, or undefined where it is. */
export function constantSide(scores: Float64Array, outcomes: Float64Array): string | undefined {
  if (scores.every((value) => value === scores[0])) return "all scores are equal"
  if (outcomes.every((value) => value === outcomes[0])) return "all outcomes are equal"
  return undefined
}

/** Infinities have a rank, NaN has none. */
function isNumber(value: number): boolean {
  return !Number.isNaN(value)
}
