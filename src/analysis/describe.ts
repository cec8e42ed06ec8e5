import type { Ensemble } from "../data/ensemble.js"
import { viewForest } from "../data/forest.js"
import type { Table } from "../data/table.js"

/** A model in a line: library, objective, size. */
export function describeModel(ensemble: Ensemble): string {
  const { trees, nodes } = viewForest(ensemble.forest)
  const leaves = (nodes + trees) / 2
  const { total, start, end } = ensemble.iterations
  const used = end - start < total ? ` (iterations ${start} to ${end - 1} of ${total})` : ""
  const outputs = ensemble.outputs > 1 ? `, ${ensemble.outputs} outputs` : ""
  const size =
    ensemble.booster === "gblinear" ? "linear" : `${count(trees, "tree")}${used}, ${count(leaves, "leaf", "leaves")}`
  const best = ensemble.bestIteration !== undefined ? `, best iteration ${ensemble.bestIteration}` : ""
  const name = ensemble.library === "lightgbm" ? "LightGBM" : "XGBoost"
  const features = count(ensemble.features.length, "feature")
  return `${name} ${ensemble.version} ${ensemble.booster}, ${ensemble.objective}, ${size}, ${features}${outputs}${best}`
}

/** A table in a line: rows, columns by type. */
export function describeTable(table: Table): string {
  const types = new Map<string, number>()
  for (const column of table.columns) types.set(column.type, (types.get(column.type) ?? 0) + 1)
  const listed = [...types].map(([type, many]) => `${many} ${type}`).join(", ")
  return `${count(table.rows, "row")}, ${count(table.columns.length, "column")} (${listed || "none"})`
}

/** `1,234 rows`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString("en-US")} ${number === 1 ? one : many}`
}
