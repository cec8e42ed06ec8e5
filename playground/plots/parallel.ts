import { type ScaleLinear, scaleLinear, scalePoint } from "d3-scale"
import { type SVGTemplateResult, svg } from "lit"
import { plain, shortened } from "./format.js"
import type { Palette } from "./palette.js"
import type { Plot, PlotData } from "./plot.js"

/** One axis: numbers, or texts that are spread evenly in the order of their values. */
export interface ParallelAxis {
  readonly name: string
  readonly values: readonly (number | string | undefined)[]
}

/** Runs as lines over axes. */
export interface ParallelData extends PlotData {
  readonly names: readonly string[]
  /** The last one colours the lines. */
  readonly axes: readonly ParallelAxis[]
  /** [axis] the chosen part of it, in pixels' share from the bottom: 0 to 1. */
  readonly brushes?: readonly (readonly [number, number] | undefined)[]
  readonly chosen?: number
  readonly palette?: Palette
}

/** More lines than these are drawn as pixels. */
export const SHAPES = 150

export const PARALLEL = { top: 40, bottom: 18, height: 300, side: 56 } as const

type Placer = (value: number | string | undefined) => number | undefined

/** Where values of an axis stand: share from the bottom, 0 to 1; undefined where it is missing. */
export function axisShare({ values }: ParallelAxis): { place: Placer; ticks: { at: number; text: string }[] } {
  const present = values.filter((value) => value !== undefined && !Number.isNaN(value))
  if (present.every((value) => typeof value === "number")) {
    const numbers = present as number[]
    const [low, high] = [Math.min(...numbers), Math.max(...numbers)]
    const scale: ScaleLinear<number, number> = scaleLinear([low, high], [0, 1])
    const flat = low === high
    const place: Placer = (value) =>
      typeof value === "number" && Number.isFinite(value) ? (flat ? 0.5 : scale(value)) : undefined
    const ends = flat ? [numbers[0]!] : [...scale.domain(), ...scale.ticks(3)]
    return {
      place,
      ticks: [...new Set(ends)].map((value) => ({ at: place(value) ?? 0, text: plain(value) })).filter(apart),
    }
  }
  const texts = [...new Set(present.map(String))].sort(new Intl.Collator("en", { numeric: true }).compare)
  const scale = scalePoint(texts, [0, 1])
  const every = Math.ceil(texts.length / 12)
  const ticks = texts.map((text) => ({ at: scale(text) ?? 0, text })).filter((_, i) => i % every === 0)
  return { place: (value) => (value === undefined ? undefined : (scale(String(value)) ?? 0.5)), ticks }
}

/** Ticks between the ends only where they do not touch them. */
function apart({ at }: { at: number }): boolean {
  return at === 0 || at === 1 || (at > 0.08 && at < 0.92)
}

/** Whether each run lies within all chosen parts. */
export function withinBrushes({ axes, names, brushes = [] }: ParallelData): boolean[] {
  const shares = axes.map((axis, a) => (brushes[a] ? axisShare(axis) : undefined))
  return names.map((_, run) =>
    axes.every((axis, a) => {
      const brush = brushes[a]
      const at = brush && shares[a]!.place(axis.values[run])
      return !brush || (at !== undefined && at >= brush[0] && at <= brush[1])
    }),
  )
}

export const parallelPlot: Plot<ParallelData> = {
  heading: () => "Runs over parameters and metrics",
  summary: (data) => {
    const inside = withinBrushes(data).filter(Boolean).length
    const brushed = data.brushes?.some(Boolean) ? ` ${inside} of them lie within the chosen parts.` : ""
    return `${data.names.length} runs, coloured by ${data.axes.at(-1)?.name ?? "nothing"}.${brushed} Drag along an axis to choose a part of it.`
  },
  definition: () => "a line a run; dashed where the last value is missing",
  table: ({ names, axes }) => ({
    columns: ["run", ...axes.map(({ name }) => name)],
    rows: names.map((name, run) => [name, ...axes.map(({ values }) => values[run] ?? "")]),
  }),
  draw: (data, width) => {
    const { axes, names, brushes = [], palette, chosen } = data
    const { top, bottom, height, side } = PARALLEL
    const x = scaleLinear([0, Math.max(1, axes.length - 1)], [side, width - side])
    const y = scaleLinear([0, 1], [height - bottom, top])
    const shares = axes.map(axisShare)
    const last = axes.length - 1
    const inside = withinBrushes(data)
    const room = Math.floor((x(1) - x(0) || side * 2) / 6.6)
    // Many lines are pixels below the axes; the chosen one is a shape all the same.
    const shapes =
      names.length > SHAPES ? names.flatMap((_, run) => (run === chosen ? [run] : [])) : names.map((_, run) => run)
    const lines = shapes.map((run): SVGTemplateResult => {
      const places = axes.map((axis, a) => shares[a]!.place(axis.values[run]))
      const end = places[last]
      const points = places.map((at, a) => (at === undefined ? undefined : `${x(a)} ${y(at)}`))
      const d = points
        .map((point, a) => (point === undefined ? "" : `${a > 0 && points[a - 1] !== undefined ? "L" : "M"}${point}`))
        .join("")
      return svg`<path class="line" data-mark=${`${names[run]}: ${axes.map((axis) => `${axis.name} ${said(axis.values[run])}`).join(", ")}`}
        d=${d} stroke=${end === undefined ? "var(--missing)" : (palette?.css(end) ?? "var(--series-0)")} stroke-dasharray=${end === undefined ? "4 3" : "none"}
        stroke-width=${run === chosen ? 3.5 : 1.4} opacity=${inside[run] ? 0.85 : 0.12} />`
    })
    return svg`<svg viewBox="0 0 ${width} ${height}" width=${width} height=${height} aria-hidden="true">
      ${lines}
      ${axes.map(({ name }, a) => {
        const brush = brushes[a]
        const anchor = a === 0 ? "start" : a === last ? "end" : "middle"
        const at = a === 0 ? 4 : a === last ? width - 4 : x(a)
        return svg`<g class="axis-line">
          <line stroke="var(--edge)" x1=${x(a)} x2=${x(a)} y1=${y(0)} y2=${y(1)} />
          <text class="small" font-weight="600" text-anchor=${anchor} x=${at} y=${a % 2 && axes.length > 4 ? 24 : 10}>${shortened(name, Math.max(8, room))}</text>
          ${(room < 10 && a > 0 && a < last ? [] : shares[a]!.ticks).map((tick) => svg`<text class="small halo" text-anchor=${a === last ? "end" : "start"} x=${x(a) + (a === last ? -5 : 5)} y=${y(tick.at)}>${shortened(tick.text, room < 10 ? 7 : 10)}</text>`)}
          ${brush ? svg`<rect x=${x(a) - 6} width="12" y=${y(brush[1])} height=${y(brush[0]) - y(brush[1])} fill="var(--accent)" opacity="0.25" stroke="var(--accent)" />` : ""}
        </g>`
      })}
    </svg>`
  },
}

/** A value in words. */
export function said(value: number | string | undefined): string {
  return value === undefined ? "missing" : typeof value === "number" ? plain(value) : value
}
