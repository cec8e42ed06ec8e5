import type { WindowShap } from "../../src/index.js"
import { drawCurves } from "./curves.js"
import { plain, signed, whole } from "./format.js"
import type { Plot, PlotData } from "./plot.js"

/** A feature's effect in each window of time. */
export interface ShapWindowsData extends PlotData {
  readonly feature: string
  readonly windows: readonly WindowShap[]
  /** "margin" or "probability": the unit. */
  readonly space: string
}

/** Standard errors that a 95 % interval reaches to either side. */
const REACH = 1.96

/** Size and side of the effect, window by window, each with its interval. */
export const shapWindowsPlot: Plot<ShapWindowsData> = {
  heading: ({ feature }) => `What ${feature} does over time`,
  summary: ({ feature, windows }) => {
    const known = windows.filter(({ rows }) => rows > 0)
    if (known.length === 0) return "No rows have a date."
    const [least, most] = [
      Math.min(...known.map((each) => each.meanAbs)),
      Math.max(...known.map((each) => each.meanAbs)),
    ]
    const sides = new Set(
      known.filter(({ mean, meanError }) => Math.abs(mean) > REACH * meanError).map(({ mean }) => Math.sign(mean)),
    )
    return `${feature} moves predictions by ${plain(least)} to ${plain(most)} on average in a window${sides.size > 1 ? "; its mean effect changes sides" : ""}.`
  },
  definition: ({ space }) =>
    `mean |SHAP value| (size) and mean SHAP value (side) of the rows of each window, in units of the ${space}; bars are 95 % intervals that take rows as independent`,
  table: ({ windows }) => ({
    columns: ["window", "rows", "mean |SHAP|", "standard error", "mean SHAP", "standard error of the mean"],
    rows: windows.map((each) => [
      ...[each.window, each.rows, each.meanAbs, each.meanAbsError, each.mean, each.meanError],
    ]),
  }),
  draw: ({ windows, space }, width) => {
    const curve = (name: string, of: "meanAbs" | "mean", shift: number) => {
      const around = (sign: number) =>
        windows.map((each) => each[of] + sign * REACH * (Number.isFinite(each[`${of}Error`]) ? each[`${of}Error`] : 0))
      return {
        ...{
          name,
          marked: true,
          whiskers: true,
          x: windows.map((_, i) => i + shift),
          y: windows.map((each) => each[of]),
        },
        ...{ low: around(-1), high: around(1) },
      }
    }
    return drawCurves(
      {
        x: { label: "window (rows)", names: windows.map(({ window, rows }) => `${window} (${whole(rows)})`) },
        y: { label: `SHAP value (${space})`, format: (value) => (value === 0 ? "0" : signed(value, 3)) },
        zero: true,
        curves: [curve("mean |SHAP|", "meanAbs", -0.06), curve("mean SHAP, signed", "mean", 0.06)],
      },
      width,
    )
  },
}
