import { scaleLinear } from "d3-scale"
import { type SVGTemplateResult, svg } from "lit"
import { leftAxis } from "./axis.js"
import { nameAxis } from "./curves.js"

/** A bar with its interval. */
export interface UprightBar {
  readonly name: string
  readonly value: number
  readonly low?: number
  readonly high?: number
  /** What is said when it is pointed at. */
  readonly said: string
}

export interface UprightSpec {
  readonly bars: readonly UprightBar[]
  readonly x: string
  readonly y: string
  readonly format?: (value: number) => string
  /** A line at this height. */
  readonly reference?: number
  readonly height?: number
  /** The colour tells the sign, as the side does. */
  readonly signed?: boolean
}

const LEFT = 58
const TOP = 24
const BOTTOM = 44

/** Bars from zero up or down; the sign is the side, and the colour with it. */
export function uprightBars(
  { bars, x: label, y: yLabel, format, reference, height = 260, signed = false }: UprightSpec,
  width: number,
): SVGTemplateResult {
  const all = bars.flatMap(({ value, low = value, high = value }) => [value, low, high]).filter(Number.isFinite)
  const ends = [0, ...all, ...(reference === undefined ? [] : [reference])]
  const y = scaleLinear(
    [Math.min(...ends), Math.max(...ends, Math.min(...ends) + 1e-12)],
    [height - BOTTOM, TOP],
  ).nice()
  const x = scaleLinear([-0.5, bars.length - 0.5], [LEFT, width - 14])
  const size = Math.min(48, (x(1) - x(0)) * 0.72)
  return svg`<svg viewBox="0 0 ${width} ${height}" width=${width} height=${height} aria-hidden="true">
    ${leftAxis(y, LEFT, width - 14, yLabel, format)}
    ${bars.map(({ value, low, high, said }, i) => {
      const [top, bottom] = [y(Math.max(0, value)), y(Math.min(0, value))]
      return svg`<g data-mark=${said}>
        <rect class=${signed ? (value < 0 ? "bar minus" : "bar") : ""} fill="var(--series-0)" x=${x(i) - size / 2} width=${size} y=${top} height=${Math.max(0, bottom - top) || 0} />
        ${low === undefined || high === undefined ? "" : svg`<path class="line" stroke="var(--text)" stroke-width="1.3" d="M${x(i) - 4} ${y(low)}h8M${x(i)} ${y(low)}V${y(high)}M${x(i) - 4} ${y(high)}h8" />`}
      </g>`
    })}
    <line class="zero" x1=${LEFT} x2=${width - 14} y1=${y(0)} y2=${y(0)} />
    ${reference === undefined ? "" : svg`<line class="chance" x1=${LEFT} x2=${width - 14} y1=${y(reference)} y2=${y(reference)} />`}
    ${nameAxis(
      bars.map(({ name }) => name),
      x,
      height - BOTTOM,
      label,
    )}
  </svg>`
}
