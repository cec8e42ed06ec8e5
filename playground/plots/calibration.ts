import { svg } from "lit"
import { drawCurves } from "./curves.js"
import { plain } from "./format.js"
import type { Plot, PlotData } from "./plot.js"

/** Predicted probabilities against what came true, in bins. */
export interface CalibrationData extends PlotData {
  readonly curves: readonly {
    readonly name: string
    /** Mean prediction, share of positives, its interval and the rows of each bin. */
    readonly predicted: readonly number[]
    readonly observed: readonly number[]
    readonly low?: readonly number[]
    readonly high?: readonly number[]
    readonly counts: readonly number[]
    /** Mean |predicted - observed|, weighed by rows; mean squared error. */
    readonly ece?: number
    readonly brier?: number
  }[]
}

export const calibrationPlot: Plot<CalibrationData> = {
  heading: () => "Calibration",
  summary: ({ curves }) =>
    curves
      .map(
        ({ name, ece, brier }) =>
          `${name}: expected calibration error ${plain(ece ?? Number.NaN)}, Brier ${plain(brier ?? Number.NaN)}`,
      )
      .join("; "),
  definition: ({ curves }) =>
    `share of positives in bins of the prediction${curves.some(({ low }) => low) ? ", bars: 95 % Wilson interval" : ""}; grey bars count rows`,
  table: ({ curves }) => ({
    columns: ["curve", "mean prediction", "share of positives", "low", "high", "rows"],
    rows: curves.flatMap(({ name, predicted, observed, low, high, counts }) =>
      predicted.map((value, i) => [name, value, observed[i]!, low?.[i] ?? "", high?.[i] ?? "", counts[i]!]),
    ),
  }),
  draw: ({ curves }, width) =>
    drawCurves(
      {
        square: true,
        x: { label: "Mean predicted probability", domain: [-0.01, 1.01] },
        y: { label: "Fraction of positives", domain: [-0.01, 1.01] },
        behind: (x, y) => {
          const [first] = curves
          const most = Math.max(...(first?.counts ?? []), 1)
          return svg`${(first?.counts ?? []).map((count, i) => {
            const top = y((0.25 * count) / most)
            return svg`<rect class="bar count" x=${x(first!.predicted[i]!) - 8} width="16" y=${top} height=${y(0) - top} />`
          })}`
        },
        curves: [
          ...curves.map(({ name, predicted: x, observed: y, low, high }) => {
            return { name, x, y, marked: true, whiskers: true, ...(low && { low }), ...(high && { high }) }
          }),
          { name: "Perfectly calibrated", x: [0, 1], y: [0, 1], guide: true },
        ],
      },
      width,
    ),
}
