import { type SVGTemplateResult, svg } from "lit"

/** Marks a place in a picture for the keyboard, on any ground. */
export function cursorRing(x: number, y: number): SVGTemplateResult {
  return svg`<g class="cursor"><circle class="around" cx=${x} cy=${y} r="7" /><circle cx=${x} cy=${y} r="7" /></g>`
}
