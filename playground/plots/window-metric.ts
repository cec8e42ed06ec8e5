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
  /** Larger is better. */
  readonly larger?: boolean
  /** How the interval was found. */
  readonly interval?: string
}

export const windowMetricPlot: Plot<WindowMetricData> = {
  heading: ({ metric }) => `${metric} in each window`,
  summary: ({ windows, series, larger = true, metric, pooled }) => {
    const values = series[0]?.values ?? []
    const worst = values.reduce(
      (found, value, i) => ((larger ? value < values[found]! : value > values[found]!) ? i : found),
      0,
    )
    const together = pooled === undefined ? "" : `; all rows together ${plain(pooled)}`
    return values.length > 0
      ? `Worst: ${windows[worst]} with ${metric} ${plain(values[worst]!)}${together}.`
      : "No windows."
  },
  definition: ({ interval }) =>
    interval ? `dots with ${interval}; the dashed line is all rows together` : "the dashed line is all rows together",
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
  draw: ({ metric, windows, series, pooled }, width) => {
    const shift = (s: number) => (series.length > 1 ? (s - (series.length - 1) / 2) * 0.12 : 0)
    const guides =
      pooled === undefined
        ? []
        : [{ name: `all rows: ${plain(pooled)}`, x: [-0.5, windows.length - 0.5], y: [pooled, pooled], guide: true }]
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
        ],
      },
      width,
    )
  },
}
