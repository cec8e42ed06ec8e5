import { scaleLinear } from "d3-scale"
import { svg } from "lit"
import { axisLabel, bottomAxis, fitting, nameRoom } from "./axis.js"
import { plain, shortened } from "./format.js"
import type { Plot, PlotData } from "./plot.js"
import { topFeatures } from "./top-features.js"

/** A feature and its mean |SHAP|. */
export interface Bar {
  readonly feature: string
  readonly value: number
  /** Mean of SHAP: its sign is the net push. */
  readonly mean: number
  readonly direction: string
}

export interface ImportanceData extends PlotData {
  /** Sorted, the largest first. */
  readonly bars: readonly Bar[]
  /** Rows that are shown, the last for the rest: 10 by default. */
  readonly most?: number
  /** "margin" or "probability": the unit. */
  readonly space?: string
}

const ROW = 26
const RIGHT = 64

/** Mean |SHAP| as bars, the largest on top, the rest summed at the bottom. */
export const importancePlot: Plot<ImportanceData> = {
  heading: () => "Average effect of each feature",
  summary: ({ bars }) =>
    bars[0]
      ? `${bars[0].feature} moves predictions most: by ${plain(bars[0].value)} on average, up or down.`
      : "No features.",
  definition: ({ space = "margin" }) => `mean(|SHAP value|), in units of the ${space}`,
  table: ({ bars }) => ({
    columns: ["feature", "mean |SHAP|", "mean SHAP", "larger values push"],
    rows: bars.map(({ feature, value, mean, direction }) => [feature, value, mean, direction]),
  }),
  draw: ({ bars, most }, width) => {
    const { first, rest } = topFeatures(bars.length, most)
    const rows = first.map((i) => ({ ...bars[i]!, rest: false }))
    if (rest.length > 0) {
      const value = rest.reduce((sum, i) => sum + bars[i]!.value, 0)
      rows.push({ feature: `Sum of ${rest.length} others`, value, mean: 0, direction: "", rest: true })
    }
    const names = nameRoom(width)
    const x = scaleLinear([0, Math.max(...rows.map(({ value }) => value), 1e-300)], [names, width - RIGHT])
    const height = rows.length * ROW
    return svg`<svg viewBox="0 0 ${width} ${height + 44}" width=${width} height=${height + 44} aria-hidden="true">
      ${rows.map(
        ({ feature, value, rest }, i) => svg`
          <g transform="translate(0 ${i * ROW})" data-mark="${feature}: ${plain(value)}" data-feature=${rest ? "" : feature}>
            <text class="name" x=${names - 8} y=${ROW / 2}>${shortened(feature, fitting(names))}</text>
            <rect class=${rest ? "bar other" : "bar"} x=${names} y="4" width=${Math.max(0, x(value) - names)} height=${ROW - 8} />
            <text class="value" x=${x(value) + 6} y=${ROW / 2}>${plain(value)}</text>
          </g>`,
      )}
      <line class="zero" x1=${names} x2=${names} y1="0" y2=${height} />
      ${bottomAxis(x, height, axisLabel(x, "mean(|SHAP value|)", " (average impact on model output magnitude)"))}
    </svg>`
  },
}
