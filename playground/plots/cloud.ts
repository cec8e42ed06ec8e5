import { type ScaleLinear, scaleLinear } from "d3-scale"
import type { ChartTable } from "./chart-table.js"
import type { PlotData } from "./plot.js"

/** One axis of a cloud of points: numbers, or codes of categories. */
export interface CloudAxis {
  readonly label: string
  /** NaN is missing. Codes of categories are spread by a little around their place. */
  readonly values: Float64Array | Float32Array
  readonly categories?: readonly string[]
}

/** Points of any number, drawn as pixels; the i-th point of every list is one row. */
export interface CloudData extends PlotData {
  readonly heading: string
  readonly summary: string
  readonly definition?: string
  readonly x: CloudAxis
  readonly y: CloudAxis
  /** Colours the points on a scale, or grey where it is missing. */
  readonly color?: CloudAxis
  /** What each point is called, where it is no row of a table. */
  readonly names?: readonly string[]
  /** The row's number, where it is not the point's. */
  readonly ids?: ArrayLike<number>
  /** Lines for comparison: y = 0, or y = x. */
  readonly guide?: "zero" | "diagonal"
  /** Counts of x in bins of equal width, drawn faintly behind. */
  readonly histogram?: boolean
}

export const CLOUD_MARGIN = { left: 58, right: 14, top: 24, bottom: 44 }

/** Where the points of a cloud lie. */
export interface CloudScales {
  readonly x: ScaleLinear<number, number>
  readonly y: ScaleLinear<number, number>
}

/** Points beyond this number are listed as a summary, not one by one. */
const LISTED = 5000

export function cloudScales({ x, y, guide }: CloudData, width: number, height: number): CloudScales {
  const { left, right, top, bottom } = CLOUD_MARGIN
  const [xs, ys] = [spanOf(x), spanOf(y)]
  const both: [number, number] = [Math.min(xs[0], ys[0]), Math.max(xs[1], ys[1])]
  const [xDomain, yDomain] = guide === "diagonal" ? [both, both] : [xs, ys]
  const yScale = scaleLinear(guide === "zero" ? withZero(yDomain) : yDomain, [height - bottom, top])
  const xScale = scaleLinear(xDomain, [left + 6, width - right - 6])
  return { x: x.categories ? xScale : xScale.nice(), y: y.categories ? yScale : yScale.nice() }
}

/** From the smallest to the largest value present; never of no width. */
function spanOf({ values, categories }: CloudAxis): [number, number] {
  if (categories) return [-0.5, Math.max(0.5, categories.length - 0.5)]
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (value < low && value !== Number.NEGATIVE_INFINITY) low = value
    if (value > high && value !== Number.POSITIVE_INFINITY) high = value
  }
  if (low > high) return [0, 1]
  return low < high ? [low, high] : [low - 0.5, high + 0.5]
}

function withZero([low, high]: [number, number]): [number, number] {
  return [Math.min(0, low), Math.max(0, high)]
}

/** The points as rows, the first of them where there are too many for a page. */
export function cloudTable({ x, y, color, ids, names }: CloudData): ChartTable {
  const axes = [x, y, ...(color ? [color] : [])]
  const count = Math.min(LISTED, x.values.length)
  const cell = ({ values, categories }: CloudAxis, i: number) =>
    categories ? (categories[values[i]!] ?? "missing") : Number.isNaN(values[i]!) ? "missing" : values[i]!
  const rows = Array.from({ length: count }, (_, i) => [
    names?.[i] ?? ids?.[i] ?? i,
    ...axes.map((axis) => cell(axis, i)),
  ])
  return { columns: [names ? "name" : "row", ...axes.map(({ label }) => label)], rows }
}

/** Counts of values in bins of equal width over a range; shap's number of bins for so many rows. */
export function histogramOf(values: ArrayLike<number>, [from, to]: readonly [number, number]): Uint32Array {
  const rows = values.length
  const bins = new Uint32Array(rows >= 500 ? 50 : rows >= 200 ? 20 : rows >= 100 ? 10 : 5)
  const perUnit = to > from ? bins.length / (to - from) : 0
  for (let i = 0; i < rows; i++) {
    const bin = Math.min(bins.length - 1, Math.floor((values[i]! - from) * perUnit))
    if (bin >= 0) bins[bin]!++
  }
  return bins
}
