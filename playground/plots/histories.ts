import { drawCurves } from "./curves.js"
import { plain } from "./format.js"
import type { Plot, PlotData } from "./plot.js"

/** How metrics went while runs were trained. */
export interface HistoryData extends PlotData {
  readonly metric: string
  readonly lines: readonly {
    readonly name: string
    readonly steps: readonly number[]
    readonly values: readonly number[]
  }[]
}

export const historyPlot: Plot<HistoryData> = {
  heading: ({ metric }) => `${metric} by step`,
  summary: ({ lines }) =>
    lines
      .slice(0, 3)
      .map(({ name, values }) => `${name} ends at ${plain(values.at(-1) ?? Number.NaN)}`)
      .join("; ") + (lines.length > 3 ? `; ${lines.length - 3} more` : ""),
  definition: () => "values as they were logged; long lines keep the first, lowest, highest and last of each pixel",
  table: ({ lines }) => ({
    columns: ["line", "step", "value"],
    rows: lines.flatMap(({ name, steps, values }) => steps.map((step, i) => [name, step, values[i]!])),
  }),
  draw: ({ metric, lines }, width) =>
    drawCurves(
      {
        x: { label: "step" },
        y: { label: metric, format: plain },
        curves: lines.map(({ name, steps: x, values: y }) => ({ name, x, y, marked: x.length <= 40 })),
      },
      width,
    ),
}
