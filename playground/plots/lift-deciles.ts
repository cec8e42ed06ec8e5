import { percent, plain, whole } from "./format.js"
import type { Plot, PlotData } from "./plot.js"
import { uprightBars } from "./upright-bars.js"

/** Rows in parts of equal size by score, the best part first. */
export interface LiftData extends PlotData {
  /** Which of the two lifts is drawn: each part's own, or of all parts so far. */
  readonly kind: "per part" | "cumulative"
  readonly parts: readonly { readonly rows: number; readonly positives: number; readonly lift: number }[]
}

export const liftPlot: Plot<LiftData> = {
  heading: ({ parts }) => (parts.length === 10 ? "Lift by decile" : `Lift in ${parts.length} parts`),
  summary: ({ parts }) =>
    `The best tenth holds ${plain(parts[0]?.lift ?? Number.NaN)} times the positives of a random one.`,
  definition: ({ kind }) =>
    `${kind === "cumulative" ? "cumulative lift: positives among all rows so far" : "lift of each part: its share of positives"} over the share in all rows; part 1 has the highest scores; the line is 1`,
  table: ({ parts }) => ({
    columns: ["part", "rows", "positives", "share", "lift"],
    rows: parts.map(({ rows, positives, lift }, i) => [i + 1, rows, positives, rows > 0 ? positives / rows : "", lift]),
  }),
  draw: ({ parts, kind }, width) =>
    uprightBars(
      {
        x: "part (1 = highest scores)",
        y: kind === "cumulative" ? "cumulative lift" : "lift",
        reference: 1,
        bars: parts.map(({ rows, positives, lift }, i) => ({
          name: String(i + 1),
          value: lift,
          said: `part ${i + 1}: lift ${plain(lift)}, ${whole(positives)} of ${whole(rows)} rows positive (${percent(positives / Math.max(1, rows))})`,
        })),
      },
      width,
    ),
}
