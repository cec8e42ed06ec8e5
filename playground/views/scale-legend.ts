import { html, type TemplateResult } from "lit"
import type { Palette } from "../plots/palette.js"

/** What the colours of a scale mean, as a bar beside words. */
export function scaleLegend(name: string, low: string, high: string, { css }: Palette): TemplateResult {
  const stops = Array.from({ length: 11 }, (_, i) => css(i / 10)).join(", ")
  return html`<div class="scale" aria-hidden="true">
    <span>${name}</span><span>${low}</span><i style="background:linear-gradient(to right, ${stops})"></i><span>${high}</span>
  </div>`
}
