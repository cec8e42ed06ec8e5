import { drawCurves } from "./curves.js"
import { percent } from "./format.js"
import type { Plot, PlotData } from "./plot.js"

/** The share of positives among the rows with the highest scores. */
export interface GainsData extends PlotData {
  readonly prevalence: number
  readonly curves: readonly {
    readonly name: string
    /** Share of rows, the highest score first; share of positives among them. Both from 0 to 1. */
    readonly selected: ArrayLike<number>
    readonly found: ArrayLike<number>
  }[]
}

export const gainsPlot: Plot<GainsData> = {
  heading: () => "Cumulative gains",
  summary: ({ curves }) =>
    curves
      .map(
        ({ name, selected, found }) =>
          `${name} finds ${percent(at(selected, found, 0.2))} of positives in the first 20 %`,
      )
      .join("; "),
  definition: () => "share of all positives among the rows with the highest scores",
  table: ({ curves }) => ({
    columns: ["curve", "share of rows", "share of positives"],
    rows: curves.flatMap(({ name, selected, found }) => Array.from(selected, (share, i) => [name, share, found[i]!])),
  }),
  draw: ({ curves, prevalence }, width) =>
    drawCurves(
      {
        square: true,
        x: {
          label: "% of sample (highest score first)",
          domain: [0, 1],
          format: (value) => String(Math.round(100 * value)),
        },
        y: { label: "% of positives", domain: [0, 1], format: (value) => String(Math.round(100 * value)) },
        curves: [
          ...curves.map(({ name, selected: x, found: y }) => ({ name, x, y })),
          { name: "random", x: [0, 1], y: [0, 1], guide: true },
          { name: "perfect", x: [0, prevalence, 1], y: [0, 1, 1] },
        ],
      },
      width,
    ),
}

/** The curve's height at a share of rows. */
function at(x: ArrayLike<number>, y: ArrayLike<number>, share: number): number {
  for (let i = 1; i < x.length; i++) {
    if (x[i]! < share) continue
    const part = x[i]! > x[i - 1]! ? (share - x[i - 1]!) / (x[i]! - x[i - 1]!) : 1
    return y[i - 1]! + part * (y[i]! - y[i - 1]!)
  }
  return y[y.length - 1] ?? Number.NaN
}
