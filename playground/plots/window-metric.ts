import { drawCurves } from "./curves.js"
import { plain, withInterval } from "./format.js"
import type { Plot, PlotData } from "./plot.js"

/** A metric of each window with its interval. */
export interface WindowMetricData extends PlotData {
  readonly metric: string
  readonly windows: readonly string[]
  readonly series: readonly {
    readonly name: string
    readonly values: readonly number[]
    readonly low?: readonly number[]
    readonly high?: readonly number[]
  }[]
  /** Over all windows' rows together. */
  readonly pooled?: number
  /** Over the windows, with its interval where it is known. */
  readonly mean?: { readonly value: number; readonly low?: number; readonly high?: number }
  /** Larger is better. */
  readonly larger?: boolean
  /** How the interval was found. */
  readonly interval?: string
}

export const windowMetricPlot: Plot<WindowMetricData> = {
  heading: ({ metric }) => `${metric} in each window`,
  summary: ({ windows, series, larger = true, metric, pooled }) => {
    const values = series[0]?.values ?? []
    const known = values.flatMap((value, i) => (Number.isFinite(value) ? [i] : []))
    const worst = known.reduce(
      (found, i) => ((larger ? values[i]! < values[found]! : values[i]! > values[found]!) ? i : found),
      known[0] ?? -1,
    )
    const together = pooled === undefined ? "" : `; all rows together ${plain(pooled)}`
    return worst >= 0 ? `Worst: ${windows[worst]} with ${metric} ${plain(values[worst]!)}${together}.` : "No windows."
  },
  definition: ({ interval, pooled, mean }) =>
    [
      ...(interval ? [`dots with ${interval}`] : []),
      ...(pooled === undefined ? [] : ["the dashed line is all rows together"]),
      ...(mean?.low === undefined ? [] : ["the band is the interval of the mean over the windows"]),
    ].join("; "),
  table: ({ windows, series, metric }) => ({
    columns: [
      "window",
      ...series.map(({ name }) => `${metric} ${name}`),
      ...series.map(({ name }) => `interval ${name}`),
    ],
    rows: windows.map((window, i) => [
      window,
      ...series.map(({ values }) => values[i]!),
      ...series.map(({ values, low, high }) => (low && high ? withInterval(values[i]!, [low[i]!, high[i]!]) : "")),
    ]),
  }),
  draw: ({ metric, windows, series, pooled, mean }, width) => {
    const shift = (s: number) => (series.length > 1 ? (s - (series.length - 1) / 2) * 0.12 : 0)
    const guides =
      pooled === undefined
        ? []
        : [{ name: `all rows: ${plain(pooled)}`, x: [-0.5, windows.length - 0.5], y: [pooled, pooled], guide: true }]
    const level = mean && {
      ...{ name: `mean: ${plain(mean.value)}`, guide: true, x: [-0.5, windows.length - 0.5] },
      y: [mean.value, mean.value],
      ...(mean.low !== undefined &&
        mean.high !== undefined && { low: [mean.low, mean.low], high: [mean.high, mean.high] }),
    }
    return drawCurves(
      {
        x: { label: "window", names: windows },
        y: { label: metric, format: plain },
        curves: [
          ...series.map(({ name, values: y, low, high }, s) => ({
            name,
            ...{
              x: windows.map((_, i) => i + shift(s)),
              y,
              marked: true,
              whiskers: true,
              ...(low && { low }),
              ...(high && { high }),
            },
          })),
          ...guides,
          ...(level ? [level] : []),
        ],
      },
      width,
    )
  },
}
