import { scaleLinear } from "d3-scale"
import { line } from "d3-shape"
import { svg } from "lit"
import { bottomAxis, fitting, nameRoom } from "./axis.js"
import { effect, plain, shortened } from "./format.js"
import type { Palette } from "./palette.js"
import type { Plot, PlotData } from "./plot.js"

/** Rows whose margins are built up feature by feature. */
export interface DecisionData extends PlotData {
  /** The features from the least important (bottom) to the most (top). */
  readonly features: readonly string[]
  readonly base: number
  readonly lines: readonly {
    readonly name: string
    /** A number a feature, in the same order. */
    readonly shap: readonly number[]
    /** Drawn over the others, its values written. */
    readonly chosen?: boolean
    /** Values as text, for the chosen one. */
    readonly values?: readonly string[]
  }[]
  /** Features that are drawn; the others are summed below, where the lines start. */
  readonly most?: number
  readonly palette?: Palette
}

/** Room for the values of the chosen row, of eleven characters at most. */
const RIGHT = 64
const ROW = 24
const TOP = 26

/** How rows' margins come about, from the base value at the bottom upward, a line a row. */
export const decisionPlot: Plot<DecisionData> = {
  heading: ({ lines }) => (lines.length === 1 ? `How ${lines[0]!.name} is decided` : "How rows are decided"),
  summary: ({ lines, base }) => {
    const chosen = lines.find(({ chosen }) => chosen) ?? lines[0]
    const end = chosen ? base + chosen.shap.reduce((sum, value) => sum + value, 0) : base
    return `${lines.length} ${lines.length === 1 ? "row" : "rows"} from the base value ${plain(base)} upward; ${chosen?.name ?? "none"} ends at ${plain(end)}.`
  },
  definition: () => "cumulative SHAP values, features by mean |SHAP|; the line's colour is its end",
  table: ({ features, lines }) => ({
    columns: ["feature", ...lines.map(({ name }) => name)],
    rows: features.map((feature, j) => [feature, ...lines.map(({ shap }) => shap[j]!)]).toReversed(),
  }),
  draw: (data, width) => {
    const { base, lines, most = 20 } = data
    const from = Math.max(0, data.features.length - most)
    const features = data.features.slice(from)
    const paths = lines.map((each) => ({ ...each, at: path(each.shap, base, from) }))
    const reach = Math.max(...paths.flatMap(({ at }) => at.map((value) => Math.abs(value - base))), 1e-12) * 1.08
    const names = nameRoom(width)
    const x = scaleLinear([base - reach, base + reach], [names + 6, width - RIGHT])
    const height = features.length * ROW
    const y = (j: number) => TOP + height - j * ROW
    const draw = line<number>(
      (value) => x(value),
      (_, j) => y(j),
    )
    const ends = paths.map(({ at }) => at.at(-1)!)
    const [low, high] = [Math.min(...ends, base), Math.max(...ends, base)]
    const color = (end: number) => data.palette?.css(high > low ? (end - low) / (high - low) : 0.5) ?? "var(--series-0)"
    const sorted = paths.toSorted((a, b) => Number(a.chosen ?? false) - Number(b.chosen ?? false))
    return svg`<svg viewBox="0 0 ${width} ${TOP + height + 46}" width=${width} height=${TOP + height + 46} aria-hidden="true">
      ${features.map(
        (feature, j) => svg`
          <line class="row-line" x1=${names} x2=${width - RIGHT} y1=${y(j + 0.5)} y2=${y(j + 0.5)} />
          <text class="name" x=${names - 8} y=${y(j + 0.5)}>${shortened(feature, fitting(names))}</text>`,
      )}
      <line class="zero" x1=${x(base)} x2=${x(base)} y1=${TOP} y2=${TOP + height} />
      <text class="quiet small middle" x=${x(base)} y="10">base value ${plain(base)}</text>
      ${sorted.map(
        ({ name, at, chosen }) => svg`<path
          class="line"
          data-mark="${name}: ${plain(at.at(-1)!)}"
          d=${draw(at) ?? ""}
          stroke=${color(at.at(-1)!)}
          stroke-width=${chosen || lines.length === 1 ? 3 : 1.2}
          opacity=${chosen || lines.length <= 20 ? 1 : 0.5}
        />`,
      )}
      ${lines
        .filter(({ chosen }) => chosen)
        .map(({ values, shap }) =>
          features.map((_, j) => {
            const text = values ? `(${shortened(values[from + j]!, 9)})` : effect(shap[from + j]!)
            return svg`<text class="small quiet" x=${width - RIGHT + 4} y=${y(j + 0.5)}>${text}</text>`
          }),
        )}
      ${bottomAxis(x, TOP + height, "model output value")}
    </svg>`
  },
}

/** Where a row stands below each feature and at the end. */
function path(shap: readonly number[], base: number, from: number): number[] {
  let at = base
  const all = [base]
  for (const value of shap) {
    at += value
    all.push(at)
  }
  return all.slice(from)
}
