import type { DecodedArray, ParquetParsers, SchemaElement } from "hyparquet"
import type { Column } from "../data/column.js"
import { noteHexadecimal, noteMilliseconds, noteRounded } from "./table-notes.js"
import { countBeyond, joinTime, scaled } from "./table-numbers.js"
import { dictionaryColumn, sortedColumn } from "./text-column.js"
import { ByteTexts, decodeTexts } from "./text-column-bytes.js"

const DAY = 86_400_000
const PER_MILLISECOND = { MILLIS: 1, MICROS: 1000, NANOS: 1_000_000 }

/** How a column is read: what hyparquet makes of its values, and what we make of those. */
export interface ColumnPlan {
  /** The type that hyparquet is told. */
  readonly element: SchemaElement
  readonly parsers: Partial<ParquetParsers>
  /** Makes the values of all row groups a column; `isOrdered` keeps texts in the order of their dictionary. */
  column(values: readonly DecodedArray[], rows: number, isOrdered: boolean, notes: string[]): Column
}

type Convert = (value: number | bigint | Uint8Array) => number

/** What is special about a column of numbers. */
interface NumberKind {
  readonly type: "number" | "boolean" | "time"
  readonly element?: SchemaElement
  readonly convert?: Convert
  /** Says what has to be noted. */
  readonly note?: (notes: string[], name: string, values: Float64Array | Float32Array) => void
}

// hyparquet's own times are Dates, which end at the millisecond
const TIMES: Partial<ParquetParsers> = {
  timestampFromMilliseconds: Number,
  timestampFromMicroseconds: (count) => toTime(count, PER_MILLISECOND.MICROS),
  timestampFromNanoseconds: (count) => toTime(count, PER_MILLISECOND.NANOS),
  dateFromDays: (days) => days * DAY,
}

/** Finds out how to read a column of that type. */
export function columnPlan(element: SchemaElement): ColumnPlan {
  const kind = numberKind(element)
  if (!kind) return textPlan(element)
  const { name, type } = element
  return {
    element: kind.element ?? element,
    parsers: TIMES,
    column(chunks, rows, _, notes) {
      const values = type === "FLOAT" ? new Float32Array(rows) : new Float64Array(rows)
      fill(values, chunks, Number.NaN, kind.convert ?? Number)
      kind.note?.(notes, name, values)
      return { name, type: kind.type, values }
    },
  }
}

function textPlan(element: SchemaElement): ColumnPlan {
  const { name } = element
  const collected = new ByteTexts()
  return {
    // without its annotation, which could make hyparquet take it for JSON, a UUID or a geometry
    element: { ...physical(element), converted_type: "UTF8" },
    // hyparquet parses a dictionary before what refers to it: the numbers of the texts follow its order
    parsers: { stringFromBytes: (bytes) => collected.codeOf(bytes, 0, bytes.length) },
    column(chunks, rows, isOrdered, notes) {
      const codes = new Int32Array(rows)
      fill(codes, chunks, -1, Number)
      const { texts, hexadecimal } = decodeTexts(collected)
      noteHexadecimal(notes, name, hexadecimal)
      return isOrdered ? dictionaryColumn(name, codes, texts) : sortedColumn(name, codes, texts)
    },
  }
}

function fill(
  into: Float64Array | Float32Array | Int32Array,
  chunks: readonly DecodedArray[],
  missing: number,
  convert: Convert,
): void {
  let row = 0
  for (const chunk of chunks) {
    for (let i = 0; i < chunk.length; i++) into[row++] = chunk[i] === null ? missing : convert(chunk[i])
  }
}

/** What is special about a numeric column; undefined for one of texts or bytes. */
function numberKind(element: SchemaElement): NumberKind | undefined {
  const { type, converted_type: converted, logical_type: logical } = element
  if (converted === "DECIMAL" || logical?.type === "DECIMAL") return decimalKind(element)
  if (logical?.type === "FLOAT16") return { type: "number" }
  if (type === "BYTE_ARRAY" || type === "FIXED_LEN_BYTE_ARRAY") return undefined
  if (type === "BOOLEAN") return { type: "boolean" }
  if (converted === "DATE" || logical?.type === "DATE") {
    return { type: "time", element: { ...element, converted_type: "DATE" } }
  }
  if (type === "INT96" || converted?.startsWith("TIMESTAMP_") || logical?.type === "TIMESTAMP") return { type: "time" }
  if (converted?.startsWith("TIME_") || logical?.type === "TIME") return clockKind(element)
  return type === "INT64" ? { type: "number", note: noteBeyond(0) } : { type: "number" }
}

/** A time of day, which hyparquet leaves as it is. */
function clockKind({ converted_type: converted, logical_type: logical }: SchemaElement): NumberKind {
  const unit = logical?.type === "TIME" ? logical.unit : converted === "TIME_MICROS" ? "MICROS" : "MILLIS"
  return {
    type: "number",
    convert: (value) => toTime(BigInt(value as bigint), PER_MILLISECOND[unit]),
    note: (notes, name) => noteMilliseconds(notes, name, "a time of day"),
  }
}

/** A decimal. hyparquet only gets its integer to see: it multiplies by a power of ten, which is not exact. */
function decimalKind(element: SchemaElement): NumberKind {
  const { logical_type: logical } = element
  const scale = element.scale ?? (logical?.type === "DECIMAL" ? logical.scale : 0)
  const convert: Convert = (value) => {
    const integer = value instanceof Uint8Array ? bigEndian(value) : BigInt(value)
    return scaled(Number(integer), scale, () => integer)
  }
  return { type: "number", element: physical(element), convert, note: noteBeyond(scale) }
}

function bigEndian(bytes: Uint8Array): bigint {
  const unsigned = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
  return BigInt.asIntN(8 * bytes.length, unsigned)
}

function physical({ converted_type, logical_type, ...element }: SchemaElement): SchemaElement {
  return element
}

function toTime(count: bigint, perMillisecond: number): number {
  const rest = Number(count % BigInt(perMillisecond))
  const parts = rest < 0 ? rest + perMillisecond : rest
  return joinTime(Number((count - BigInt(parts)) / BigInt(perMillisecond)), parts, perMillisecond)
}

function noteBeyond(scale: number): NonNullable<NumberKind["note"]> {
  return (notes, name, values) => noteRounded(notes, name, countBeyond(values, scale))
}
