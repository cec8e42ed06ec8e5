import { scaleLinear } from "d3-scale"
import { type SVGTemplateResult, svg } from "lit"
import { axisLabel, bottomAxis, fitting, nameRoom } from "./axis.js"
import { effect, plain, shortened } from "./format.js"
import type { Plot, PlotData } from "./plot.js"
import { topFeatures } from "./top-features.js"

/** What one feature did to one row. */
export interface Step {
  readonly feature: string
  /** The row's value, as text. */
  readonly value: string
  readonly shap: number
}

/** One row's prediction in parts. */
export interface RowParts extends PlotData {
  /** What the row is called, e.g. "row 17". */
  readonly name: string
  readonly base: number
  readonly margin: number
  readonly steps: readonly Step[]
  readonly most?: number
}

const ROW = 30
const HEAD = 8
const TOP = 30

/**
 * How one row's margin comes about: from the base value E[f(X)] at the bottom to f(x) at the top, the largest step on
 * top, small ones summed at the bottom. Arrows to the right push up.
 */
export const waterfallPlot: Plot<RowParts> = {
  heading: ({ name }) => `From the base value to ${name}`,
  summary: ({ name, base, margin }) =>
    `${name}: the base value ${plain(base)} and all features' effects make the margin ${plain(margin)}.`,
  definition: () => "SHAP values of one row; base value E[f(X)] is the average prediction",
  table: ({ steps }) => ({
    columns: ["feature", "value", "SHAP"],
    rows: steps.map(({ feature, value, shap }) => [feature, value, shap]),
  }),
  draw: ({ steps, base, margin, most }, width) => {
    const rows = placed(steps, base, most)
    const names = nameRoom(width) * 1.25
    const ends = rows.flatMap(({ from, to }) => [from, to])
    const x = scaleLinear([Math.min(...ends, base), Math.max(...ends, base)], [names + 48, width - 48]).nice()
    const height = rows.length * ROW
    return svg`<svg viewBox="0 0 ${width} ${height + TOP + 66}" width=${width} height=${height + TOP + 66} aria-hidden="true">
      <text class="end" x=${x(margin)} y="12">f(x) = ${plain(margin)}</text>
      <g transform="translate(0 ${TOP})">
        <line class="guide" x1=${x(margin)} x2=${x(margin)} y1="-10" y2=${ROW} />
        <line class="guide" x1=${x(base)} x2=${x(base)} y1=${height - ROW} y2=${height} />
        ${rows.map((row, i) => arrow(row, i, x, names, i + 1 < rows.length))}
        <text class="end" x=${x(base)} y=${height + 56}>E[f(X)] = ${plain(base)}</text>
        ${bottomAxis(x, height, axisLabel(x, "margin", " (model output value)"))}
      </g>
    </svg>`
  },
}

interface Placed extends Step {
  readonly from: number
  readonly to: number
}

/** Rows from top to bottom; the bottom one starts at the base value. */
function placed(steps: readonly Step[], base: number, most?: number): Placed[] {
  const sorted = steps.toSorted((a, b) => Math.abs(b.shap) - Math.abs(a.shap))
  const { first, rest } = topFeatures(sorted.length, most)
  const shown = first.map((i) => sorted[i]!)
  if (rest.length > 0) {
    const shap = rest.reduce((sum, i) => sum + sorted[i]!.shap, 0)
    shown.push({ feature: `${rest.length} other features`, value: "", shap })
  }
  let at = base
  return shown
    .toReversed()
    .map((step) => {
      const from = at
      at += step.shap
      return { ...step, from, to: at }
    })
    .toReversed()
}

function arrow(
  row: Placed,
  i: number,
  x: (value: number) => number,
  names: number,
  connected: boolean,
): SVGTemplateResult {
  const [from, to] = [x(row.from), x(row.to)]
  const up = row.shap >= 0
  const head = Math.min(HEAD, Math.abs(to - from)) * (up ? 1 : -1)
  const top = i * ROW + 5
  const bottom = (i + 1) * ROW - 5
  const middle = (top + bottom) / 2
  const inside = Math.abs(to - from) > 60
  const room = fitting(names)
  const value = shortened(row.value, Math.max(6, Math.min(12, room - 10)))
  const label = row.value === "" ? "" : svg`<tspan class="quiet">${value} = </tspan>`
  const name = shortened(row.feature, row.value === "" ? room : Math.max(6, room - value.length - 3))
  return svg`
    <g class=${up ? "up" : "down"} data-mark="${row.value === "" ? "" : `${row.value} = `}${row.feature}: ${effect(row.shap)}">
      <text class="name" x=${names - 8} y=${middle}>${label}${name}</text>
      <path d="M${from} ${top} L${to - head} ${top} L${to} ${middle} L${to - head} ${bottom} L${from} ${bottom} Z" />
      <text
        class=${inside ? "inside" : "outside"}
        x=${inside ? (from + to) / 2 - head / 2 : to + (up ? 6 : -6)}
        y=${middle}
        text-anchor=${inside ? "middle" : up ? "start" : "end"}
      >${effect(row.shap)}</text>
      ${connected ? svg`<line class="connector" x1=${from} x2=${from} y1=${top} y2=${bottom + 10} />` : ""}
    </g>`
}
