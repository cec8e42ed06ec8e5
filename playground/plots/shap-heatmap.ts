import { scaleLinear } from "d3-scale"
import { line } from "d3-shape"
import { type SVGTemplateResult, svg } from "lit"
import { fitting, nameRoom } from "./axis.js"
import type { ChartTable } from "./chart-table.js"
import { shortened } from "./format.js"
import type { PlotData } from "./plot.js"

/** SHAP values of rows beside each other, a line a feature. Rows are in the order they are drawn. */
export interface HeatmapData extends PlotData {
  readonly lines: readonly { readonly name: string; readonly values: Float64Array; readonly importance: number }[]
  /** f(x) of each row. */
  readonly margins: Float64Array
  /** The rows' numbers. */
  readonly ids: ArrayLike<number>
  /** How the rows are ordered, in words. */
  readonly order: string
}

export const HEAT_ROW = 22
const TOP = 54
const RIGHT = 54

/** Where the picture of a heatmap lies. */
export function heatmapBox(data: HeatmapData, width: number): { x: number; y: number; width: number; height: number } {
  const x = nameRoom(width)
  return { x, y: TOP, width: Math.max(40, width - x - RIGHT), height: data.lines.length * HEAT_ROW }
}

/** The picture, a pixel a row and feature; its colours run between the 1st and the 99th percentile, symmetric about 0. */
export function heatmapPixels({ lines, margins }: HeatmapData, scale: Uint32Array): Uint32Array {
  const rows = margins.length
  const limit = heatmapLimit(lines.map(({ values }) => values))
  const pixels = new Uint32Array(lines.length * rows)
  lines.forEach(({ values }, j) => {
    for (let i = 0; i < rows; i++) {
      const share = (values[i]! / limit + 1) / 2
      pixels[j * rows + i] = scale[Math.max(0, Math.min(255, Math.round(share * 255)))]!
    }
  })
  return pixels
}

/** The 99th percentile of the sizes, never 0. */
export function heatmapLimit(columns: readonly Float64Array[]): number {
  const sizes = Float64Array.from(columns.flatMap((values) => [...values].map(Math.abs))).sort()
  return sizes[Math.floor(0.99 * (sizes.length - 1))] || sizes.at(-1) || 1
}

/** Names left, f(x) above, mean |SHAP| as bars at the right. */
export function heatmapAxes(data: HeatmapData, width: number): SVGTemplateResult {
  const { lines, margins } = data
  const box = heatmapBox(data, width)
  const x = scaleLinear([0, Math.max(1, margins.length - 1)], [box.x, box.x + box.width])
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const margin of margins) [low, high] = [Math.min(low, margin), Math.max(high, margin)]
  const y = scaleLinear([low, high], [TOP - 8, 12])
  const most = Math.max(...lines.map(({ importance }) => importance), 1e-300)
  return svg`
    <text class="quiet small name" x=${box.x - 8} y=${(TOP + 4) / 2}>f(x)</text>
    <path class="line" stroke="var(--text)" stroke-width="1" d=${line<number>((_, i) => x(i), y)(margins as unknown as number[]) ?? ""} />
    ${lines.map(
      ({ name, importance }, j) => svg`
        <text class="name" x=${box.x - 8} y=${TOP + (j + 0.5) * HEAT_ROW}>${shortened(name, fitting(box.x))}</text>
        <rect fill="var(--text)" x=${box.x + box.width + 6} y=${TOP + j * HEAT_ROW + 5} height=${HEAT_ROW - 10}
          width=${(importance / most) * (RIGHT - 10)} />`,
    )}
    <text class="quiet small middle" x=${box.x + box.width / 2} y=${TOP + box.height + 14}>${margins.length.toLocaleString("en-US")} rows, ${data.order}</text>`
}

export function heatmapTable({ lines, margins, ids }: HeatmapData): ChartTable {
  const rows = Array.from(margins, (margin, i) => [ids[i]!, margin, ...lines.map(({ values }) => values[i]!)])
  return { columns: ["row", "f(x)", ...lines.map(({ name }) => name)], rows }
}
