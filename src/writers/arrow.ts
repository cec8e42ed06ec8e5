import {
  type Data,
  Field,
  Float64,
  makeData,
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
  const data = columns.map(([name, values]) => [name, makeData({ type: new Float64(), data: values })] as const)
  return writeColumns(data, columns[0]?.[1].length ?? 0, metadata)
}

/** A sheet as an Arrow IPC file: columns of numbers as Float64, all others as text; null stays null. */
export function writeArrowSheet(sheet: Sheet): Uint8Array {
  const data = sheet.columns.map((name, j) => [name, dataOf(sheet.rows.map((row) => row[j]!))] as const)
  return writeColumns(data, sheet.rows.length, {})
}

/** Columns in their order, also where two of them have one name. */
function writeColumns(
  columns: readonly (readonly [name: string, data: Data])[],
  length: number,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const fields = columns.map(([name, data]) => new Field(name, data.type, data.nullCount > 0))
  const schema = new Schema(fields, new Map(Object.entries(metadata)))
  const children = columns.map(([, data]) => data)
  const struct = makeData({ type: new Struct(fields), length, nullCount: 0, children })
  return tableToIPC(new Table(schema, [new RecordBatch(schema, struct)]), "file")
}

function dataOf(cells: readonly Cell[]): Data {
  const numeric = cells.every((cell) => typeof cell === "number" || cell === null)
  if (numeric) return vectorFromArray(cells as (number | null)[], new Float64()).data[0]!
  const texts = cells.map((cell) => (cell === null ? null : String(cell)))
  return vectorFromArray(texts, new Utf8()).data[0]!
}
