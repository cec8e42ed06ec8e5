import type { Column, Explanation, PackedNumbers, ReportedColumn, ReportedRows, Table } from "../../src/index.js"

type Numbers = Float32Array | Float64Array | Int32Array | Uint32Array

/** The rows of a report as views take them. */
export function unpackRows(rows: ReportedRows): { explanation: Explanation; table: Table } {
  const { features, space, baseValue, additivityError, columns, total, explained } = rows
  const numbers = unpackNumbers(rows.rows) as Uint32Array
  const table = { name: "report", rows: numbers.length, columns: columns.map(columnOf), notes: [] }
  const values = rows.shap.map((each) => Float64Array.from(unpackNumbers(each)))
  const matching = { columns: columns.map(({ name }) => name), byPosition: false, extra: [], unseen: [], notes: [] }
  const whole = numbers.length === total && explained === total
  const explanation = {
    ...{ features, space, additivityError, matching, outputs: 1, values: [values], baseValues: [baseValue] },
    margins: Float64Array.from(unpackNumbers(rows.margins)),
    ...(!whole && { sample: numbers }),
  }
  return { explanation, table }
}

function columnOf({ name, type, values, categories = [] }: ReportedColumn): Column {
  if (type === "category") return { name, type, codes: unpackNumbers(values) as Int32Array, categories }
  return { name, type, values: unpackNumbers(values) as Float64Array | Float32Array }
}

/** Numbers of a report. */
export function unpackNumbers({ type, base64 }: PackedNumbers): Numbers {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
  if (type === "f32") return new Float32Array(bytes.buffer)
  if (type === "f64") return new Float64Array(bytes.buffer)
  return type === "i32" ? new Int32Array(bytes.buffer) : new Uint32Array(bytes.buffer)
}
