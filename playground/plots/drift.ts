import { scaleLinear } from "d3-scale"
import { svg } from "lit"
import { bottomAxis, nameRoom } from "./axis.js"
import { fittingName, plain } from "./format.js"
import type { Plot, PlotData } from "./plot.js"

/** How far features moved between two sets of rows. */
export interface DriftData extends PlotData {
  readonly from: string
  readonly to: string
  /** Sorted, the largest first. */
  readonly features: readonly { readonly name: string; readonly psi: number; readonly ks: number | null }[]
}

const ROW = 24
/** Longer bars end here: what lies beyond is much, however much. */
const MOST = 0.6
const TOP = 26
/** The usual reading of the population stability index. */
const marks = [
  [0.1, "some"],
  [0.25, "much"],
] as const

export const driftPlot: Plot<DriftData> = {
  heading: ({ from, to }) => `Drift from ${from} to ${to}`,
  summary: ({ features }) => {
    const much = features.filter(({ psi }) => psi > 0.25).length
    const first = features[0]
    return first
      ? `${much} of ${features.length} features drift much (PSI above 0.25); ${first.name} most, ${plain(first.psi)}.`
      : "No features."
  },
  definition: () =>
    "PSI: population stability index over ten bins of the first set; KS: largest distance between the distributions of numbers; above 0.1 some, above 0.25 much; bars end at 0.6",
  table: ({ features }) => ({
    columns: ["feature", "PSI", "KS"],
    rows: features.map(({ name, psi, ks }) => [name, psi, ks ?? ""]),
  }),
  draw: ({ features }, width) => {
    const names = nameRoom(width)
    const right = width - 104
    const x = scaleLinear([0, Math.min(MOST, Math.max(0.3, ...features.map(({ psi }) => psi)))], [names, right]).clamp(
      true,
    )
    const height = TOP + features.length * ROW
    return svg`<svg viewBox="0 0 ${width} ${height + 44}" width=${width} height=${height + 44} aria-hidden="true">
      <text class="small quiet to-left" x=${width - 52} y="8">PSI</text><text class="small quiet to-left" x=${width - 4} y="8">KS</text>
      ${marks.map(([at, text]) => svg`<line class="guide" x1=${x(at)} x2=${x(at)} y1="14" y2=${height} /><text class=${text === "some" ? "small quiet to-left" : "small quiet"} x=${x(at) + (text === "some" ? 6 : -6)} y="8">${text}</text>`)}
      ${features.map(
        (
          { name, psi, ks },
          i,
        ) => svg`<g transform="translate(0 ${TOP + i * ROW})" data-mark="${name}: PSI ${plain(psi)}, KS ${ks === null ? "none" : plain(ks)}">
          <text class="name" x=${names - 8} y=${ROW / 2}>${fittingName(name, names)}</text>
          <rect fill=${psi > 0.25 ? "var(--series-1)" : "var(--series-0)"} x=${names} y="4" height=${ROW - 8} width=${Math.max(0, x(psi) - names)} />
          <text class="to-left" x=${width - 52} y=${ROW / 2}>${psi.toFixed(3)}</text>
          <text class="to-left" x=${width - 4} y=${ROW / 2}>${ks === null ? "\u2013" : ks.toFixed(3)}</text>
        </g>`,
      )}
      <line class="zero" x1=${names} x2=${names} y1=${TOP} y2=${height} />
      ${bottomAxis(x, height, "PSI")}
    </svg>`
  },
}
