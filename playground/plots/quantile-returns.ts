import { plain, signed } from "./format.js"
import type { Plot, PlotData } from "./plot.js"
import { uprightBars } from "./upright-bars.js"

/** Mean outcome of rows in parts by prediction; part 1 has the lowest predictions, as alphalens counts. */
export interface QuantileReturnsData extends PlotData {
  readonly quantiles: readonly {
    readonly mean: number
    readonly low?: number
    readonly high?: number
    readonly rows: number
  }[]
  /** Highest less lowest. */
  readonly spread: number
  readonly spreadInterval?: readonly [number, number]
}

export const quantileReturnsPlot: Plot<QuantileReturnsData> = {
  heading: () => "Return by quantile of the prediction",
  summary: ({ spread, spreadInterval }) => {
    const interval = spreadInterval ? ` [${bps(spreadInterval[0])}, ${bps(spreadInterval[1])}]` : ""
    return `Long the highest, short the lowest: ${bps(spread)}${interval} bps a period.`
  },
  definition: () =>
    "mean outcome in basis points (0.01 %), each date weighing the same; quantile 1 has the lowest predictions",
  table: ({ quantiles }) => ({
    columns: ["quantile", "mean return", "low", "high", "rows"],
    rows: quantiles.map(({ mean, low, high, rows }, i) => [i + 1, mean, low ?? "", high ?? "", rows]),
  }),
  draw: ({ quantiles }, width) =>
    uprightBars(
      {
        signed: true,
        x: "quantile (1 = lowest prediction)",
        y: "mean return, bps",
        format: (value) => plain(value),
        bars: quantiles.map(({ mean, low, high, rows }, i) => ({
          name: String(i + 1),
          value: 1e4 * mean,
          ...(low !== undefined && high !== undefined && { low: 1e4 * low, high: 1e4 * high }),
          said: `quantile ${i + 1}: ${bps(mean)} bps, ${rows} rows`,
        })),
      },
      width,
    ),
}

function bps(value: number): string {
  return signed(1e4 * value, 1)
}
