import { scaleLinear } from "d3-scale"
import { svg } from "lit"
import { bottomAxis, fitting, leftAxis, nameRoom } from "./axis.js"
import { percent, plain, shortened, whole } from "./format.js"
import type { Plot, PlotData } from "./plot.js"

/** How often values occur: numbers in bins, or categories. */
export interface HistogramData extends PlotData {
  readonly name: string
  /** Bins of numbers with their edges, one more than counts; or names of categories, as many as counts. */
  readonly edges?: readonly number[]
  readonly categories?: readonly string[]
  readonly counts: readonly number[]
  readonly missing: number
}

const HEIGHT = 220
const LEFT = 58
const TOP = 24
const ROW = 22
const MOST = 15

/** Upright bars for numbers; lying bars with names for categories. */
export const histogramPlot: Plot<HistogramData> = {
  heading: ({ name }) => `Values of ${name}`,
  summary: ({ counts, missing }) => {
    const all = counts.reduce((sum, count) => sum + count, missing)
    return missing > 0
      ? `${percent(missing / Math.max(1, all))} of ${whole(all)} rows are missing.`
      : `${whole(all)} rows, none missing.`
  },
  definition: ({ edges }) => (edges ? `counts in ${edges.length - 1} bins of equal width` : "counts of each category"),
  table: ({ edges, categories, counts, missing }) => ({
    columns: edges ? ["from", "to", "rows"] : ["category", "rows"],
    rows: [
      ...counts.map((count, i) => (edges ? [edges[i]!, edges[i + 1]!, count] : [categories?.[i] ?? "", count])),
      ...(missing > 0 ? [edges ? ["missing", "", missing] : ["missing", missing]] : []),
    ],
  }),
  draw: (data, width) => (data.edges ? upright(data, data.edges, width) : lying(data, width)),
}

function upright({ name, counts }: HistogramData, edges: readonly number[], width: number) {
  const x = scaleLinear([edges[0]!, edges.at(-1)!], [LEFT + 2, width - 14])
  const y = scaleLinear([0, Math.max(...counts, 1)], [HEIGHT - 44, TOP]).nice()
  return svg`<svg viewBox="0 0 ${width} ${HEIGHT}" width=${width} height=${HEIGHT} aria-hidden="true">
    ${leftAxis(y, LEFT, width - 14, "rows", whole)}
    ${counts.map((count, i) => {
      const [from, to] = [x(edges[i]!), x(edges[i + 1]!)]
      return svg`<rect data-mark="${plain(edges[i]!)} to ${plain(edges[i + 1]!)}: ${whole(count)} rows" fill="var(--series-0)"
        x=${from} width=${Math.max(0.5, to - from - 1)} y=${y(count)} height=${Math.max(0, y(0) - y(count))} />`
    })}
    ${bottomAxis(x, HEIGHT - 44, name)}
  </svg>`
}

function lying({ categories = [], counts }: HistogramData, width: number) {
  const sorted = counts.map((count, i) => ({ name: categories[i] ?? "", count })).sort((a, b) => b.count - a.count)
  const first = sorted.slice(0, sorted.length > MOST ? MOST - 1 : MOST)
  const rest = sorted.slice(first.length)
  const rows =
    rest.length > 0
      ? [...first, { name: `${rest.length} others`, count: rest.reduce((sum, { count }) => sum + count, 0) }]
      : first
  const names = nameRoom(width)
  const x = scaleLinear([0, Math.max(...rows.map(({ count }) => count), 1)], [names, width - 70])
  const height = rows.length * ROW + 4
  return svg`<svg viewBox="0 0 ${width} ${height}" width=${width} height=${height} aria-hidden="true">
    ${rows.map(
      ({ name, count }, i) => svg`<g transform="translate(0 ${i * ROW})" data-mark="${name}: ${whole(count)} rows">
        <text class="name" x=${names - 8} y=${ROW / 2}>${shortened(name, fitting(names))}</text>
        <rect fill="var(--series-0)" x=${names} y="3" width=${Math.max(0, x(count) - names)} height=${ROW - 6} />
        <text class="value" x=${x(count) + 6} y=${ROW / 2}>${whole(count)}</text>
      </g>`,
    )}
  </svg>`
}
