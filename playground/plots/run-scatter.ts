import { scaleLinear } from "d3-scale"
import { svg } from "lit"
import { bottomAxis, leftAxis } from "./axis.js"
import { plain } from "./format.js"
import type { Palette } from "./palette.js"
import type { Plot, PlotData } from "./plot.js"

/** Runs as points of two of their numbers. */
export interface RunScatterData extends PlotData {
  readonly x: { readonly label: string; readonly values: readonly number[] }
  readonly y: { readonly label: string; readonly values: readonly number[] }
  readonly color?: { readonly label: string; readonly values: readonly number[] }
  readonly names: readonly string[]
  readonly ids: readonly string[]
  readonly chosen?: string
  readonly palette?: Palette
}

const HEIGHT = 320
const LEFT = 58
const TOP = 24
const BOTTOM = 44

export const runScatterPlot: Plot<RunScatterData> = {
  heading: ({ x, y }) => `${y.label} against ${x.label}`,
  summary: (data) => {
    const shown = placed(data)
    const missing = data.names.length - shown.length
    return `${shown.length} runs${missing > 0 ? `; ${missing} lack one of the two` : ""}${data.color ? `; coloured by ${data.color.label}` : ""}.`
  },
  table: ({ x, y, color, names }) => ({
    columns: ["run", x.label, y.label, ...(color ? [color.label] : [])],
    rows: names.map((name, i) => [name, x.values[i]!, y.values[i]!, ...(color ? [color.values[i]!] : [])]),
  }),
  draw: (data, width) => {
    const shown = placed(data)
    const { color, palette, chosen } = data
    const x = scaleLinear(span(shown.map((i) => data.x.values[i]!)), [LEFT + 6, width - 20]).nice()
    const y = scaleLinear(span(shown.map((i) => data.y.values[i]!)), [HEIGHT - BOTTOM, TOP]).nice()
    const [low, high] = span(shown.map((i) => color?.values[i] ?? 0))
    return svg`<svg viewBox="0 0 ${width} ${HEIGHT}" width=${width} height=${HEIGHT} aria-hidden="true">
      ${leftAxis(y, LEFT, width - 14, data.y.label)}
      ${shown.map((i) => {
        const value = color?.values[i]
        const fill =
          value === undefined
            ? "var(--series-0)"
            : Number.isFinite(value)
              ? (palette?.css((value - low) / (high - low)) ?? "var(--series-0)")
              : "var(--missing)"
        const own = data.ids[i] === chosen
        return svg`<circle data-mark="${data.names[i]}: ${plain(data.x.values[i]!)}, ${plain(data.y.values[i]!)}" data-run=${data.ids[i]!}
          cx=${x(data.x.values[i]!)} cy=${y(data.y.values[i]!)} r=${own ? 8 : 5} fill=${fill} stroke=${own ? "var(--text)" : "var(--ground)"} stroke-width=${own ? 2 : 1} />`
      })}
      ${bottomAxis(x, HEIGHT - BOTTOM, data.x.label)}
    </svg>`
  },
}

/** Runs that have both numbers. */
function placed({ x, y }: RunScatterData): number[] {
  return x.values.map((_, i) => i).filter((i) => Number.isFinite(x.values[i]) && Number.isFinite(y.values[i]))
}

function span(values: readonly number[]): [number, number] {
  const present = values.filter(Number.isFinite)
  if (present.length === 0) return [0, 1]
  const [low, high] = [Math.min(...present), Math.max(...present)]
  return low < high ? [low, high] : [low - 0.5, high + 0.5]
}
