import { plain, signed } from "./format.js"
import { drawHeatGrid } from "./heat-grid.js"
import type { Plot, PlotData } from "./plot.js"

/** How features rank the targets of other dates. */
export interface FeatureLagData extends PlotData {
  readonly lags: readonly number[]
  readonly features: readonly {
    readonly name: string
    /** One a lag; null where it is not defined. */
    readonly ic: readonly (number | null)[]
    readonly low: readonly (number | null)[]
    readonly high: readonly (number | null)[]
    readonly dates: readonly number[]
    /** Strong as used, gone a date earlier. */
    readonly collapses: boolean
  }[]
  /** The same ids on neighbouring dates, or the means of dates. */
  readonly kind: "panel" | "dates"
  readonly leftOut?: readonly string[]
}

/** Features by lags: one that ranks its own date's target only is darkest in the middle. */
export const featureLagPlot: Plot<FeatureLagData> = {
  heading: () => "Rank IC of each feature at lags",
  summary: ({ features, kind }) => {
    const gone = features.filter(({ collapses }) => collapses).map(({ name }) => name)
    if (features.length === 0) return "No feature has an order."
    if (kind === "dates") {
      const largest = features.reduce((a, b) => (now(a) >= now(b) ? a : b))
      return `Over the means of the dates ${largest.name} ranks the target best, ${plain(now(largest))} at lag 0.`
    }
    return gone.length > 0
      ? `${gone.slice(0, 3).join(", ")}${gone.length > 3 ? ` and ${gone.length - 3} more` : ""} ${gone.length === 1 ? "ranks the target of its" : "rank the target of their"} own date and hardly that of the next: fresh news each date, or the answer itself.`
      : "No feature loses its rank IC when it is taken one date earlier."
  },
  definition: ({ kind, leftOut = [] }) =>
    `Spearman\u2019s correlation of a feature with the target, ${kind === "panel" ? "date by date over the ids of both dates, mean over dates" : "over the means of the dates: ids do not come again"}; lag 1: the feature is one date older than the target; lag \u22121: one date younger, known too late${kind === "panel" ? "; ! at lag 0 above 0.1 and at lag 1 below 0.3 of that" : ""}${leftOut.length > 0 ? `; text has no order: ${leftOut.join(", ")}` : ""}`,
  table: ({ features, lags }) => ({
    columns: ["feature", "lag", "rank IC", "low", "high", "dates", "collapses"],
    rows: features.flatMap(({ name, ic, low, high, dates, collapses }) =>
      lags.map((lag, i) => [name, lag, ic[i] ?? "", low[i] ?? "", high[i] ?? "", dates[i]!, collapses ? "yes" : "no"]),
    ),
  }),
  draw: ({ features, lags }, width) => {
    const all = features.flatMap(({ ic }) => ic.map((value) => Math.abs(value ?? 0)))
    const most = Math.max(0.1, ...all)
    return drawHeatGrid(
      {
        columns: lags.map((lag) => (lag > 0 ? `+${lag}` : String(lag).replace("-", "\u2212"))),
        label: "dates from the feature to the target",
        rows: features.map(({ name, ic, low, high, collapses }) => ({
          ...{ name, marked: collapses },
          cells: ic.map((value, i) => ({
            share: value === null ? Number.NaN : Math.abs(value) / most,
            minus: (value ?? 0) < 0,
            text: value === null ? "" : signed(value),
            said: `${name}, lag ${lags[i]}: ${value === null ? "not defined" : `${plain(value)}${low[i] == null ? "" : ` [${plain(low[i])}, ${plain(high[i]!)}]`}`}`,
          })),
        })),
      },
      width,
    )
  },
}

/** |rank IC| of the feature as it is used. */
function now({ ic }: FeatureLagData["features"][number]): number {
  return Math.abs(ic[(ic.length - 1) / 2] ?? 0)
}
