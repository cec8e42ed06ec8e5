import { scaleLinear } from "d3-scale"
import { area, line } from "d3-shape"
import { type SVGTemplateResult, svg } from "lit"
import { bottomAxis, leftAxis } from "./axis.js"
import { shortened } from "./format.js"
import { seriesStyle } from "./series.js"

/** A line of points, with a band around it where its uncertainty is known. */
export interface Curve {
  readonly name: string
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
  readonly low?: ArrayLike<number>
  readonly high?: ArrayLike<number>
  /** Bars from low to high at each point in place of a band. */
  readonly whiskers?: boolean
  /** Points are drawn, and said when they are pointed at. */
  readonly marked?: boolean
  /** A line for comparison: dashed, in the text's colour. */
  readonly guide?: boolean
  /** Drawn finer or bolder than others: 1.8 pixels by default. */
  readonly weight?: number
  /** Steps between points in place of slopes. */
  readonly stepped?: boolean
}

export interface CurveAxis {
  readonly label: string
  readonly domain?: readonly [number, number]
  readonly format?: (value: number) => string
  /** Names of whole numbers from 0 in place of numbers. */
  readonly names?: readonly string[]
  /** Milliseconds since 1970, written as dates. */
  readonly time?: boolean
}

export interface CurvesSpec {
  readonly curves: readonly Curve[]
  readonly x: CurveAxis
  readonly y: CurveAxis
  /** As wide as high. */
  readonly square?: boolean
  readonly height?: number
  /** y = 0 is marked. */
  readonly zero?: boolean
  /** Something behind the curves. */
  readonly behind?: (x: (value: number) => number, y: (value: number) => number) => SVGTemplateResult
}

const LEFT = 58
const RIGHT = 14
const TOP = 24
const BOTTOM = 44
const LEGEND = 18
const GAP = 4
/** A line with more points than these is thinned to what a pixel shows: first, lowest, highest, last (M4). */
const THINNED = 4000

/** Lines over common axes with a legend below, each told apart by colour and dash. */
export function drawCurves(spec: CurvesSpec, room: number): SVGTemplateResult {
  const width = spec.square ? Math.min(room, 460) : room
  const plotHeight = spec.square ? width - LEFT - RIGHT : (spec.height ?? 280) - TOP - BOTTOM
  const bottom = TOP + plotHeight
  const x = scaleLinear(domainOf(spec, "x"), [LEFT, width - RIGHT])
  const y = scaleLinear(domainOf(spec, "y"), [bottom, TOP])
  if (!spec.y.domain) y.nice()
  const rows = legendRows(spec.curves, width)
  const height = bottom + BOTTOM + GAP + rows.length * LEGEND
  const style = styles(spec.curves)
  return svg`<svg viewBox="0 0 ${width} ${height}" width=${width} height=${height} aria-hidden="true">
    ${leftAxis(y, LEFT, width - RIGHT, spec.y.label, spec.y.format)}
    ${spec.behind?.(x, y) ?? ""}
    ${spec.zero ? svg`<line class="zero" x1=${LEFT} x2=${width - RIGHT} y1=${y(0)} y2=${y(0)} />` : ""}
    ${spec.curves.map((curve, i) => drawCurve(curve, style[i]!, x, y, spec))}
    ${spec.x.names ? nameAxis(spec.x.names, x, bottom, spec.x.label) : spec.x.time ? timeAxis(x, bottom, spec.x.label) : bottomAxis(x, bottom, spec.x.label, spec.x.format)}
    ${rows.map((row, r) => row.map(({ i, at }) => legendEntry(spec.curves[i]!, style[i]!, at, bottom + BOTTOM + GAP + r * LEGEND, fitting(width))))}
  </svg>`
}

interface Style {
  readonly color: string
  readonly dash: string
}

function styles(curves: readonly Curve[]): Style[] {
  let next = 0
  return curves.map(({ guide }) => (guide ? { color: "var(--text)", dash: "5 4" } : seriesStyle(next++)))
}

