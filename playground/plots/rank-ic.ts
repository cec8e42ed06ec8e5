import { drawCurves } from "./curves.js"
import { plain } from "./format.js"
import type { Plot, PlotData } from "./plot.js"

/** The rank correlation of prediction and outcome on each date. */
export interface RankIcData extends PlotData {
  /** Milliseconds since 1970, ascending. */
  readonly dates: readonly number[]
  readonly ic: readonly number[]
  /** A mean over so many dates: 22 by default. */
  readonly window?: number
  readonly kind: "Spearman" | "Pearson"
}

export const rankIcPlot: Plot<RankIcData> = {
  heading: ({ kind }) => (kind === "Spearman" ? "Rank IC by date" : "IC by date"),
  summary: ({ ic }) => {
    const { mean, sd } = momentsOf(ic)
    const above = ic.filter((value) => value > 0).length
    return `Mean ${plain(mean)}, SD ${plain(sd)}, mean/SD ${plain(mean / sd)}; above zero on ${above} of ${ic.length} dates.`
  },
  definition: ({ kind, window = 22 }) =>
    `${kind} correlation of prediction and outcome within each date; thick: mean of ${window} dates`,
  table: ({ dates, ic }) => ({
    columns: ["date", "IC"],
    rows: dates.map((date, i) => [new Date(date).toISOString().slice(0, 10), ic[i]!]),
  }),
  draw: ({ dates, ic, window = 22 }, width) =>
    drawCurves(
      {
        zero: true,
        x: { label: "date", time: true },
        y: { label: "IC", format: plain },
        curves: [
          { name: "IC", x: dates, y: ic, marked: dates.length <= 120, weight: 0.8 },
          { name: `mean of ${window} dates`, x: dates, y: rollingMean(ic, window), weight: 3 },
        ],
      },
      width,
    ),
}

/** Mean of the last `window` present values; NaN before there are so many. */
export function rollingMean(values: readonly number[], window: number): number[] {
  return values.map((_, i) => {
    if (i + 1 < window) return Number.NaN
    const part = values.slice(i + 1 - window, i + 1).filter(Number.isFinite)
    return part.reduce((sum, value) => sum + value, 0) / part.length
  })
}

function momentsOf(values: readonly number[]): { mean: number; sd: number } {
  const present = values.filter(Number.isFinite)
  const mean = present.reduce((sum, value) => sum + value, 0) / present.length
  const square = present.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, sd: Math.sqrt(square / (present.length - 1)) }
}
