import { scaleLinear } from "d3-scale"
import { type SVGTemplateResult, svg } from "lit"
import { bottomAxis, nameRoom } from "./axis.js"
import { fittingName, plain, shortened } from "./format.js"
import type { Plot, PlotData } from "./plot.js"

/** By how much a metric falls when a feature's values are shuffled, over several shuffles. */
export interface PermutationData extends PlotData {
  readonly metric: string
  /** Sorted by the mean of the first set, the largest first. */
  readonly features: readonly { readonly name: string; readonly sets: readonly (readonly number[])[] }[]
  /** "test", "train": as many as each feature has lists. */
  readonly sets: readonly string[]
  readonly most?: number
}

const TOP = 24

/** Lying boxes, test above train, so that a feature that helps in training only is seen at once. */
export const permutationPlot: Plot<PermutationData> = {
  heading: ({ sets }) => `Drop when shuffled (${sets.join(" and ")} set)`,
  summary: ({ features, metric }) => {
    const first = features[0]
    return first
      ? `Without ${first.name}, ${metric} falls by ${plain(meanOf(first.sets[0] ?? []))} on average.`
      : "No features."
  },
  definition: ({ metric, features }) =>
    `permutation importance: decrease in ${metric} over ${features[0]?.sets[0]?.length ?? 0} shuffles; box: quartiles and median, whiskers: all shuffles`,
  table: ({ features, sets }) => ({
    columns: ["feature", ...sets.flatMap((set) => [`mean ${set}`, `SD ${set}`])],
    rows: features.map(({ name, sets: lists }) => [name, ...lists.flatMap((values) => [meanOf(values), sdOf(values)])]),
  }),
  draw: ({ features, sets, metric, most = 15 }, width) => {
    const shown = features.slice(0, most)
    const row = sets.length * 13 + 8
    const names = nameRoom(width)
    const all = shown.flatMap(({ sets: lists }) => lists.flat())
    const x = scaleLinear([Math.min(0, ...all), Math.max(...all, 1e-12)], [names + 4, width - 14]).nice()
    const height = TOP + shown.length * row
    return svg`<svg viewBox="0 0 ${width} ${height + 44}" width=${width} height=${height + 44} aria-hidden="true">
      ${sets.map(
        (set, s) => svg`<g transform="translate(${names + s * 100} 6)">
          <rect width="14" height="9" y="-4" fill=${fill(s)} stroke=${stroke(s)} /><text class="small" x="20">${shortened(set, 11)}</text>
        </g>`,
      )}
      <line class="chance" x1=${x(0)} x2=${x(0)} y1=${TOP - 4} y2=${height} />
      ${shown.map(
        ({ name, sets: lists }, i) => svg`<g transform="translate(0 ${TOP + i * row})">
          <text class="name" x=${names - 8} y=${row / 2}>${fittingName(name, names)}</text>
          ${lists.map((values, s) => box(values, x, 4 + s * 13, s, `${name}, ${sets[s]}`))}
        </g>`,
      )}
      ${bottomAxis(x, height, `Decrease in ${metric}`)}
    </svg>`
  },
}

function box(
  values: readonly number[],
  x: (value: number) => number,
  y: number,
  s: number,
  said: string,
): SVGTemplateResult {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) => x(quantile(sorted, share))
  const color = stroke(s)
  return svg`<g data-mark="${said}: median ${plain(quantile(sorted, 0.5))}, ${plain(sorted[0]!)} to ${plain(sorted.at(-1)!)}">
    <path class="line" stroke=${color} stroke-width="1.2" d="M${at(0)} ${y + 5.5}H${at(1)}M${at(0)} ${y + 2}v7M${at(1)} ${y + 2}v7" />
    <rect x=${at(0.25)} y=${y} width=${Math.max(1, at(0.75) - at(0.25))} height="11" fill=${fill(s)} stroke=${color} stroke-width="1.2" />
    <line stroke=${color} stroke-width="2.4" x1=${at(0.5)} x2=${at(0.5)} y1=${y} y2=${y + 11} />
  </g>`
}

/** The second set is hollow: told apart without colour. */
function fill(s: number): string {
  return s === 0 ? "color-mix(in srgb, var(--series-0) 35%, var(--ground))" : "var(--ground)"
}

function stroke(s: number): string {
  return `var(--series-${s % 6})`
}

/** Linear between order statistics, as numpy's default. */
export function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1)
  const low = sorted[Math.floor(place)]!
  return low + (sorted[Math.ceil(place)]! - low) * (place % 1)
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function sdOf(values: readonly number[]): number {
  const mean = meanOf(values)
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)))
}
