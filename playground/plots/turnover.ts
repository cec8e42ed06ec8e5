import { drawCurves } from "./curves.js"
import { percent } from "./format.js"
import type { Plot, PlotData } from "./plot.js"

/** The share of names that are new in a part since the date before. */
export interface TurnoverData extends PlotData {
  readonly dates: readonly number[]
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[]
}

export const turnoverPlot: Plot<TurnoverData> = {
  heading: () => "Turnover",
  summary: ({ series }) =>
    series
      .map(({ name, values }) => {
        const present = values.filter(Number.isFinite)
        return `${name}: ${percent(present.reduce((sum, value) => sum + value, 0) / present.length)} a date on average`
      })
      .join("; "),
  definition: () => "share of a quantile's names that were not in it on the date before (as alphalens)",
  table: ({ dates, series }) => ({
    columns: ["date", ...series.map(({ name }) => name)],
    rows: dates.map((date, i) => [
      new Date(date).toISOString().slice(0, 10),
      ...series.map(({ values }) => values[i]!),
    ]),
  }),
  draw: ({ dates, series }, width) =>
    drawCurves(
      {
        x: { label: "date", time: true },
        y: { label: "share of new names", domain: [0, 1], format: (value) => percent(value, 0) },
        curves: series.map(({ name, values: y }) => ({ name, x: dates, y, marked: dates.length <= 60 })),
      },
      width,
    ),
}