function domainOf({ curves, x, y }: CurvesSpec, which: "x" | "y"): [number, number] {
  const axis = which === "x" ? x : y
  if (axis.domain) return [...axis.domain]
  if (axis.names) return [-0.5, Math.max(0.5, axis.names.length - 0.5)]
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const curve of curves) {
    const lists = which === "x" ? [curve.x] : [curve.y, curve.low ?? [], curve.high ?? []]
    for (const list of lists) {
      for (let i = 0; i < list.length; i++) {
        if (list[i]! < low) low = list[i]!
        if (list[i]! > high) high = list[i]!
      }
    }
  }
  if (low > high) return [0, 1]
  return low < high ? [low, high] : [low - 0.5, high + 0.5]
}

function drawCurve(
  curve: Curve,
  { color, dash }: Style,
  x: (value: number) => number,
  y: (value: number) => number,
  { x: axis, y: { format = String } }: CurvesSpec,
): SVGTemplateResult {
  const { low, high, name } = curve
  const points = thinned(curve)
  const path = line<number>(
    (i) => x(curve.x[i]!),
    (i) => y(curve.y[i]!),
  ).defined((i) => Number.isFinite(curve.y[i]))
  const band = area<number>(
    (i) => x(curve.x[i]!),
    (i) => y(low?.[i] ?? 0),
    (i) => y(high?.[i] ?? 0),
  ).defined((i) => Number.isFinite(low?.[i]) && Number.isFinite(high?.[i]))
  const said = (i: number) => `${name}: ${placeName(axis, curve.x[i]!)}, ${format(curve.y[i]!)}`
  return svg`<g>
    ${low && high && !curve.whiskers ? svg`<path class="band" fill=${color} d=${band(points) ?? ""} />` : ""}
    ${low && high && curve.whiskers ? points.filter((i) => Number.isFinite(low[i]) && Number.isFinite(high[i])).map((i) => svg`<line stroke=${color} stroke-width="1.5" x1=${x(curve.x[i]!)} x2=${x(curve.x[i]!)} y1=${y(low[i]!)} y2=${y(high[i]!)} />`) : ""}
    <path class="line" stroke=${color} stroke-dasharray=${dash || "none"} stroke-width=${curve.weight ?? (curve.guide ? 1.2 : 1.8)} d=${(curve.stepped ? stepped(curve, points, x, y) : path(points)) ?? ""} />
    ${curve.marked ? points.map((i) => (Number.isFinite(curve.y[i]) ? svg`<circle data-mark=${said(i)} cx=${x(curve.x[i]!)} cy=${y(curve.y[i]!)} r="3.5" fill=${color} />` : "")) : ""}
  </g>`
}

function stepped(
  { x: xs, y: ys }: Curve,
  points: readonly number[],
  x: (value: number) => number,
  y: (value: number) => number,
): string {
  return points.map((i, k) => (k === 0 ? `M${x(xs[i]!)} ${y(ys[i]!)}` : `V${y(ys[i]!)}H${x(xs[i]!)}`)).join("")
}

/** What is said of a point's place. */
function placeName({ label, names, time, format }: CurveAxis, value: number): string {
  if (names) return names[value] ?? ""
  if (time) return new Date(value).toISOString().slice(0, 10)
  return `${label} ${format ? format(value) : Number(value.toPrecision(4))}`
}

/** The points that are drawn. */
function thinned({ x, y }: Curve): number[] {
  const all = Array.from({ length: x.length }, (_, i) => i)
  if (all.length <= THINNED) return all
  const size = Math.ceil(all.length / (THINNED / 4))
  const kept: number[] = []
  for (let from = 0; from < all.length; from += size) {
    const part = all.slice(from, from + size)
    const lowest = part.reduce((best, i) => (y[i]! < y[best]! ? i : best))
    const highest = part.reduce((best, i) => (y[i]! > y[best]! ? i : best))
    kept.push(...[...new Set([part[0]!, lowest, highest, part.at(-1)!])].sort((a, b) => a - b))
  }
  return kept
}

