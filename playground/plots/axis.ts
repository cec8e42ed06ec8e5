import type { ScaleLinear } from "d3-scale"
import { type SVGTemplateResult, svg } from "lit"

/** A horizontal axis below a plot: ticks, numbers, a label. */
export function bottomAxis(scale: ScaleLinear<number, number>, y: number, label: string): SVGTemplateResult {
  const [from = 0, to = 0] = scale.range()
  const count = Math.max(2, Math.min(6, Math.floor((to - from) / 60)))
  const ticks = scale.ticks(count)
  const format = scale.tickFormat(count)
  return svg`
    <g class="axis" transform="translate(0 ${y})">
      <line x1=${from} x2=${to} y1="0" y2="0" />
      ${ticks.map(
        (tick) =>
          svg`<g transform="translate(${scale(tick)} 0)"><line y2="5" /><text y="18">${format(tick)}</text></g>`,
      )}
      <text class="label" x=${(from + to) / 2} y="38">${label}</text>
    </g>`
}

/** The room for names left of a plot. */
export function nameRoom(width: number): number {
  return Math.min(170, width * 0.36)
}

/** A label that fits below an axis: with its explanation where there is room. */
export function axisLabel(scale: ScaleLinear<number, number>, short: string, explanation: string): string {
  const [from = 0, to = 0] = scale.range()
  return to - from > (short.length + explanation.length) * 6 ? short + explanation : short
}
