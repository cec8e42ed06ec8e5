import type { ScaleLinear } from "d3-scale"
import { type SVGTemplateResult, svg } from "lit"

/** A scale that an axis can be drawn for. */
export interface AxisScale {
  (value: number): number
  range(): number[]
  ticks(count?: number): number[]
  tickFormat(count?: number): (value: number) => string
}

/** A horizontal axis below a plot: ticks, numbers, a label. */
export function bottomAxis(
  scale: AxisScale,
  y: number,
  label: string,
  format?: (value: number) => string,
): SVGTemplateResult {
  const [from = 0, to = 0] = scale.range()
  const count = Math.max(2, Math.min(6, Math.floor((to - from) / 70)))
  const written = format ?? scale.tickFormat(count)
  return svg`
    <g class="axis" transform="translate(0 ${y})">
      <line x1=${from} x2=${to} y1="0" y2="0" />
      ${scale
        .ticks(count)
        .map(
          (tick) =>
            svg`<g transform="translate(${scale(tick)} 0)"><line y2="4" /><text y="15">${written(tick)}</text></g>`,
        )}
      <text class="label" x=${(from + to) / 2} y="34">${label}</text>
    </g>`
}

/** A vertical axis left of a plot with faint lines across it; its label lies flat above, where it can be read. */
export function leftAxis(
  scale: AxisScale,
  x: number,
  right: number,
  label: string,
  format?: (value: number) => string,
): SVGTemplateResult {
  const [bottom = 0, top = 0] = scale.range()
  const count = Math.max(2, Math.min(6, Math.floor(Math.abs(bottom - top) / 40)))
  const written = format ?? scale.tickFormat(count)
  return svg`
    <g class="axis left">
      ${scale
        .ticks(count)
        .map(
          (tick) =>
            svg`<g transform="translate(0 ${scale(tick)})"><line class="grid" x1=${x} x2=${right} /><text x=${x - 7}>${written(tick)}</text></g>`,
        )}
      <text class="label" x=${Math.max(0, x - 40)} y=${top - 15}>${label}</text>
    </g>`
}

/** The room for names left of a plot. */
export function nameRoom(width: number): number {
  return Math.min(170, width * 0.36)
}

/** So many characters of a name fit into the room. */
export function fitting(room: number): number {
  return Math.max(6, Math.floor((room - 10) / 6.7))
}

/** A label that fits below an axis: with its explanation where there is room. */
export function axisLabel(scale: ScaleLinear<number, number>, short: string, explanation: string): string {
  const [from = 0, to = 0] = scale.range()
  return to - from > (short.length + explanation.length) * 6.4 ? short + explanation : short
}
