import { scaleLinear } from "d3-scale"
import { type SVGTemplateResult, svg } from "lit"
import { axisLabel, bottomAxis, nameRoom } from "./axis.js"
import { plain, shortened } from "./format.js"
import { topFeatures } from "./top-features.js"

/** A feature and its mean |SHAP|. */
export interface Bar {
  readonly feature: string
  readonly value: number
}

const ROW = 28
const RIGHT = 70

/** Mean |SHAP| as bars, the largest on top, the rest summed at the bottom. `bars` are sorted. */
export function importanceBars(bars: readonly Bar[], width: number): SVGTemplateResult {
  const { first, rest } = topFeatures(bars.length)
  const rows = first.map((i) => ({ ...bars[i]!, rest: false }))
  if (rest.length > 0) {
    const value = rest.reduce((sum, i) => sum + bars[i]!.value, 0)
    rows.push({ feature: `Sum of ${rest.length} other features`, value, rest: true })
  }
  const names = nameRoom(width)
  const x = scaleLinear([0, Math.max(...rows.map(({ value }) => value), 1e-300)], [names, width - RIGHT])
  const height = rows.length * ROW
  return svg`<svg viewBox="0 0 ${width} ${height + 48}" width=${width} height=${height + 48} aria-hidden="true">
    ${rows.map(
      ({ feature, value, rest }, i) => svg`
        <g transform="translate(0 ${i * ROW})" class=${rest ? "rest" : ""}>
          <title>${feature}: ${plain(value)}</title>
          <text class="name" x=${names - 8} y=${ROW / 2}>${shortened(feature, Math.floor(names / 7))}</text>
          <rect class="bar" x=${names} y="4" width=${Math.max(0, x(value) - names)} height=${ROW - 8} />
          <text class="value" x=${x(value) + 6} y=${ROW / 2}>${plain(value)}</text>
        </g>`,
    )}
    <line class="zero" x1=${names} x2=${names} y1="0" y2=${height} />
    ${bottomAxis(x, height, axisLabel(x, "mean(|SHAP value|)", " (average impact on model output magnitude)"))}
  </svg>`
}
