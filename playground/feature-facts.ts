import {
  type Column,
  columnNamed,
  type Ensemble,
  type Explanation,
  type PartialDependence,
  type Table,
} from "../src/index.js"
import type { Engine } from "../src/remote.js"
import { histogramOf } from "./plots/cloud.js"
import type { DependenceLines } from "./plots/dependence-lines.js"
import type { HistogramData } from "./plots/histogram.js"
import type { InteractionData } from "./plots/interaction-heatmap.js"
import type { HeatmapData } from "./plots/shap-heatmap.js"
import { topFeatures } from "./plots/top-features.js"

/** Rows whose interactions are computed; the features whose pairs are drawn. */
const PAIR_ROWS = 300
const PAIR_FEATURES = 12
const ICE_ROWS = 1000
/** Single lines that are drawn of those rows. */
const ICE_LINES = 80
/** Rows of a heatmap. */
const HEAT_ROWS = 2000

/** Mean |interaction| of all pairs over a seeded sample of rows. */
export async function interactionsOf(
  engine: Engine,
  ensemble: Ensemble,
  table: Table,
  output: number,
  call: { signal: AbortSignal },
): Promise<{ features: readonly string[]; strengths: Float64Array; rows: number }> {
  const features = ensemble.features.map(({ name }) => name)
  const sample = Math.min(PAIR_ROWS, table.rows)
  const top = (features.length * (features.length - 1)) / 2
  const explanation = await engine.shap(ensemble, table, {
    ...call,
    sample,
    seed: 0,
    interactions: { top: Math.max(1, top) },
  })
  const strengths = new Float64Array(features.length ** 2)
  for (const { features: pair, mean } of explanation.strongestPairs?.[output] ?? []) {
    const [a, b] = pair
    strengths[a * features.length + b] = mean
    strengths[b * features.length + a] = mean
  }
  return { features: explanation.features, strengths, rows: sample }
}

/** The pairs of the most important features, in the order of the ranking. */
export function interactionData(
  found: { features: readonly string[]; strengths: Float64Array; rows: number },
  ranked: readonly string[],
  rows: number,
): InteractionData {
  const shown = ranked.slice(0, PAIR_FEATURES)
  const places = shown.map((name) => found.features.indexOf(name))
  const strengths = places.flatMap((a) => places.map((b) => found.strengths[a * found.features.length + b]!))
  return { features: shown, strengths, rows: { in: rows, used: found.rows, sample: "uniform sample, seed 0" } }
}

/** The feature that interacts most with one; undefined when none does. */
export function strongestPartner(
  { features, strengths }: { features: readonly string[]; strengths: Float64Array },
  feature: string,
): string | undefined {
  const j = features.indexOf(feature)
  let best = -1
  for (let i = 0; i < features.length; i++) {
    const strength = strengths[j * features.length + i]!
    if (strength > 0 && (best < 0 || strength > strengths[j * features.length + best]!)) best = i
  }
  return features[best]
}

export async function dependenceOf(
  engine: Engine,
  ensemble: Ensemble,
  table: Table,
  feature: string,
  output: number,
  call: { signal: AbortSignal },
): Promise<DependenceLines> {
  const sample = Math.min(ICE_ROWS, table.rows)
  const options = { ...call, features: [feature], ice: true, sample, seed: 0, grid: 60 }
  return linesOf(await engine.partialDependence(ensemble, table, options), output, table.rows)
}

function linesOf(found: PartialDependence, output: number, rows: number): DependenceLines {
  const grid = found.grid[0]!
  const points = grid.length
  const all = found.individual?.[output] ?? found.individual?.[0]
  const step = Math.max(1, Math.floor(found.rows / ICE_LINES))
  const chosen = Array.from({ length: Math.min(ICE_LINES, found.rows) }, (_, i) => i * step)
  return {
    feature: found.features[0]!,
    grid: Array.isArray(grid) ? grid.map((name) => name ?? "missing") : Array.from(grid as Float64Array),
    average: Array.from(found.average[output] ?? found.average[0]!),
    ...(all && { individual: chosen.map((row) => all.subarray(row * points, (row + 1) * points)) }),
    counts: found.counts[0]!,
    space: found.space === "raw" ? "margin" : "probability",
    rows: found.sample
      ? { in: rows, used: found.rows, sample: "uniform sample, seed 0" }
      : { in: rows, used: found.rows },
  }
}

/** How often a column's values occur. */
export function histogramData(table: Table, name: string, label: string): HistogramData {
  const column = columnNamed(table, name)
  const rows = { in: table.rows, used: table.rows }
  if (column.type === "category") return { name: label, ...countCodes(column.codes, column.categories), rows }
  let [low, high, missing] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]
  for (const value of column.values) {
    if (!Number.isFinite(value)) missing++
    else [low, high] = [Math.min(low, value), Math.max(high, value)]
  }
  if (low > high) return { name: label, edges: [0, 1], counts: [0], missing, rows }
  if (low === high) [low, high] = [low - 0.5, high + 0.5]
  const counts = [...histogramOf(column.values, [low, high])]
  const edges = Array.from({ length: counts.length + 1 }, (_, i) => low + ((high - low) * i) / counts.length)
  return { name: label, edges, counts, missing, rows }
}

function countCodes(codes: Int32Array, categories: readonly string[]) {
  const counts = categories.map(() => 0)
  let missing = 0
  for (const code of codes) {
    if (code < 0) missing++
    else counts[code]!++
  }
  return { categories, counts, missing }
}

/** At most 2,000 rows, evenly drawn, in the order of their margins: shap's clustering needs memory in their square. */
export function heatmapData(
  explanation: Explanation,
  ranked: readonly { readonly feature: string; readonly meanAbsShap: number }[],
  output: number,
): HeatmapData {
  const rows = explanation.margins.length / explanation.outputs
  const step = Math.max(1, rows / HEAT_ROWS)
  const margin = (row: number) => explanation.margins[row * explanation.outputs + output]!
  const order = Array.from({ length: Math.min(rows, HEAT_ROWS) }, (_, i) => Math.floor(i * step)).sort(
    (a, b) => margin(a) - margin(b),
  )
  const places = ranked.map(({ feature }) => explanation.features.indexOf(feature))
  const { first, rest } = topFeatures(ranked.length)
  const values = explanation.values[output]!
  const lines = first.map((i) => {
    const name = ranked[i]!.feature
    return {
      name,
      values: Float64Array.from(order, (row) => values[places[i]!]![row]!),
      importance: ranked[i]!.meanAbsShap,
    }
  })
  if (rest.length > 0) {
    const sum = Float64Array.from(order, (row) => rest.reduce((total, i) => total + values[places[i]!]![row]!, 0))
    const importance = sum.reduce((total, value) => total + Math.abs(value), 0) / Math.max(1, sum.length)
    lines.push({ name: `Sum of ${rest.length} others`, values: sum, importance })
  }
  return {
    lines,
    margins: Float64Array.from(order, margin),
    ids: order.map((row) => explanation.sample?.[row] ?? row),
    order: "ordered by f(x)",
    rows: { in: rows, used: order.length, ...(order.length < rows && { sample: "every k-th row" }) },
  }
}

/** The column that a feature is read from. */
export function columnOf(
  table: Table,
  explanation: Explanation | undefined,
  ensemble: Ensemble,
  feature: string,
): Column | undefined {
  const j = ensemble.features.findIndex(({ name }) => name === feature)
  const name = explanation?.matching.columns[j] ?? feature
  return table.columns.find((column) => column.name === name)
}
