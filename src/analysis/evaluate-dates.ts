import type { DroppedDate } from "../kernels/metrics/by-date.js"
import { icDecay } from "../kernels/metrics/ic-decay.js"
import { longShortSpread } from "../kernels/metrics/long-short-spread.js"
import { quantileReturns } from "../kernels/metrics/quantile-returns.js"
import { rankAutocorrelation } from "../kernels/metrics/rank-autocorrelation.js"
import { rankIc } from "../kernels/metrics/rank-ic.js"
import type { SeriesSummary } from "../kernels/metrics/series.js"
import { turnover } from "../kernels/metrics/turnover.js"
import type { DatedValue, Dropped, Evaluation, MeasuredMetric } from "../results/evaluation.js"
import { type EvaluationJob, type EvaluationParts, isWanted } from "./evaluation-job.js"
import { attempt, measure, unmeasured } from "./measure.js"

const QUANTILES = 5

/** A summary over dates and the dates it is made of. */
interface Series extends SeriesSummary {
  readonly byDate: readonly { readonly date: number; readonly value: number; readonly rows: number }[]
  readonly dropped: readonly DroppedDate[]
}

/** What a score is worth date by date: rank IC, quantile returns, the spread between them, turnover. */
export function evaluateDates(job: EvaluationJob): EvaluationParts {
  const { rows, shuffled } = job
  const [y, score, dates] = [rows.target, rows.scores[0]!, rows.dateOf!]
  const ics = (scores: Float64Array) => asSeries(rankIc(scores, y, dates), "ic")
  const spreads = (scores: Float64Array) =>
    asSeries(longShortSpread(scores, y, dates, { quantiles: QUANTILES }), "spread")
  const ic = seriesMetrics("rankIc", "Spearman's correlation of score and target within each date", ics, job, shuffled)
  const spread = seriesMetrics(
    "spread",
    "mean target of the top fifth less that of the bottom fifth, date by date",
    spreads,
    job,
    shuffled,
  )
  const quantiles = attempt(() => quantileReturns(score, y, dates, { quantiles: QUANTILES })).value
  const named = (series: Series | null): DatedValue[] =>
    series?.byDate.map((each) => ({ ...each, date: rows.dates[each.date]! })) ?? []
  return {
    metrics: [...ic.metrics, ...spread.metrics, ...panelMetrics(job)].filter(({ name }) => isWanted(job, name)),
    byDate: { rankIc: named(ic.series), spread: named(spread.series), ...turnoverByDate(job) },
    quantiles: quantiles?.quantiles.map((each) => ({ ...each })) ?? null,
    icDecay: rows.idOf ? decayOf(job, rows.idOf) : null,
  }
}

function asSeries(
  found: SeriesSummary & { byDate: readonly object[]; dropped: readonly DroppedDate[] },
  key: "ic" | "spread",
): Series {
  const byDate = (found.byDate as readonly Record<string, number>[]).map((each) => {
    return { date: each.date!, value: each[key]!, rows: each.rows ?? 0 }
  })
  return { ...found, byDate }
}

function seriesMetrics(
  name: string,
  definition: string,
  compute: (scores: Float64Array) => Series,
  job: EvaluationJob,
  shuffled: Float64Array,
): { metrics: MeasuredMetric[]; series: Series | null } {
  const { value: series, reason } = attempt(() => compute(job.rows.scores[0]!))
  if (!series) return { metrics: [unmeasured(name, definition, reason!)], series: null }
  const values = Float64Array.from(series.byDate, ({ value }) => value)
  const dropped = reasonsOf(series.dropped)
  const common = { columns: [values], unit: "dates" as const, dropped, random: 0 }
  const mean = measure(
    {
      ...common,
      name,
      definition: `mean over dates of: ${definition}`,
      compute: ([each]) => meanOf(each!),
      ...(name === "rankIc" && { levels: "spearman" }),
    },
    job.context,
  )
  const beside = attempt(() => compute(shuffled).mean).value
  const more = [
    ["Sd", `standard deviation over dates, ddof 1`, series.sd],
    ["T", "mean over its standard error", series.t],
    ["Ir", "mean over standard deviation, of one period", series.ir],
    ["HitRate", "share of dates above 0", series.hitRate],
  ] as const
  const summary = more.map(([suffix, what, value]) => ({
    ...unmeasured(`${name}${suffix}`, what, ""),
    ...{ value, reason: value === null ? "too few dates, or dates that all agree" : null },
    ...{ rows: series.dates, unit: "dates" as const, dropped },
  }))
  return { metrics: [{ ...mean, shuffled: beside }, ...summary], series }
}

/** Turnover date by date; empty where nobody knows who a row is about. */
function turnoverByDate({ rows }: EvaluationJob): Record<"turnoverTop" | "turnoverBottom", DatedValue[]> {
  const { idOf, dateOf, scores, dates } = rows
  const found = idOf && attempt(() => turnover(scores[0]!, dateOf!, idOf, { quantiles: QUANTILES })).value
  const counts = new Uint32Array(dates.length)
  for (const date of dateOf ?? []) counts[date]!++
  const of = (end: "top" | "bottom") =>
    (found?.byDate ?? []).map((each) => {
      const date = each.date as number
      return { date: dates[date]!, value: each[end], rows: counts[date]! }
    })
  return { turnoverTop: of("top"), turnoverBottom: of("bottom") }
}

/** What needs to know who a row is about. */
function panelMetrics({ rows, context, shuffled }: EvaluationJob): MeasuredMetric[] {
  const { idOf, dateOf, scores } = rows
  if (!idOf) return []
  const both = (own: Float64Array) => turnover(own, dateOf!, idOf, { quantiles: QUANTILES })
  const parts = [
    ["turnoverTop", "share of the top fifth that was not in it a date before", (s: Float64Array) => both(s).top],
    [
      "turnoverBottom",
      "share of the bottom fifth that was not in it a date before",
      (s: Float64Array) => both(s).bottom,
    ],
    [
      "rankAutocorrelation",
      "rank correlation of scores with those a date before, mean over dates",
      (s: Float64Array) => rankAutocorrelation(s, dateOf!, idOf).mean,
    ],
  ] as const
  return parts.map(([name, definition, compute]) =>
    measure(
      {
        name,
        definition,
        columns: [rows.target, scores[0]!],
        compute: ([, s]) => compute(s!),
        noInterval: true,
        shuffled,
      },
      context,
    ),
  )
}

function decayOf({ rows }: EvaluationJob, ids: Float64Array): Evaluation["icDecay"] {
  const found = attempt(() => icDecay(rows.scores[0]!, rows.target, rows.dateOf!, ids)).value
  return (
    found?.map(({ lag, ic }) => {
      return { lag, mean: ic?.mean ?? null, sd: ic?.sd ?? null, t: ic?.t ?? null, dates: ic?.dates ?? 0 }
    }) ?? null
  )
}

function reasonsOf(dropped: readonly DroppedDate[]): Dropped[] {
  const counts = new Map<string, number>()
  for (const { reason } of dropped) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return [...counts].map(([reason, rows]) => ({ reason: `dates: ${reason}`, rows }))
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
