import type { Column } from "../data/column.js"
import type { Ensemble } from "../data/ensemble.js"
import type { Table } from "../data/table.js"
import type { Matching } from "../results/matching.js"

/**
 * The column of a table for each feature of a model, found by name. A model without names, or with LightGBM's
 * placeholder names of which the table has none, takes the columns in order if their number is right.
 * @throws RangeError naming the missing columns.
 */
export function matchColumns(ensemble: Ensemble, table: Table): { columns: Column[]; matching: Matching } {
  const byName = columnsByName(ensemble, table)
  const placeholders = !ensemble.named || ensemble.features.every((feature, j) => feature.name === `Column_${j}`)
  const found = ensemble.features.map((feature) => byName.get(feature.name))
  if (placeholders && found.every((column) => !column)) return byPosition(ensemble, table)
  const missing = ensemble.features.filter((_, j) => !found[j]).map((feature) => feature.name)
  if (missing.length > 0) throw missingColumns(ensemble, table, missing)
  const columns = found as Column[]
  const taken = new Set(columns)
  const extra = namesOf(table.columns.filter((column) => !taken.has(column)))
  return { columns, matching: { columns: namesOf(columns), byPosition: false, extra, unseen: [], notes: [] } }
}

/** Whether a table has the columns that a model asks for. */
export function columnsFit(ensemble: Ensemble, table: Table): boolean {
  try {
    matchColumns(ensemble, table)
    return true
  } catch {
    return false
  }
}

/** LightGBM writes names with `_` for every space; a column whose own name fits exactly comes first. */
function columnsByName(ensemble: Ensemble, table: Table): Map<string, Column> {
  const byName = new Map<string, Column>()
  if (ensemble.library === "lightgbm") {
    for (const column of table.columns) byName.set(column.name.replaceAll(" ", "_"), column)
  }
  for (const column of table.columns) byName.set(column.name, column)
  return byName
}

function byPosition(ensemble: Ensemble, table: Table): { columns: Column[]; matching: Matching } {
  const count = ensemble.features.length
  if (table.columns.length !== count) {
    throw new RangeError(
      `${table.name}: got ${table.columns.length} columns, expected ${count}: the model ${ensemble.name} was trained ` +
        "without feature names, so columns are taken by position. Keep just its features, in the order of training.",
    )
  }
  const notes = ["the model was trained without feature names: columns are taken in their order"]
  const columns = [...table.columns]
  return { columns, matching: { columns: namesOf(columns), byPosition: true, extra: [], unseen: [], notes } }
}

function namesOf(columns: readonly Column[]): string[] {
  return columns.map((column) => column.name)
}

function missingColumns(ensemble: Ensemble, table: Table, missing: readonly string[]): RangeError {
  const listed = missing.slice(0, 20).join(", ") + (missing.length > 20 ? `, and ${missing.length - 20} more` : "")
  return new RangeError(
    `${table.name}: ${missing.length} of the ${ensemble.features.length} columns that the model ${ensemble.name} ` +
      `asks for by name are missing: ${listed}. Add or rename them.`,
  )
}
