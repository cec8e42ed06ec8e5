import { scaleLinear } from "d3-scale"
import { svg } from "lit"
import { bottomAxis, nameRoom } from "./axis.js"
import { effect, fittingName } from "./format.js"
import type { Plot, PlotData } from "./plot.js"

/** A challenger's metric less the champion's, window by window. */
export interface PairedData extends PlotData {
  readonly challenger: string
  readonly champion: string
  readonly metric: string
  readonly larger: boolean
  readonly windows: readonly string[]
  readonly differences: readonly number[]
  readonly mean: number
  readonly interval?: readonly [number, number]
  /** How the interval was found. */
  readonly method?: string
}

const ROW = 24

export const pairedPlot: Plot<PairedData> = {
  heading: ({ challenger, champion }) => `${challenger} against ${champion}`,
  summary: ({ challenger, champion, metric, differences, larger, mean, interval }) => {
    const wins = differences.filter((value) => (larger ? value > 0 : value < 0)).length
    const within = interval ? ` [${effect(interval[0])}, ${effect(interval[1])}]` : ""
    return `${challenger} beats ${champion} in ${wins} of ${differences.length} windows; mean difference of ${metric} ${effect(mean)}${within}.`
  },
  definition: ({ metric, larger, method }) =>
    `difference of ${metric}, challenger less champion; ${larger ? "larger" : "smaller"} is better${method ? `; interval: ${method}` : ""}`,
  table: ({ windows, differences }) => ({
    columns: ["window", "difference"],
    rows: windows.map((window, i) => [window, differences[i]!]),
  }),
  draw: ({ windows, differences, mean, interval, larger, metric }, width) => {
    const names = nameRoom(width)
    const ends = [...differences, mean, ...(interval ?? [])].map(Math.abs).filter(Number.isFinite)
    const most = Math.max(...ends, 1e-12) * 1.08
    const x = scaleLinear([-most, most], [names, width - 66])
    const height = (windows.length + 1) * ROW + 4
    return svg`<svg viewBox="0 0 ${width} ${height + 44}" width=${width} height=${height + 44} aria-hidden="true">
      <line class="zero" x1=${x(0)} x2=${x(0)} y1="0" y2=${height} />
      ${windows.map((window, i) => {
        const value = differences[i]!
        const good = larger ? value > 0 : value < 0
        const y = (i + 0.5) * ROW
        return svg`<g data-mark="${window}: ${effect(value)}">
          <text class="name" x=${names - 8} y=${y}>${fittingName(window, names)}</text>
          <line class="row-line" x1=${names} x2=${width - 66} y1=${y} y2=${y} />
          <line stroke="var(--edge)" x1=${x(0)} x2=${x(value)} y1=${y} y2=${y} />
          <circle cx=${x(value)} cy=${y} r="4.5" fill=${good ? "var(--series-0)" : "var(--ground)"} stroke="var(--series-0)" stroke-width="2" />
          <text class="to-left" x=${width - 4} y=${y}>${effect(value)}</text>
        </g>`
      })}
      <g data-mark="mean: ${effect(mean)}">
        <text class="name" font-weight="600" x=${names - 8} y=${height - ROW / 2}>mean</text>
        ${interval ? svg`<path class="line" stroke="var(--text)" d="M${x(interval[0])} ${height - ROW / 2 - 5}v10M${x(interval[0])} ${height - ROW / 2}H${x(interval[1])}M${x(interval[1])} ${height - ROW / 2 - 5}v10" />` : ""}
        <path d="M${x(mean)} ${height - ROW / 2 - 6}l6 6l-6 6l-6-6Z" fill="var(--text)" />
        <text class="to-left" font-weight="600" x=${width - 4} y=${height - ROW / 2}>${effect(mean)}</text>
      </g>
      ${bottomAxis(x, height, `difference of ${metric} (filled: better)`)}
    </svg>`
  },
}
