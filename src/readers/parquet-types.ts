import type { SchemaElement } from "hyparquet"
import type { RawValues, Slices } from "./parquet-raw.js"
import { Refusal } from "./table-errors.js"
import { noteMilliseconds, noteRounded } from "./table-notes.js"
import { countBeyond, fillDecimals, fillIntegers64, fillTimes64, float16, joinTime, scaled } from "./table-numbers.js"

const DAY = 86_400_000
const JULIAN_1970 = 2_440_588
const PER_MILLISECOND = { MILLIS: 1, MICROS: 1e3, NANOS: 1e6 }

/** How the values of a numeric column become doubles. */
export interface NumberKind {
  readonly type: "number" | "boolean" | "time"
  readonly convert: (raw: RawValues) => ArrayLike<number>
  /** What has to be said about the finished values. */
  readonly note?: (notes: string[], name: string, values: Float64Array) => void
}

const PLAIN: NumberKind = { type: "number", convert: (raw) => raw as Int32Array }
const WIDE: NumberKind = { type: "number", convert: wide, note: noteBeyond }

/** The kind of a numeric column; undefined for one of texts or bytes. */
export function numberKind(element: SchemaElement): NumberKind | undefined {
  const { type, converted_type: converted, logical_type: logical } = element
  if (converted === "DECIMAL" || logical?.type === "DECIMAL") return decimalKind(element)
  if (type === "BOOLEAN") return { type: "boolean", convert: PLAIN.convert }
  if (type === "INT96") return { type: "time", convert: (raw) => julianTimes(raw as Slices) }
  if (type === "FLOAT" || type === "DOUBLE") return PLAIN
  if (logical?.type === "FLOAT16") return { type: "number", convert: (raw) => halves(raw as Slices) }
  if (type === "INT32") return int32Kind(element)
  if (type === "INT64") return int64Kind(element)
  return undefined
}

function int32Kind({ converted_type: converted, logical_type: logical }: SchemaElement): NumberKind {
  if (converted === "DATE" || logical?.type === "DATE") {
    return { type: "time", convert: (raw) => Float64Array.from(raw as Int32Array, (days) => days * DAY) }
  }
  if (converted === "TIME_MILLIS" || logical?.type === "TIME") return { ...PLAIN, note: noteTime }
  const unsigned = converted === "UINT_32" || (logical?.type === "INTEGER" && !logical.isSigned)
  return unsigned ? { type: "number", convert: (raw) => Uint32Array.from(raw as Int32Array) } : PLAIN
}

function int64Kind({ converted_type: converted, logical_type: logical }: SchemaElement): NumberKind {
  if (logical?.type === "TIMESTAMP") return timeKind("time", PER_MILLISECOND[logical.unit])
  if (converted === "TIMESTAMP_MILLIS") return timeKind("time", 1)
  if (converted === "TIMESTAMP_MICROS") return timeKind("time", 1e3)
  if (logical?.type === "TIME") return timeKind("number", PER_MILLISECOND[logical.unit])
  if (converted === "TIME_MICROS") return timeKind("number", 1e3)
  const unsigned = converted === "UINT_64" || (logical?.type === "INTEGER" && !logical.isSigned)
  return unsigned ? { ...WIDE, convert: (raw) => wide(unsignedView(raw as BigInt64Array)) } : WIDE
}

function timeKind(type: "number" | "time", perMillisecond: number): NumberKind {
  const convert = (raw: RawValues) => {
    const counts = raw as BigInt64Array
    const times = new Float64Array(counts.length)
    fillTimes64(counts, perMillisecond, times, 0)
    return times
  }
  return type === "number" ? { type, convert, note: noteTime } : { type, convert }
}

function decimalKind(element: SchemaElement): NumberKind {
  const { logical_type: logical } = element
  const scale = element.scale ?? (logical?.type === "DECIMAL" ? logical.scale : 0)
  return {
    type: "number",
    convert: (raw) => decimals(raw, scale),
    note: (notes, name, values) => noteRounded(notes, name, countBeyond(values, scale)),
  }
}

function decimals(raw: RawValues, scale: number): Float64Array {
  if (isSlices(raw)) {
    return Float64Array.from(raw.starts, (start, i) => bigEndian(raw.bytes, start, raw.ends[i]!, scale))
  }
  const words = raw instanceof Int32Array ? raw : new Int32Array((raw as BigInt64Array).buffer)
  const values = new Float64Array(raw.length)
  fillDecimals(words, words.length / (raw.length || 1), scale, values, 0)
  return values
}

function bigEndian(bytes: Uint8Array, start: number, end: number, scale: number): number {
  let rough = start < end ? (bytes[start]! << 24) >> 24 : 0
  for (let i = start + 1; i < end; i++) rough = rough * 256 + bytes[i]!
  return scaled(rough, scale, () => {
    const digits = Array.from(bytes.subarray(start, end), (byte) => byte.toString(16).padStart(2, "0")).join("")
    return BigInt.asIntN(8 * (end - start), BigInt(`0x${digits}`))
  })
}

/** INT96: nanoseconds of the day and a Julian day number. */
function julianTimes({ bytes, starts }: Slices): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Float64Array.from(starts, (at) => {
    const nanos = view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32
    const below = nanos % 1e6
    return joinTime((view.getInt32(at + 8, true) - JULIAN_1970) * DAY + (nanos - below) / 1e6, below, 1e6)
  })
}

function halves({ bytes, starts, ends }: Slices): Float64Array {
  if (starts.length > 0 && ends[0]! - starts[0]! !== 2) {
    throw new Refusal("a half-precision float does not have 2 bytes")
  }
  return Float64Array.from(starts, (at) => float16(bytes[at]! | (bytes[at + 1]! << 8)))
}

function wide(raw: RawValues | BigUint64Array): Float64Array {
  const integers = raw as BigInt64Array
  const values = new Float64Array(integers.length)
  fillIntegers64(integers, values, 0)
  return values
}

function unsignedView(raw: BigInt64Array): BigUint64Array {
  return new BigUint64Array(raw.buffer, raw.byteOffset, raw.length)
}

function isSlices(raw: RawValues): raw is Slices {
  return "starts" in raw
}

function noteBeyond(notes: string[], name: string, values: Float64Array): void {
  noteRounded(notes, name, countBeyond(values))
}

function noteTime(notes: string[], name: string): void {
  noteMilliseconds(notes, name, "a time of day")
}
