import { drawCurves } from "./curves.js"
import { withInterval } from "./format.js"
import type { Plot, PlotData } from "./plot.js"

/** Receiver operating characteristics of one or more models or folds, each from (0, 0) to (1, 1). */
export interface RocData extends PlotData {
  readonly curves: readonly {
    readonly name: string
    readonly falsePositiveRate: ArrayLike<number>
    readonly truePositiveRate: ArrayLike<number>
    readonly auc: number
    readonly interval?: readonly [number, number]
    /** Band of the true positive rate. */
    readonly low?: ArrayLike<number>
    readonly high?: ArrayLike<number>
  }[]
}

export const rocPlot: Plot<RocData> = {
  heading: () => "ROC curve",
  summary: ({ curves }) =>
    curves.map(({ name, auc, interval }) => `${name}: AUC ${withInterval(auc, interval)}`).join("; "),
  definition: ({ curves }) =>
    `true against false positive rate over all thresholds; AUC is the chance that a positive ranks above a negative${curves.some(({ interval }) => interval) ? "; brackets: 95 % interval" : ""}`,
  table: ({ curves }) => ({
    columns: ["curve", "false positive rate", "true positive rate"],
    rows: curves.flatMap(({ name, falsePositiveRate, truePositiveRate }) =>
      Array.from(falsePositiveRate, (rate, i) => [name, rate, truePositiveRate[i]!]),
    ),
  }),
  draw: ({ curves }, width) =>
    drawCurves(
      {
        square: true,
        x: { label: "False Positive Rate", domain: [-0.01, 1.01] },
        y: { label: "True Positive Rate", domain: [-0.01, 1.01] },
        curves: [
          ...curves.map(({ name, auc, interval, falsePositiveRate: x, truePositiveRate: y, low, high }) => ({
            name: `${name} (AUC = ${withInterval(auc, interval)})`,
            ...{ x, y, ...(low && { low }), ...(high && { high }) },
          })),
          { name: "Chance level (AUC = 0.5)", x: [0, 1], y: [0, 1], guide: true },
        ],
      },
      width,
    ),
}
