import { drawCurves } from "./curves.js"
import { plain, withInterval } from "./format.js"
import type { Plot, PlotData } from "./plot.js"

/** Precision against recall of one or more models or folds. */
export interface PrecisionRecallData extends PlotData {
  /** The share of positives: what chance reaches. */
  readonly prevalence: number
  readonly curves: readonly {
    readonly name: string
    readonly recall: ArrayLike<number>
    readonly precision: ArrayLike<number>
    readonly averagePrecision: number
    readonly interval?: readonly [number, number]
  }[]
}

export const precisionRecallPlot: Plot<PrecisionRecallData> = {
  heading: () => "Precision and recall",
  summary: ({ curves, prevalence }) =>
    `${curves.map(({ name, averagePrecision, interval }) => `${name}: AP ${withInterval(averagePrecision, interval)}`).join("; ")}; chance is ${plain(prevalence)}`,
  definition: () => "AP: mean precision, weighed by the steps of recall, without interpolation",
  table: ({ curves }) => ({
    columns: ["curve", "recall", "precision"],
    rows: curves.flatMap(({ name, recall, precision }) => Array.from(recall, (rate, i) => [name, rate, precision[i]!])),
  }),
  draw: ({ curves, prevalence }, width) =>
    drawCurves(
      {
        square: true,
        x: { label: "Recall", domain: [-0.01, 1.01] },
        y: { label: "Precision", domain: [-0.01, 1.01] },
        curves: [
          ...curves.map(({ name, averagePrecision, interval, recall, precision }) => ({
            name: `${name} (AP = ${withInterval(averagePrecision, interval)})`,
            ...{ x: recall, y: precision, stepped: true },
          })),
          { name: `Chance level (AP = ${plain(prevalence)})`, x: [0, 1], y: [prevalence, prevalence], guide: true },
        ],
      },
      width,
    ),
}
