import type { Evaluation, WindowScores } from "../src/index.js"
import { plain } from "./plots/format.js"
import { metricName } from "./plots/metric-names.js"
import type { RowAccount } from "./plots/plot.js"
import type { QuantileReturnsData } from "./plots/quantile-returns.js"
import type { RankIcData } from "./plots/rank-ic.js"
import type { TurnoverData } from "./plots/turnover.js"
import type { WindowMetricData } from "./plots/window-metric.js"

/** The metrics that are made of dates, and nothing beside them. */
export const DATED: readonly string[] = [
  ...(["rankIc", "rankIcSd", "rankIcT", "rankIcIr", "rankIcHitRate"] as const),
  ...(["spread", "spreadSd", "spreadT", "spreadIr", "spreadHitRate"] as const),
  ...(["turnoverTop", "turnoverBottom", "rankAutocorrelation"] as const),
]

const losses = /^(logLoss|brier|rmse|mae|mape|calibrationError)/

export function windowMetricOf(found: WindowScores, name: string): WindowMetricData {
  const { windows, pooled, metric, level, undated } = found
  const list = (of: "value" | "low" | "high") => windows.map((each) => each[of] ?? Number.NaN)
  const used = windows.reduce((sum, each) => sum + each.used, 0)
  const all = windows.reduce((sum, each) => sum + each.rows, undated)
  const left = all - undated - used
  const rows: RowAccount = {
    in: all,
    used,
    dropped: [
      ["without a date", undated],
      ["without a target or score", left],
    ],
  }
  return {
    ...{ rows, metric: metricName(metric), windows: windows.map((each) => each.name), larger: !losses.test(metric) },
    series: [{ name, values: list("value"), low: list("low"), high: list("high") }],
    ...(pooled.value !== null && { pooled: pooled.value }),
    interval: `${Math.round(100 * level)} % intervals within each window`,
  }
}

/** Pooled, mean and worst in a sentence, and what has no value. */
export function windowSentences(found: WindowScores): string[] {
  const { windows, pooled, mean, metric } = found
  const known = windows.filter(({ value }) => value !== null)
  if (known.length === 0) return []
  const sign = losses.test(metric) ? -1 : 1
  const worst = known.reduce((a, b) => (sign * a.value! <= sign * b.value! ? a : b))
  const reach = worst.low === null ? "" : ` [${plain(worst.low)}, ${plain(worst.high!)}]`
  const gone = windows.filter(({ value }) => value === null)
  return [
    `All rows together ${plain(pooled.value ?? Number.NaN)}, mean of the windows ${plain(mean ?? Number.NaN)}. Worst: ${worst.name} with ${plain(worst.value!)}${reach} on ${worst.used.toLocaleString("en-US")} rows.`,
    ...(gone.length > 0 ? [`No value in ${gone.map(({ name, reason }) => `${name} (${reason})`).join("; ")}.`] : []),
  ]
}

/** Milliseconds since 1970 of dates as an evaluation names them; undefined when they are no calendar dates. */
export function timesOfDates(dates: readonly string[]): number[] | undefined {
  const times = dates.map((date) => {
    const digits = /^(\d{4})(\d\d)(\d\d)?$/.exec(date)
    if (digits) return Date.UTC(Number(digits[1]), Number(digits[2]) - 1, Number(digits[3] ?? 1))
    return /^\d{4}-\d\d/.test(date) ? Date.parse(date) : Number.NaN
  })
  return times.length > 0 && times.every(Number.isFinite) ? times : undefined
}

export function rankIcOf({ byDate }: Evaluation, rows: RowAccount): RankIcData | undefined {
  const dates = timesOfDates(byDate?.rankIc.map(({ date }) => date) ?? [])
  return dates && { rows, dates, ic: byDate!.rankIc.map(({ value }) => value), kind: "Spearman" }
}

/** The same for dates that are no calendar dates: eras, periods. */
export function rankIcByName({ byDate, metrics }: Evaluation, rows: RowAccount): WindowMetricData | undefined {
  if (!byDate || byDate.rankIc.length === 0) return undefined
  const mean = metrics.find(({ name }) => name === "rankIc")?.value
  return {
    ...{ rows, metric: "Rank IC", windows: byDate.rankIc.map(({ date }) => date), larger: true },
    series: [{ name: "rank IC", values: byDate.rankIc.map(({ value }) => value) }],
    ...(mean != null && { pooled: mean }),
  }
}

export function quantilesOf({ quantiles, metrics }: Evaluation, rows: RowAccount): QuantileReturnsData | undefined {
  const spread = metrics.find(({ name }) => name === "spread")
  if (!quantiles || spread?.value == null) return undefined
  const { low, high, value } = spread
  return {
    ...{
      rows,
      spread: value,
      quantiles: quantiles.map((each) => ({ mean: each.mean ?? Number.NaN, rows: each.rows })),
    },
    ...(low !== null && high !== null && { spreadInterval: [low, high] }),
  }
}

export function turnoverOf({ byDate }: Evaluation, rows: RowAccount): TurnoverData | undefined {
  const { turnoverTop = [], turnoverBottom = [] } = byDate ?? {}
  const dates = timesOfDates(turnoverTop.map(({ date }) => date))
  if (!dates) return undefined
  const series = [
    { name: "highest fifth", values: turnoverTop.map(({ value }) => value) },
    { name: "lowest fifth", values: turnoverBottom.map(({ value }) => value) },
  ]
  return { rows, dates, series }
}
