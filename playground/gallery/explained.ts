import { heatmapData, histogramData } from "../feature-facts.js"
import { decisionOf, partsOf } from "../row-facts.js"
import { exampleResult } from "./data.js"

export const { explanation, table, ranking } = exampleResult(400)
const ranked = ranking.map(({ feature }) => feature)

/** One row of the example in parts. */
export const exampleRow = partsOf(explanation, table, 3, 0, "row 3")
export const exampleDecisions = decisionOf(
  explanation,
  table,
  Array.from({ length: 9 }, (_, i) => `row ${i}`),
  ranked,
  0,
)
export const exampleHeatmap = heatmapData(explanation, ranking, 0)
export const exampleHistogram = histogramData(table, "volatility", "volatility")
export const exampleCategories = histogramData(table, "sector", "sector")
const grid = Array.from({ length: 40 }, (_, i) => -1 + i / 20)
export const exampleLines = {
  feature: "momentum_12m",
  grid: [...grid, Number.NaN],
  average: [...grid.map((value) => Math.tanh(2 * value)), 0.2],
  individual: Array.from({ length: 40 }, (_, k) => [
    ...grid.map((value) => Math.tanh(2 * value + k / 20 - 1) + k / 40 - 0.5),
    0.2,
  ]),
  counts: [...grid.map((value) => Math.round(40 * (1 - value * value))), 12],
  space: "margin",
  rows: { in: 400, used: 400 },
}
export const exampleInteractions = {
  features: ranked.slice(0, 8),
  strengths: Array.from({ length: 64 }, (_, i) => 0.2 / (1 + (Math.floor(i / 8) + (i % 8)) * 1.3)),
  rows: { in: 400, used: 300, sample: "uniform sample, seed 0" },
}
