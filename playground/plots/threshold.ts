import { drawCurves } from "./curves.js"
import { percent, plain } from "./format.js"
import type { Plot, PlotData } from "./plot.js"

/** Counts at every threshold: rows with a score of at least it are called positive. Thresholds descend. */
export interface ThresholdData extends PlotData {
  readonly thresholds: ArrayLike<number>
  readonly truePositives: ArrayLike<number>
  readonly falsePositives: ArrayLike<number>
  /** All positives and all negatives. */
  readonly positives: number
  readonly negatives: number
  /** What the two kinds of mistake cost; 1 each by default. */
  readonly costs?: Costs
  /** The number of the threshold that is chosen. */
  readonly chosen?: number
}

export interface Costs {
  readonly falsePositive: number
  readonly falseNegative: number
}

/** The rates at one threshold. */
export interface Rates {
  readonly threshold: number
  readonly truePositives: number
  readonly falsePositives: number
  readonly trueNegatives: number
  readonly falseNegatives: number
  readonly precision: number
  readonly recall: number
  readonly specificity: number
  readonly f1: number
  readonly accuracy: number
  /** Share of rows that are called positive. */
  readonly selected: number
  readonly cost: number
}

export function ratesAt(data: ThresholdData, i: number): Rates {
  const { positives, negatives, costs = { falsePositive: 1, falseNegative: 1 } } = data
  const [tp, fp] = [data.truePositives[i]!, data.falsePositives[i]!]
  const [fn, tn] = [positives - tp, negatives - fp]
  const all = positives + negatives
  return {
    threshold: data.thresholds[i]!,
    ...{ truePositives: tp, falsePositives: fp, trueNegatives: tn, falseNegatives: fn },
    precision: tp / (tp + fp),
    recall: tp / positives,
    specificity: tn / negatives,
    f1: (2 * tp) / (2 * tp + fp + fn),
    accuracy: (tp + tn) / all,
    selected: (tp + fp) / all,
    cost: fp * costs.falsePositive + fn * costs.falseNegative,
  }
}

/** The last threshold that is not below a value: all rows with at least this score are positive. */
export function thresholdAtValue({ thresholds }: ThresholdData, value: number): number {
  let i = 0
  while (i + 1 < thresholds.length && thresholds[i + 1]! >= value) i++
  return i
}

/** The threshold that calls the share of rows nearest to the wanted one positive. */
export function thresholdAtShare(data: ThresholdData, share: number): number {
  return best(data, (i) => Math.abs(ratesAt(data, i).selected - share))
}

/** The cheapest threshold. */
export function thresholdAtCost(data: ThresholdData): number {
  return best(data, (i) => ratesAt(data, i).cost)
}

function best({ thresholds }: ThresholdData, of: (i: number) => number): number {
  let found = 0
  let lowest = Number.POSITIVE_INFINITY
  for (let i = 0; i < thresholds.length; i++) {
    const value = of(i)
    if (value < lowest) [found, lowest] = [i, value]
  }
  return found
}

/** Precision, recall and F1 over the thresholds, the chosen one marked. */
export const thresholdPlot: Plot<ThresholdData> = {
  heading: () => "What a threshold does",
  summary: (data) => {
    const { threshold, precision, recall, f1, selected } = ratesAt(data, data.chosen ?? 0)
    return `At ${plain(threshold)}: ${percent(selected)} of rows are called positive, precision ${plain(precision)}, recall ${plain(recall)}, F1 ${plain(f1)}.`
  },
  definition: ({ costs }) =>
    `a row is called positive when its score is at least the threshold${costs ? `; a false positive costs ${plain(costs.falsePositive)}, a false negative ${plain(costs.falseNegative)}` : ""}`,
  table: (data) => ({
    columns: ["threshold", "selected", "precision", "recall", "specificity", "F1", "accuracy", "cost"],
    rows: Array.from({ length: data.thresholds.length }, (_, i) => {
      const rates = ratesAt(data, i)
      const { threshold, selected, precision, recall, specificity, f1, accuracy, cost } = rates
      return [threshold, selected, precision, recall, specificity, f1, accuracy, cost]
    }),
  }),
  draw: (data, width) => {
    const all = Array.from({ length: data.thresholds.length }, (_, i) => ratesAt(data, i))
    const x = all.map(({ threshold }) => threshold)
    const finite = x.filter(Number.isFinite)
    const chosen = data.thresholds[data.chosen ?? 0]!
    return drawCurves(
      {
        x: { label: "threshold", domain: [Math.min(...finite), Math.max(...finite)] },
        y: { label: "rate", domain: [0, 1.01] },
        curves: [
          ...(["precision", "recall", "f1"] as const).map((name) => ({
            name: name === "f1" ? "F1" : name,
            ...{ x: finite, y: all.slice(x.length - finite.length).map((rates) => rates[name]) },
          })),
          { name: `chosen: ${plain(chosen)}`, x: [chosen, chosen], y: [0, 1.01], guide: true },
        ],
      },
      width,
    )
  },
}
