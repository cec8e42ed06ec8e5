import { type SVGTemplateResult, svg } from "lit"
import type { Palette } from "../plots/palette.js"

const STEPS = 40

/** What the colours of a scale mean, above a drawing. */
export function legend(name: string, low: string, high: string, { css }: Palette, x: number): SVGTemplateResult {
  const from = x + 7 * name.length + 16 + 6.4 * low.length
  return svg`<g>
    <text class="small quiet" x=${x} y="8">${name}</text>
    <text class="small quiet to-left" x=${from - 6} y="8">${low}</text>
    ${Array.from({ length: STEPS }, (_, i) => svg`<rect x=${from + i * 3} y="3" width="3.2" height="9" fill=${css(i / (STEPS - 1))} />`)}
    <text class="small quiet" x=${from + STEPS * 3 + 6} y="8">${high}</text>
  </g>`
}
