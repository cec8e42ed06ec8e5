import {
  type Column,
  cellText,
  columnNamed,
  type Ensemble,
  type Explanation,
  type Table,
  takeRows,
} from "../src/index.js"
import type { Engine } from "../src/remote.js"
import type { DecisionData } from "./plots/decision.js"
import { plain } from "./plots/format.js"
import type { RowParts } from "./plots/waterfall.js"

/** Values that were typed over a row's own, by column; "" is missing. */
export type Edits = Readonly<Record<string, string>>

/** Edits as a view carries them, with the row that they are typed over; undefined for none. */
export function savedEdits(table: string, row: number, edits: Edits): string | undefined {
  return Object.keys(edits).length === 0 ? undefined : JSON.stringify({ table, row, edits })
}

/** What a view carries for a row. Of what was saved for another row or table, or made by hand, only what fits is taken. */
export function editsOf(saved: unknown, { path, table }: { path: string; table: Table }, row: number): Edits {
  const found = parsed(saved)
  if (found?.table !== path || found.row !== row) return {}
  const names = new Set(table.columns.map(({ name }) => name))
  const fits = ([name, text]: [string, unknown]) => names.has(name) && typeof text === "string"
  return Object.fromEntries(Object.entries(found.edits ?? {}).filter(fits)) as Edits
}

function parsed(saved: unknown): { table?: unknown; row?: unknown; edits?: object | null } | undefined {
  try {
    return typeof saved === "string" ? (JSON.parse(saved) ?? undefined) : undefined
  } catch {
    return undefined
  }
}

/** One row explained, with what was typed over it. */
export interface ExplainedRow {
  readonly row: number
  readonly edits: Edits
  readonly explanation: Explanation
  readonly table: Table
  /** As the library's own `predict` gives it, a number an output. */
  readonly predictions: Float64Array
}

export async function explainRow(
  engine: Engine,
  ensemble: Ensemble,
  table: Table,
  row: number,
  edits: Edits,
  call: { signal: AbortSignal },
): Promise<ExplainedRow> {
  const one = edited(takeRows(table, [row]), edits)
  const explanation = await engine.shap(ensemble, one, call)
  return {
    row,
    edits,
    explanation,
    table: one,
    predictions: await engine.predict(ensemble, one, { ...call, space: "probability" }),
  }
}

function edited(table: Table, edits: Edits): Table {
  const columns = table.columns.map((column) =>
    edits[column.name] === undefined ? column : withCell(column, edits[column.name]!),
  )
  return { ...table, columns }
}

/** A column of one cell with another value in it. Text that is no number is missing in a column of numbers. */
function withCell(column: Column, text: string): Column {
  if (column.type !== "category") {
    const number = column.type === "time" && Number.isNaN(Number(text)) ? Date.parse(text) : Number(text)
    return { ...column, values: Float64Array.of(text.trim() === "" ? Number.NaN : number) }
  }
  if (text === "") return { ...column, codes: Int32Array.of(-1) }
  const code = column.categories.indexOf(text)
  if (code >= 0) return { ...column, codes: Int32Array.of(code) }
  return { ...column, codes: Int32Array.of(column.categories.length), categories: [...column.categories, text] }
}

/** A cell as it is read: up to three decimals. */
export function cellOf(column: Column, row: number): string {
  return column.type === "number" ? plain(column.values[row]!) : (cellText(column, row) ?? "missing")
}

/** A cell as it stands in a field: single precision without the digits that it does not have. "" is missing. */
export function fieldText(column: Column, row: number): string {
  const single = column.type === "number" && column.values instanceof Float32Array
  const value = single ? column.values[row]! : Number.NaN
  return Number.isNaN(value) ? (cellText(column, row) ?? "") : String(Number(value.toPrecision(7)))
}

/** A row of an explanation in parts. */
export function partsOf(explanation: Explanation, table: Table, row: number, output: number, name: string): RowParts {
  const steps = explanation.features.map((feature, j) => ({
    feature,
    value: cellOf(columnNamed(table, explanation.matching.columns[j]!), row),
    shap: explanation.values[output]![j]![row]!,
  }))
  const margin = explanation.margins[row * explanation.outputs + output]!
  return { name, base: explanation.baseValues[output]!, margin, steps }
}

/** Rows as lines of a decision plot, features in the order of a ranking. */
export function decisionOf(
  explanation: Explanation,
  table: Table,
  names: readonly string[],
  ranked: readonly string[],
  output: number,
): DecisionData {
  const features = ranked.toReversed()
  const places = features.map((feature) => explanation.features.indexOf(feature))
  const columns = places.map((j) => columnNamed(table, explanation.matching.columns[j]!))
  const lines = names.map((name, row) => ({
    name,
    shap: places.map((j) => explanation.values[output]![j]![row]!),
    ...(row === 0 && { chosen: true, values: columns.map((column) => cellOf(column, row)) }),
  }))
  return { features, base: explanation.baseValues[output]!, lines }
}
