import { svg } from "lit"
import { effect, plain, shortened } from "./format.js"
import type { Palette } from "./palette.js"
import type { Plot, PlotData } from "./plot.js"

/** How strongly pairs of features act together. */
export interface InteractionData extends PlotData {
  /** In the order they are drawn. */
  readonly features: readonly string[]
  /** features x features, row-major, symmetric: mean |interaction|; the diagonal is not drawn. */
  readonly strengths: ArrayLike<number>
  readonly palette?: Palette
}

const TOP = 8

/** A square of pairs, the darker the stronger; each pair once, below the diagonal. */
export const interactionPlot: Plot<InteractionData> = {
  heading: () => "Which features act together",
  summary: (data) => {
    const [best] = pairsOf(data)
    return best
      ? `${best.a} and ${best.b} interact most: ${plain(best.strength)} on average.`
      : "There is only one feature."
  },
  definition: () => "mean |SHAP interaction value| of a pair; a pair's entry is half of its joint effect",
  table: (data) => ({
    columns: ["feature", "with", "mean |interaction|"],
    rows: pairsOf(data).map(({ a, b, strength }) => [a, b, strength]),
  }),
  draw: (data, width) => {
    const { features, palette } = data
    const names = Math.min(150, width * 0.32)
    const size = Math.max(12, Math.min(44, (width - names - Math.min(110, width * 0.24)) / features.length))
    const height = TOP + features.length * size + 6
    const pairs = pairsOf(data)
    const most = pairs[0]?.strength || 1
    const at = new Map(features.map((name, i) => [name, i]))
    return svg`<svg viewBox="0 0 ${width} ${height}" width=${width} height=${height} aria-hidden="true">
      ${features.map(
        (name, i) => svg`
          <text class="name small" x=${names - 6} y=${TOP + (i + 0.5) * size}>${i === 0 ? "" : shortened(name, Math.floor(names / 6.2))}</text>
          <text class="small quiet" x=${names + i * size + 4} y=${TOP + (i + 0.5) * size}>${i === features.length - 1 ? "" : shortened(name, Math.max(3, Math.floor((width - names - i * size) / 6.4)))}</text>`,
      )}
      ${pairs.map(({ a, b, strength }) => {
        const [i, j] = [Math.max(at.get(a)!, at.get(b)!), Math.min(at.get(a)!, at.get(b)!)]
        const text = size >= 40 ? effect(strength).replace("+", "") : ""
        const share = strength / most
        return svg`<g data-mark="${a} with ${b}: ${plain(strength)}">
          <rect x=${names + j * size + 1} y=${TOP + i * size + 1} width=${size - 2} height=${size - 2} rx="2"
            fill=${palette?.css(share) ?? "var(--series-0)"} stroke="var(--line)" />
          ${text && share < 0.45 ? svg`<text class="small middle" x=${names + (j + 0.5) * size} y=${TOP + (i + 0.5) * size}>${text}</text>` : ""}
        </g>`
      })}
    </svg>`
  },
}

function pairsOf({ features, strengths }: InteractionData): { a: string; b: string; strength: number }[] {
  const count = features.length
  const pairs = features.flatMap((a, i) =>
    features.slice(i + 1).map((b, k) => ({ a, b, strength: strengths[i * count + i + 1 + k]! })),
  )
  return pairs.sort((x, y) => y.strength - x.strength)
}
