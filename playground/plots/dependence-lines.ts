import { scaleLinear, scalePoint } from "d3-scale"
import { line } from "d3-shape"
import { type SVGTemplateResult, svg } from "lit"
import { bottomAxis, leftAxis } from "./axis.js"
import { plain, shortened } from "./format.js"
import type { Plot, PlotData } from "./plot.js"

/** What a model predicts on average, and row by row, when one feature takes the values of a grid. */
export interface DependenceLines extends PlotData {
  readonly feature: string
  /** Numbers, or names of categories. */
  readonly grid: readonly number[] | readonly string[]
  readonly average: readonly number[]
  /** [row][point]: individual conditional expectation. */
  readonly individual?: readonly ArrayLike<number>[]
  /** Rows at each point of the grid or nearest to it. */
  readonly counts?: ArrayLike<number>
  /** What is predicted: "margin" or "probability". */
  readonly space: string
  /** The value of the row that is looked at. */
  readonly at?: number | string
}

const HEIGHT = 320
const LEFT = 58
const TOP = 24
const BOTTOM = 44
const STRIP = 26

/** Partial dependence as a line over those of single rows; counts of rows below. */
export const dependenceLinesPlot: Plot<DependenceLines> = {
  heading: ({ feature }) => `What the model predicts as ${feature} changes`,
  summary: ({ feature, average, space }) =>
    `On average the ${space} goes from ${plain(Math.min(...average))} to ${plain(Math.max(...average))} over the values of ${feature}.`,
  definition: ({ individual }) =>
    `partial dependence: the mean prediction with every row at this value${individual ? `; thin lines: ${individual.length} single rows (ICE)` : ""}`,
  table: ({ feature, grid, average, counts, space }) => ({
    columns: [feature, `mean ${space}`, ...(counts ? ["rows nearest"] : [])],
    rows: average.map((value, i) => [grid[i]!, value, ...(counts ? [counts[i]!] : [])]),
  }),
  draw: (data, width) => {
    const { grid, average, individual = [], counts, space } = data
    const bottom = HEIGHT - BOTTOM - (counts ? STRIP : 0)
    const all = [average, ...individual]
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    for (const each of all)
      for (let i = 0; i < each.length; i++) [low, high] = [Math.min(low, each[i]!), Math.max(high, each[i]!)]
    if (low === high) [low, high] = [low - 0.5, high + 0.5]
    const y = scaleLinear([low, high], [bottom, TOP]).nice()
    const { at, axis } = placing(grid, [LEFT, width - 14], HEIGHT - BOTTOM, data.feature)
    // A missing value is no neighbour of the largest one: no line leads to it.
    const path = line<number>((_, i) => at(i), y).defined(
      (_, i) => typeof grid[i] === "string" || Number.isFinite(grid[i]),
    )
    const draw = (values: ArrayLike<number>) => path(Array.from(values)) ?? ""
    const thin = Math.min(1, Math.max(0.12, 50 / individual.length))
    return svg`<svg viewBox="0 0 ${width} ${HEIGHT}" width=${width} height=${HEIGHT} aria-hidden="true">
      ${leftAxis(y, LEFT, width - 14, space)}
      <g opacity=${Math.max(0.3, Math.min(0.45, 20 / individual.length))}>
        ${individual.map((values) => svg`<path class="line" stroke="var(--series-0)" stroke-width=${Math.max(0.6, thin)} d=${draw(values)} />`)}
      </g>
      <path class="line" stroke="var(--series-1)" stroke-width="2.5" d=${draw(average)} />
      ${average.map(
        (value, i) =>
          svg`<circle data-mark="${data.feature} ${named(grid[i]!)}: ${plain(value)}" cx=${at(i)} cy=${y(value)} r=${average.length > 60 ? 2 : 3} fill="var(--series-1)" />`,
      )}
      ${counts ? strip(counts, at, HEIGHT - BOTTOM) : ""} ${axis}
    </svg>`
  },
}

function named(value: number | string): string {
  return typeof value === "number" ? plain(value) : value
}

/** Where the points of a grid stand: numbers on a scale (a missing value at the right end), categories evenly. */
function placing(
  grid: readonly (number | string)[],
  [from, to]: readonly [number, number],
  y: number,
  label: string,
): { at: (i: number) => number; axis: SVGTemplateResult } {
  const numbers = grid.filter((value): value is number => typeof value === "number" && Number.isFinite(value))
  if (numbers.length > 0) {
    const hasMissing = numbers.length < grid.length
    const x = scaleLinear([Math.min(...numbers), Math.max(...numbers)], [from + 4, to - (hasMissing ? 48 : 4)])
    const at = (i: number) => (Number.isFinite(grid[i]) ? x(grid[i] as number) : to - 8)
    const missing = hasMissing ? svg`<text class="small quiet middle" x=${to - 12} y=${y + 15}>missing</text>` : ""
    return { at, axis: svg`${bottomAxis(x, y, label)}${missing}` }
  }
  const x = scalePoint(
    grid.map((_, i) => i),
    [from + 4, to - 4],
  ).padding(0.5)
  const every = Math.ceil(48 / Math.max(1, x.step()))
  const axis = svg`<g class="axis" transform="translate(0 ${y})">
    <line x1=${from} x2=${to} />
    ${grid.map((value, i) => (i % every === 0 ? svg`<text x=${x(i) ?? 0} y="15">${shortened(String(value), Math.max(3, Math.floor((x.step() * every) / 6.4)))}</text>` : ""))}
    <text class="label" x=${(from + to) / 2} y="34">${label}</text>
  </g>`
  return { at: (i) => x(i) ?? 0, axis }
}

/** How many rows lie at each point, as small bars on the axis. */
function strip(counts: ArrayLike<number>, at: (i: number) => number, y: number): SVGTemplateResult {
  const list = Array.from(counts)
  const most = Math.max(...list, 1)
  const gap = list.length > 1 ? Math.abs(at(1) - at(0)) : 20
  const size = Math.max(1, Math.min(14, gap * 0.8))
  return svg`${list.map(
    (count, i) =>
      svg`<rect class="bar count" x=${at(i) - size / 2} width=${size} y=${y - (count / most) * (STRIP - 6)} height=${(count / most) * (STRIP - 6)} />`,
  )}`
}
