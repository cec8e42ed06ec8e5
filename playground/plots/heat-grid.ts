import { type SVGTemplateResult, svg } from "lit"
import { nameRoom } from "./axis.js"
import { fittingName, shortened } from "./format.js"

/** A cell of a grid: how dark it is, what stands in it where there is room, and what is said of it. */
export interface HeatCell {
  /** From 0 to 1; NaN where there is no value. */
  readonly share: number
  /** Below zero: another colour, and the text says so too. */
  readonly minus?: boolean
  readonly text: string
  readonly said: string
}

export interface HeatGrid {
  readonly rows: readonly { readonly name: string; readonly cells: readonly HeatCell[]; readonly marked?: boolean }[]
  readonly columns: readonly string[]
  /** Under the columns. */
  readonly label: string
}

const ROW = 24
const TOP = 6
/** Darker cells would hide their text. */
const DARKEST = 62

/** Cells that are the darker the more there is. */
export function drawHeatGrid({ rows, columns, label }: HeatGrid, width: number): SVGTemplateResult {
  const names = nameRoom(width)
  const size = Math.min(90, (width - names - 6) / Math.max(1, columns.length))
  const height = TOP + rows.length * ROW
  // every k-th column is named where they are narrow
  const longest = Math.max(...columns.map((name) => Math.min(10, name.length)), 1)
  const step = Math.max(1, Math.ceil((longest * 6.4 + 8) / size))
  return svg`<svg viewBox="0 0 ${width} ${height + 40}" width=${width} height=${height + 40} aria-hidden="true">
    ${rows.map(
      ({ name, cells, marked }, i) => svg`<g transform="translate(0 ${TOP + i * ROW})">
        <text class="name" x=${names - 8} y=${ROW / 2}>${fittingName(`${marked ? "! " : ""}${name}`, names)}</text>
        ${cells.map((cell, j) => heatCell(cell, names + j * size, size))}
      </g>`,
    )}
    ${columns.map((name, j) => (j % step === 0 ? svg`<text class="small middle" x=${names + (j + 0.5) * size} y=${height + 10}>${shortened(name, 10)}</text>` : ""))}
    <text class="small quiet middle" x=${names + (columns.length * size) / 2} y=${height + 28}>${label}</text>
  </svg>`
}

function heatCell({ share, minus, text, said }: HeatCell, x: number, size: number): SVGTemplateResult {
  const known = Number.isFinite(share)
  const part = Math.round(DARKEST * Math.max(0, Math.min(1, share)))
  const fill = `color-mix(in srgb, var(--series-${minus ? 0 : 1}) ${part}%, var(--ground))`
  const room = size >= text.length * 6.6 + 4
  return svg`<g data-mark=${said}>
    <rect x=${x + 0.5} y="1" width=${Math.max(1, size - 1)} height=${ROW - 2} fill=${known ? fill : "none"} stroke="var(--line)" stroke-dasharray=${known ? "none" : "2 3"} />
    ${room ? svg`<text class="small middle" x=${x + size / 2} y=${ROW / 2}>${text}</text>` : ""}
  </g>`
}
