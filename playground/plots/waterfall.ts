import { scaleLinear } from "d3-scale"
import { type SVGTemplateResult, svg } from "lit"
import { axisLabel, bottomAxis, nameRoom } from "./axis.js"
import { plain, shortened, signed } from "./format.js"
import { topFeatures } from "./top-features.js"

/** What one feature did to one row. */
export interface Step {
  readonly feature: string
  /** The row's value, as text. */
  readonly value: string
  readonly shap: number
}

const ROW = 32
const HEAD = 8
const TOP = 30

/**
 * How one row's margin comes about: from the base value E[f(X)] at the bottom to f(x) at the top, the largest step on
 * top, small ones summed at the bottom. Arrows to the right push up.
 */
export function waterfall(steps: readonly Step[], base: number, margin: number, width: number): SVGTemplateResult {
  const rows = placed(steps, base)
  const names = nameRoom(width) * 1.25
  const ends = rows.flatMap(({ from, to }) => [from, to])
  const x = scaleLinear([Math.min(...ends, base), Math.max(...ends, base)], [names + 44, width - 44]).nice()
  const height = rows.length * ROW
  return svg`<svg viewBox="0 0 ${width} ${height + TOP + 70}" width=${width} height=${height + TOP + 70} aria-hidden="true">
    <text class="end" x=${x(margin)} y="14">f(x) = ${plain(margin)}</text>
    <g transform="translate(0 ${TOP})">
      <line class="guide" x1=${x(margin)} x2=${x(margin)} y1="-10" y2=${ROW} />
      <line class="guide" x1=${x(base)} x2=${x(base)} y1=${height - ROW} y2=${height} />
      ${rows.map((row, i) => arrow(row, i, x, names, i + 1 < rows.length))}
      <text class="end" x=${x(base)} y=${height + 60}>E[f(X)] = ${plain(base)}</text>
      ${bottomAxis(x, height, axisLabel(x, "margin", " (model output value)"))}
    </g>
  </svg>`
}

interface Placed extends Step {
  readonly from: number
  readonly to: number
}

/** Rows from top to bottom; the bottom one starts at the base value. */
function placed(steps: readonly Step[], base: number): Placed[] {
  const sorted = steps.toSorted((a, b) => Math.abs(b.shap) - Math.abs(a.shap))
  const { first, rest } = topFeatures(sorted.length)
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
  const label = row.value === "" ? "" : svg`<tspan class="quiet">${shortened(row.value, 12)} = </tspan>`
  return svg`
    <g class=${up ? "up" : "down"}>
      <title>${row.value === "" ? "" : `${row.value} = `}${row.feature}: ${signed(row.shap)}</title>
      <text class="name" x=${names - 8} y=${middle}>${label}${shortened(row.feature, Math.floor(names / 12))}</text>
      <path d="M${from} ${top} L${to - head} ${top} L${to} ${middle} L${to - head} ${bottom} L${from} ${bottom} Z" />
      <text
        class=${inside ? "inside" : "outside"}
        x=${inside ? (from + to) / 2 : to + (up ? 6 : -6)}
        y=${middle}
        text-anchor=${inside ? "middle" : up ? "start" : "end"}
      >${signed(row.shap)}</text>
      ${connected ? svg`<line class="connector" x1=${from} x2=${from} y1=${top} y2=${bottom + 10} />` : ""}
    </g>`
}