/** Dates below a plot: days, months or years, as many as there is room for. */
export function timeAxis(
  scale: { (value: number): number; domain(): number[]; range(): number[] },
  y: number,
  label: string,
): SVGTemplateResult {
  const [from = 0, to = 0] = scale.range()
  const [start = 0, end = 0] = scale.domain()
  const ticks = timeTicks(start, end, Math.max(2, Math.min(7, Math.floor((to - from) / 90))))
  return svg`<g class="axis" transform="translate(0 ${y})">
    <line x1=${from} x2=${to} y1="0" y2="0" />
    ${ticks.map(({ at, text }) => svg`<g transform="translate(${scale(at)} 0)"><line y2="4" /><text y="15">${text}</text></g>`)}
    <text class="label" x=${(from + to) / 2} y="34">${label}</text>
  </g>`
}

/** Round dates between two times, in UTC. */
export function timeTicks(start: number, end: number, most: number): { at: number; text: string }[] {
  const day = 86_400_000
  const months = (end - start) / (30.44 * day)
  if (months < most * 0.75) {
    const step = Math.max(1, Math.ceil((end - start) / day / most)) * day
    const first = Math.ceil(start / day) * day
    return Array.from({ length: Math.floor((end - first) / step) + 1 }, (_, i) => first + i * step).map((at) => ({
      at,
      text: new Date(at).toISOString().slice(0, 10),
    }))
  }
  const step = [1, 2, 3, 6, 12, 24, 60, 120].find((each) => months / each <= most) ?? 240
  const ticks: { at: number; text: string }[] = []
  const first = new Date(start)
  for (let month = first.getUTCFullYear() * 12 + first.getUTCMonth(); ; month++) {
    const at = Date.UTC(Math.floor(month / 12), month % 12)
    if (at > end) return ticks
    if (at < start || month % step !== 0) continue
    const text = new Date(at).toISOString()
    ticks.push({ at, text: step >= 12 ? text.slice(0, 4) : text.slice(0, 7) })
  }
}

/** As many names as fit below whole numbers. */
export function nameAxis(
  names: readonly string[],
  x: { (value: number): number; range(): number[] },
  y: number,
  label: string,
): SVGTemplateResult {
  const [from = 0, to = 0] = x.range()
  const gap = (to - from) / Math.max(1, names.length)
  const longest = Math.max(...names.map((name) => name.length), 1)
  const every = Math.max(1, Math.ceil(Math.min(longest * 6.6 + 10, 90) / gap))
  const most = Math.max(3, Math.floor((gap * every - 6) / 6.4))
  return svg`<g class="axis" transform="translate(0 ${y})">
    <line x1=${from} x2=${to} y1="0" y2="0" />
    ${names.map((name, i) => (i % every === 0 ? svg`<g transform="translate(${x(i)} 0)"><line y2="4" /><text y="15">${shortened(name, most)}</text></g>` : ""))}
    <text class="label" x=${(from + to) / 2} y="34">${label}</text>
  </g>`
}

/** Entries of the legend in lines that fit. */
function legendRows(curves: readonly Curve[], width: number): { i: number; at: number }[][] {
  if (curves.length < 2) return []
  const rows: { i: number; at: number }[][] = [[]]
  let at = 8
  curves.forEach(({ name }, i) => {
    const size = 38 + Math.min(name.length, fitting(width)) * 6.4
    if (at + size > width && rows.at(-1)!.length > 0) {
      rows.push([])
      at = 8
    }
    rows.at(-1)!.push({ i, at })
    at += size
  })
  return rows
}

/** Letters of a name that fit into a line of the legend. */
function fitting(width: number): number {
  return Math.max(12, Math.floor((width - 46) / 6.2))
}

/** What a curve comes to stands in brackets at its end: the name before it is cut. */
function fittingLabel(name: string, most: number): string {
  const [, head = name, tail = ""] = /^(.*?)( \([^()]*\))$/.exec(name) ?? []
  return tail.length + 6 > most ? shortened(name, most) : shortened(head, most - tail.length) + tail
}

function legendEntry({ name }: Curve, { color, dash }: Style, x: number, y: number, most: number): SVGTemplateResult {
  return svg`<g transform="translate(${x} ${y + 4})">
    <line x1="0" x2="22" y1="0" y2="0" stroke=${color} stroke-width="2" stroke-dasharray=${dash || "none"} />
    <text class="small" x="28">${fittingLabel(name, most)}</text>
  </g>`
}
