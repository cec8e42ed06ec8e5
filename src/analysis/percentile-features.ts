import type { Ensemble } from "../data/ensemble.js"
import { viewForest } from "../data/forest.js"
import type { Table } from "../data/table.js"
import { rule } from "../data/tree.js"
import type { ShapAnalysis } from "../results/shap-analysis.js"
import { percentileWithin } from "./percentile-within.js"

/**
 * A table whose columns that the model reads are percentiles within date. Columns of text, and features that are
 * categories to the model, stay as they are.
 * @param within the column of dates. @throws RangeError without one.
 * @param scale what the largest value of a date gets; by default 100 where the model splits beyond 1, else 1.
 */
export function asPercentiles(
  ensemble: Ensemble,
  table: Table,
  blocks: readonly Uint32Array[],
  within: string | null,
  scale: number = splitsBeyondOne(ensemble) ? 100 : 1,
): { table: Table; transform: NonNullable<ShapAnalysis["transform"]> } {
  if (within === null) throw new RangeError(`${table.name}: percentiles within date need a column of dates`)
  const named = new Set(ensemble.features.filter(({ categorical }) => !categorical).map(({ name }) => name))
  const changed = (name: string, type: string) =>
    type !== "category" && name !== within && (ensemble.named ? named.has(name) : type === "number")
  const columns = table.columns.map((column) =>
    changed(column.name, column.type) ? percentileWithin(column, blocks, scale) : column,
  )
  const features = table.columns.filter(({ name, type }) => changed(name, type)).map(({ name }) => name)
  return { table: { ...table, columns }, transform: { name: "perc", within, scale, features } }
}

function splitsBeyondOne({ forest }: Ensemble): boolean {
  const { nodes, splits, rules, thresholds } = viewForest(forest)
  for (let node = 0; node < nodes; node++) {
    const numeric = splits[node]! >= 0 && (rules[node]! & rule.categorical) === 0
    if (numeric && Math.abs(thresholds[node]!) > 1.5 && Math.abs(thresholds[node]!) <= 150) return true
  }
  return false
}
