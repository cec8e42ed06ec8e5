import type { Column } from "../data/column.js"
import { type Bytes, plainBytes } from "../data/plain-bytes.js"
import type { Table } from "../data/table.js"
import { rangesOf } from "./byte-source.js"
import { readCsv } from "./csv.js"
import { readNdjson } from "./ndjson.js"
import { atDoor, Refusal } from "./table-errors.js"
import { tableFormat } from "./table-format.js"

export { isTable } from "./table-format.js"

/**
 * Reads a table of any format: Arrow file (Feather version 2) or stream, Parquet, CSV, TSV, JSON lines, or one of these
 * in gzip. The content tells which; the name appears in messages. What something else looks like is said in the error.
 *
 * One rule for types, whatever the format:
 * - Floats, integers and decimals are numbers. A missing value is NaN. Single-precision columns stay `Float32Array`,
 *   all others are `Float64Array`; integers and decimals beyond 2^53 are rounded to the nearest double and noted.
 * - Booleans are 0 and 1.
 * - Dates and timestamps of any unit are times: milliseconds since 1970 UTC, with fractions. Without a zone they are
 *   taken as UTC. A time of day or a duration is a number of milliseconds, and noted.
 * - Dictionaries are categories in the dictionary's own order, numbers in them as decimal text, equal entries merged,
 *   dictionaries that differ between batches joined. Parquet keeps that order for the text columns that pandas or Arrow
 *   wrote as dictionaries.
 * - All other text is categories sorted by code point, as pandas' `astype("category")` has them. Bytes that are not
 *   UTF-8 appear as hexadecimal.
 * - Lists, structs and maps are left out and noted. A column of which every row is missing is a number column of NaN.
 *
 * Text formats have no types, so each column gets the first one that all its values have:
 * - CSV: number (also `inf`), boolean (`true`, `True`, `TRUE` and their opposites), ISO 8601 time, else text. Unquoted
 *   words that pandas takes for missing are missing. A quoted `""` is the empty text in a column of text and missing
 *   elsewhere; a quoted `"NA"` is text. A decimal comma makes a column text.
 * - JSON lines: numbers, booleans and strings are what they are; a column of strings is time where all are ISO 8601.
 *   Next to numbers the strings "NaN", "Infinity", "-Infinity" and integers of 16 digits or more are numbers, too.
 *
 * @throws Error, beginning with the format and the file's name, when the file is damaged or no table; TypeError for
 * what is no bytes.
 */
export async function readTable(source: Bytes, { name = "table" }: { name?: string } = {}): Promise<Table> {
  const bytes = plainBytes(source, `table ${name}`)
  const format = await atDoor("table", name, () => tableFormat(bytes, name))
  if (format !== "gzip") return settleEmpty(await readAs[format](bytes, name))
  const unpacked = await atDoor("gzip", name, async () => (await import("./gzip.js")).gunzip(bytes))
  const inner = await atDoor("gzip", name, () => tableFormat(unpacked, name))
  if (inner === "gzip") return atDoor("gzip", name, () => refuseNested())
  return settleEmpty(await readAs[inner](unpacked, name))
}

// a page that reads CSV does not load the others
const readAs = {
  csv: (bytes: Uint8Array, name: string): Promise<Table> => atDoor("csv", name, () => readCsv(bytes, name)),
  ndjson: (bytes: Uint8Array, name: string): Promise<Table> => atDoor("ndjson", name, () => readNdjson(bytes, name)),
  arrow: (bytes: Uint8Array, name: string): Promise<Table> =>
    atDoor("arrow", name, async () => (await import("./arrow.js")).readArrow(bytes, name)),
  parquet: (bytes: Uint8Array, name: string): Promise<Table> =>
    atDoor("parquet", name, async () => (await import("./parquet.js")).readParquet(rangesOf(bytes)!, name)),
}

/** A column without a single value has no type that could be told: it is a number column, whatever the file says. */
function settleEmpty(table: Table): Table {
  const columns = table.columns.map((column): Column => {
    if (table.rows === 0 || hasValue(column)) return column
    return { name: column.name, type: "number", values: new Float64Array(table.rows).fill(Number.NaN) }
  })
  return { ...table, columns }
}

function hasValue(column: Column): boolean {
  if (column.type === "category") return column.codes.some((code) => code >= 0)
  return column.values.some((value) => !Number.isNaN(value))
}

/** Refuses gzip in gzip: a file can hold itself. */
export function refuseNested(): never {
  throw new Refusal("it holds another gzip file; unpack it first")
}
