import {
  Field,
  Float64,
  makeData,
  makeVector,
  RecordBatch,
  Schema,
  Struct,
  Table,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from "apache-arrow"
import type { Cell, Sheet } from "../results/sheet.js"

/**
 * Float64 columns as an Arrow IPC file (Feather V2, not compressed).
 * @param metadata of the schema.
 */
export function writeArrow(
  columns: readonly (readonly [name: string, values: Float64Array])[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const fields = columns.map(([name]) => new Field(name, new Float64(), false))
  const schema = new Schema(fields, new Map(Object.entries(metadata)))
  const children = columns.map(([, values]) => makeData({ type: new Float64(), data: values }))
  const length = columns[0]?.[1].length ?? 0
  const data = makeData({ type: new Struct(fields), length, nullCount: 0, children })
  return tableToIPC(new Table(schema, [new RecordBatch(schema, data)]), "file")
}

/** A sheet as an Arrow IPC file: columns of numbers as Float64, all others as text; null stays null. */
export function writeArrowSheet(sheet: Sheet): Uint8Array {
  const columns = sheet.columns.map((name, j) => [name, vectorOf(sheet.rows.map((row) => row[j]!))] as const)
  return tableToIPC(new Table(Object.fromEntries(columns)), "file")
}

function vectorOf(cells: readonly Cell[]) {
  const numeric = cells.every((cell) => typeof cell === "number" || cell === null)
  if (!numeric)
    return vectorFromArray(
      cells.map((cell) => (cell === null ? null : String(cell))),
      new Utf8(),
    )
  if (cells.includes(null)) return vectorFromArray(cells as (number | null)[], new Float64())
  return makeVector(Float64Array.from(cells as number[]))
}
