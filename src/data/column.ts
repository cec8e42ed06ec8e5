/**
 * A column of numbers. Missing is NaN, whatever the file called it.
 * `boolean` holds 0 and 1; `time` holds milliseconds since 1970-01-01 UTC (fractions kept).
 */
export interface NumberColumn {
  readonly name: string
  readonly type: "number" | "boolean" | "time"
  readonly values: Float64Array | Float32Array
}

/**
 * A column of text. `codes[row]` is an index into `categories`, or -1 where the value is missing.
 * A dictionary keeps the order of its file; plain text is sorted by code point, as pandas' `astype("category")` does.
 */
export interface CategoryColumn {
  readonly name: string
  readonly type: "category"
  readonly codes: Int32Array
  readonly categories: readonly string[]
}

export type Column = NumberColumn | CategoryColumn

/** How many rows of a column hold no value. */
export function missingCount(column: Column): number {
  let count = 0
  if (column.type === "category") {
    for (const code of column.codes) if (code < 0) count++
  } else {
    for (const value of column.values) if (Number.isNaN(value)) count++
  }
  return count
}

/** The rows [from, to) of a column, as views on the same memory. */
export function sliceColumn(column: Column, from: number, to: number): Column {
  if (column.type === "category") return { ...column, codes: column.codes.subarray(from, to) }
  return { ...column, values: column.values.subarray(from, to) }
}

/** Chosen rows of a column, copied in the order given. */
export function takeColumn(column: Column, rows: ArrayLike<number>): Column {
  if (column.type === "category") {
    return { ...column, codes: Int32Array.from(rows, (row) => column.codes[row]!) }
  }
  const values = new (column.values.constructor as Float64ArrayConstructor)(rows.length)
  for (let i = 0; i < rows.length; i++) values[i] = column.values[rows[i]!]!
  return { ...column, values }
}

/** A cell as text: the category, the number, an ISO 8601 time, or undefined where it is missing. */
export function cellText(column: Column, row: number): string | undefined {
  if (column.type === "category") return column.categories[column.codes[row]!]
  const value = column.values[row]!
  if (Number.isNaN(value)) return undefined
  if (column.type === "boolean") return value === 0 ? "false" : "true"
  if (column.type === "time" && Math.abs(value) <= 8.64e15) return new Date(value).toISOString()
  return String(value)
}
