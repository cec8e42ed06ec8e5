import { type PlotFile, type PlottedExplanation, type Table, takeRows } from "../../src/index.js"
import { heatmapData, interactionData, strongestPartner } from "../feature-facts.js"
import { decisionPlot } from "../plots/decision.js"
import { forcePlot } from "../plots/force.js"
import { importancePlot } from "../plots/importance-bars.js"
import { interactionPlot } from "../plots/interaction-heatmap.js"
import { magnitudeOf, paletteOf } from "../plots/palette.js"
import { accountText, type RowAccount } from "../plots/plot.js"
import { waterfallPlot } from "../plots/waterfall.js"
import { decisionOf, partsOf } from "../row-facts.js"
import { dependenceCloud } from "../shap-clouds.js"
import { drawBeeswarmShapes, SWARM_ROWS } from "./beeswarm-svg.js"
import { framed } from "./framed.js"
import { drawHeatmapShapes, HEATMAP_COLUMNS } from "./heatmap-svg.js"
import { cloudFile, drawnNote, file } from "./kinds.js"

/** Rows of a decision plot. */
const DECISIONS = 20

type Asked = PlottedExplanation<Table>

/** Every plot of an explanation, by the name of its file. */
export function shapPlots(asked: Asked, width: number): PlotFile[] {
  const { explanation, table, row, output, ranking, strengths } = asked
  const rows = accountOf(asked)
  if (table.rows === 0) return [{ name: "bar", svg: bars(asked, rows, width) }]
  const parts = partsOf(explanation, table, row, output, rowName(asked, row))
  const ranked = ranking.map(({ feature }) => feature)
  return [
    { name: "bar", svg: bars(asked, rows, width) },
    { name: "beeswarm", svg: beeswarm(asked, rows, width) },
    { name: "waterfall", svg: file(waterfallPlot, parts, width) },
    { name: "force", svg: file(forcePlot, parts, width) },
    { name: "decision", svg: decisions(asked, width) },
    { name: "heatmap", svg: heatmap(asked, width) },
    ...dependences(asked, rows, width),
    ...(strengths
      ? [{ name: "interactions", svg: interactions(explanation.features, strengths, ranked, rows, width) }]
      : []),
  ]
}

function accountOf({ explanation, table, total }: Asked): RowAccount {
  return { in: total, used: table.rows, ...(explanation.sample && { sample: "uniform sample" }) }
}

function rowName({ explanation }: Asked, row: number): string {
  return `row ${explanation.sample?.[row] ?? row}`
}

function bars({ explanation, ranking }: Asked, rows: RowAccount, width: number): string {
  const all = ranking.map(({ feature, meanAbsShap: value, meanShap: mean, direction }) => {
    return { feature, value, mean, direction }
  })
  const space = explanation.space === "raw" ? "margin" : "probability"
  return file(importancePlot, { bars: all, space, most: 20, rows }, width)
}

function beeswarm({ explanation, ranking, table, output }: Asked, rows: RowAccount, width: number): string {
  return framed({
    heading: "Effect on each row",
    summary: `One dot a row; ${ranking[0]?.feature ?? "no feature"} moves predictions most.`,
    definition:
      "SHAP values; colours run from the 5th to the 95th percentile of the feature's values, grey: missing or a category",
    drawing: drawBeeswarmShapes(explanation, ranking, table, output, width),
    notes: [accountText(rows), ...drawnNote(table.rows, SWARM_ROWS)],
  })
}

function decisions(asked: Asked, width: number): string {
  const { explanation, table, output, ranking, row } = asked
  const chosen = [row, ...Array.from({ length: table.rows }, (_, i) => i).filter((i) => i !== row)].slice(0, DECISIONS)
  const values = explanation.values.map((columns) =>
    columns.map((column) => Float64Array.from(chosen, (i) => column[i]!)),
  )
  const some = { ...explanation, values }
  const names = chosen.map((i) => rowName(asked, i))
  const ranked = ranking.map(({ feature }) => feature)
  const data = decisionOf(some, takeRows(table, chosen), names, ranked, output)
  const rows = { in: table.rows, used: chosen.length }
  return file(decisionPlot, { ...data, palette: paletteOf("shap", false), rows }, width)
}

function heatmap({ explanation, ranking, output, table }: Asked, width: number): string {
  const used = Math.min(table.rows, HEATMAP_COLUMNS)
  const data = heatmapData(explanation, ranking, output)
  return framed({
    heading: "Effects of all features, row by row",
    summary: `${data.lines[0]?.name ?? "none"} stands on top; rows are ${data.order}.`,
    definition: "SHAP values; colours end at the 99th percentile of their size; bars at the right are mean |SHAP|",
    drawing: drawHeatmapShapes(data, width),
    notes: [accountText({ in: table.rows, used, ...(used < table.rows && { sample: "every k-th row" }) })],
  })
}

/** The most important features, coloured by what interacts with them most where that is known. */
function dependences(asked: Asked, rows: RowAccount, width: number): PlotFile[] {
  const { explanation, ranking, strengths, table, output } = asked
  const pairs = strengths && { features: explanation.features, strengths: Float64Array.from(strengths) }
  return ranking.slice(0, asked.dependence).map(({ feature }, i) => {
    const color = (pairs && strongestPartner(pairs, feature)) ?? ""
    const cloud = dependenceCloud(explanation, table, { feature, color, output })
    const place = String(i + 1).padStart(2, "0")
    return { name: `dependence_${place}_${fileNamed(feature)}`, svg: cloudFile({ ...cloud, rows }, width) }
  })
}

function interactions(
  features: readonly string[],
  strengths: ArrayLike<number>,
  ranked: readonly string[],
  rows: RowAccount,
  width: number,
): string {
  const found = { features, strengths: Float64Array.from(strengths), rows: rows.used }
  const data = interactionData(found, ranked, rows.in)
  return file(interactionPlot, { ...data, rows, palette: magnitudeOf("shap", false) }, width)
}

/** A name that every file system takes. */
function fileNamed(feature: string): string {
  return feature.replace(/[^\p{L}\p{N}_-]+/gu, "_").slice(0, 60) || "feature"
}
