import { scaleLinear } from "d3-scale"
import { svg } from "lit"
import { bottomAxis, nameRoom } from "./axis.js"
import { fittingName, plain, whole } from "./format.js"
import type { Plot, PlotData } from "./plot.js"

/** The importance of features by any measure, with its standard deviation where it is known. */
export interface ErrorBarData extends PlotData {
  /** What the bars are, e.g. "decrease in auc". */
  readonly measure: string
  /** The largest first. */
  readonly features: readonly { readonly feature: string; readonly importance: number; readonly std?: number }[]
  /** Features that are drawn: 20 by default. */
  readonly most?: number
}

const ROW = 24

/** Bars from zero, which may lie in the middle, with whiskers of one standard deviation to either side. */
export const errorBarPlot: Plot<ErrorBarData> = {
  heading: () => "Feature importance",
  summary: ({ features, measure }) =>
    features[0] ? `${features[0].feature} matters most: ${measure} ${large(features[0].importance)}.` : "No features.",
  definition: ({ measure, features, most = 20 }) =>
    [
      measure,
      ...(features.some(({ std }) => std !== undefined) ? ["whiskers: one standard deviation over repeats"] : []),
      ...(features.length > most ? [`the first ${most} of ${features.length} features`] : []),
    ].join("; "),
  table: ({ features }) => ({
    columns: ["feature", "importance", "std"],
    rows: features.map(({ feature, importance, std }) => [feature, importance, std ?? ""]),
  }),
  draw: ({ features, measure, most = 20 }, width) => {
    const shown = features.slice(0, most)
    const names = nameRoom(width)
    const ends = shown.flatMap(({ importance, std = 0 }) => [importance - std, importance + std])
    const domain = [Math.min(0, ...ends), Math.max(0, ...ends)]
    const x = scaleLinear(domain[0] === domain[1] ? [0, 1] : domain, [names + 4, width - 60])
    const height = shown.length * ROW
    return svg`<svg viewBox="0 0 ${width} ${height + 44}" width=${width} height=${height + 44} aria-hidden="true">
      ${shown.map(({ feature, importance, std }, i) => {
        const said = `${feature}: ${plain(importance)}${std === undefined ? "" : ` \u00b1 ${plain(std)}`}`
        return svg`<g transform="translate(0 ${i * ROW})" data-mark=${said} data-feature=${feature}>
          <text class="name" x=${names - 8} y=${ROW / 2}>${fittingName(feature, names)}</text>
          <rect class=${importance < 0 ? "bar minus" : "bar"} x=${Math.min(x(0), x(importance))} y="4" width=${Math.abs(x(importance) - x(0))} height=${ROW - 8} />
          ${std ? svg`<path class="line" stroke="var(--text)" stroke-width="1.2" d="M${x(importance - std)} ${ROW / 2}H${x(importance + std)}" />` : ""}
          <text class="value" x=${x(Math.max(0, importance + (std ?? 0))) + 6} y=${ROW / 2}>${large(importance)}</text>
        </g>`
      })}
      <line class="zero" x1=${x(0)} x2=${x(0)} y1="0" y2=${height} />
      ${bottomAxis(x, height, measure)}
    </svg>`
  },
}

/** Gains run into the thousands: their decimals say nothing. */
function large(value: number): string {
  return Math.abs(value) >= 1000 ? whole(value) : plain(value)
}
