import { scaleLinear } from "d3-scale"
import { svg } from "lit"
import { bottomAxis, nameRoom } from "./axis.js"
import { fittingName, plain } from "./format.js"
import type { Plot, PlotData } from "./plot.js"

/** How well each feature alone orders the target, beside the model. */
export interface LoneData extends PlotData {
  readonly metric: "auc" | "spearman"
  /** The highest first. */
  readonly features: readonly {
    readonly feature: string
    readonly score: number
    readonly rises: boolean
    readonly rows: number
  }[]
  /** The model's own score. */
  readonly model?: number
  /** Features without an order. */
  readonly leftOut?: readonly string[]
  readonly most?: number
}

const ROW = 24
const TOP = 26

/** Bars from what chance reaches; the dashed line is the model. */
export const lonePlot: Plot<LoneData> = {
  heading: ({ metric }) => `${metric === "auc" ? "AUC" : "Rank correlation"} of each feature alone`,
  summary: ({ features, model }) => {
    const first = features[0]
    if (!first) return "No feature has an order."
    const beside = model === undefined ? "" : `; the model reaches ${plain(model)}`
    return `${first.feature} alone reaches ${plain(first.score)}${beside}.`
  },
  definition: ({ metric, leftOut = [] }) =>
    `${metric === "auc" ? "the larger of AUC and 1 \u2212 AUC when the feature is the score" : "|Spearman\u2019s correlation| of feature and target"}, over rows that have both; + rises with the target, \u2212 falls${leftOut.length > 0 ? `; text has no order: ${leftOut.join(", ")}` : ""}`,
  table: ({ features }) => ({
    columns: ["feature", "score", "direction", "rows"],
    rows: features.map(({ feature, score, rises, rows }) => [feature, score, rises ? "+" : "\u2212", rows]),
  }),
  draw: ({ features, metric, model, most = 15 }, width) => {
    const shown = features.slice(0, most)
    const names = nameRoom(width)
    const chance = metric === "auc" ? 0.5 : 0
    const largest = Math.max(...shown.map(({ score }) => score), model ?? 0, chance + 0.1)
    const x = scaleLinear([chance, Math.min(1, largest * 1.04)], [names + 4, width - 60])
    const height = TOP + shown.length * ROW
    return svg`<svg viewBox="0 0 ${width} ${height + 44}" width=${width} height=${height + 44} aria-hidden="true">
      ${model === undefined ? "" : svg`<line class="chance" x1=${x(model)} x2=${x(model)} y1="14" y2=${height} /><text class="small middle" x=${Math.min(x(model), width - 40)} y="7">model ${plain(model)}</text>`}
      ${shown.map(
        (
          { feature, score, rises },
          i,
        ) => svg`<g transform="translate(0 ${TOP + i * ROW})" data-mark="${feature}: ${plain(score)}, ${rises ? "rises" : "falls"} with the target">
          <text class="name" x=${names - 8} y=${ROW / 2}>${fittingName(feature, names)}</text>
          <rect fill="var(--series-0)" x=${x(chance)} y="4" height=${ROW - 8} width=${Math.max(0, x(score) - x(chance))} />
          <text class="value halo" x=${x(score) + 6} y=${ROW / 2}>${rises ? "+" : "\u2212"} ${score.toFixed(3)}</text>
        </g>`,
      )}
      <line class="zero" x1=${x(chance)} x2=${x(chance)} y1=${TOP} y2=${height} />
      ${bottomAxis(x, height, metric === "auc" ? "AUC (chance is 0.5)" : "|rank correlation|")}
    </svg>`
  },
}
