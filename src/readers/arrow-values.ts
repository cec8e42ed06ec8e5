import { type Data, DataType, DateUnit, Precision, TimeUnit } from "apache-arrow"
import type { NumberColumn } from "../data/column.js"
import { Refusal } from "./table-errors.js"
import { noteMilliseconds, noteRounded } from "./table-notes.js"
import { countBeyond, fillDecimals, fillIntegers64, fillTimes64, float16 } from "./table-numbers.js"

const DAY = 86_400_000
const PER_MILLISECOND = { [TimeUnit.MILLISECOND]: 1, [TimeUnit.MICROSECOND]: 1e3, [TimeUnit.NANOSECOND]: 1e6 }

/** Writes the values of a chunk from `into[at]` on, present or not. */
type Fill = (chunk: Data, into: Float64Array, at: number) => void

/** A column of numbers, booleans or times; undefined for a type that is none of these. */
export function numberColumn(
  name: string,
  type: DataType,
  chunks: readonly Data[],
  notes: string[],
): NumberColumn | undefined {
  const rows = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  if (DataType.isFloat(type) && type.precision === Precision.SINGLE) {
    const single = new Float32Array(rows)
    fillAll(chunks, single, (chunk, _, at) => single.set(elements(chunk, Float32Array), at))
    return { name, type: "number", values: single }
  }
  const fill = fillOf(type)
  if (!fill) return undefined
  const values = new Float64Array(rows)
  fillAll(chunks, values, fill)
  if (DataType.isInt(type) && type.bitWidth === 64) noteRounded(notes, name, countBeyond(values))
  if (DataType.isDecimal(type)) noteRounded(notes, name, countBeyond(values, type.scale))
  if (DataType.isTime(type) || DataType.isDuration(type)) noteMilliseconds(notes, name, String(type))
  const isTime = DataType.isDate(type) || DataType.isTimestamp(type)
  return { name, type: isTime ? "time" : DataType.isBool(type) ? "boolean" : "number", values }
}

/** The chosen elements of a chunk's value buffer: `width` for each row. */
export function elements<T>(chunk: Data, Elements: ElementsConstructor<T>, width = 1): T & { length: number } {
  const values = chunk.values as Uint8Array | undefined
  const expected = chunk.length * width * Elements.BYTES_PER_ELEMENT
  if ((values?.byteLength ?? 0) < expected) {
    throw new Refusal(`its ${chunk.type} values have ${values?.byteLength ?? 0} bytes, expected ${expected}`)
  }
  if (!values) return new Elements(new ArrayBuffer(0))
  return new Elements(values.buffer as ArrayBuffer, values.byteOffset, chunk.length * width)
}

interface ElementsConstructor<T> {
  readonly BYTES_PER_ELEMENT: number
  new (buffer: ArrayBuffer, byteOffset?: number, length?: number): T & { length: number }
}

/** Calls `visit` with every row of a chunk that holds no value. */
export function eachMissing(chunk: Data, visit: (row: number) => void): void {
  const bitmap = chunk.nullBitmap as Uint8Array | undefined
  if (!bitmap || bitmap.length === 0) return
  if (8 * bitmap.length < chunk.length) {
    throw new Refusal(`its validity bitmap has ${bitmap.length} bytes, expected ${Math.ceil(chunk.length / 8)}`)
  }
  for (let row = 0; row < chunk.length; row++) {
    if (row % 8 === 0 && bitmap[row >> 3] === 0xff) row += 7
    else if ((bitmap[row >> 3]! & (1 << (row & 7))) === 0) visit(row)
  }
}

function fillAll(chunks: readonly Data[], values: Float64Array | Float32Array, fill: Fill): void {
  let at = 0
  for (const chunk of chunks) {
    fill(chunk, values as Float64Array, at)
    eachMissing(chunk, (row) => {
      values[at + row] = Number.NaN
    })
    at += chunk.length
  }
}

function fillOf(type: DataType): Fill | undefined {
  if (DataType.isNull(type)) return (chunk, into, at) => into.fill(Number.NaN, at, at + chunk.length)
  if (DataType.isBool(type)) return fillBits
  if (DataType.isInt(type)) return type.bitWidth === 64 ? fillWide(type.isSigned) : fillPlain(type.ArrayType as Narrow)
  if (DataType.isFloat(type)) return type.precision === Precision.HALF ? fillHalves : fillPlain(Float64Array)
  if (DataType.isDecimal(type)) return fillDecimal(type.bitWidth / 32, type.scale)
  if (DataType.isDate(type)) return type.unit === DateUnit.DAY ? fillScaled(DAY) : fillTime(TimeUnit.MILLISECOND)
  if (DataType.isTimestamp(type) || DataType.isDuration(type)) return fillTime(type.unit)
  if (DataType.isTime(type)) {
    return type.bitWidth === 64 ? fillTime(type.unit) : fillScaled(type.unit === TimeUnit.SECOND ? 1000 : 1)
  }
  return undefined
}

type Narrow = ElementsConstructor<ArrayLike<number>>

function fillPlain(Elements: Narrow): Fill {
  return (chunk, into, at) => into.set(elements(chunk, Elements), at)
}

function fillWide(signed: boolean): Fill {
  if (signed) return (chunk, into, at) => fillIntegers64(elements(chunk, BigInt64Array), into, at)
  return (chunk, into, at) => fillIntegers64(elements(chunk, BigUint64Array), into, at)
}

function fillScaled(factor: number): Fill {
  return (chunk, into, at) => {
    const counts = elements(chunk, Int32Array)
    for (let i = 0; i < counts.length; i++) into[at + i] = counts[i]! * factor
  }
}

function fillTime(unit: TimeUnit): Fill {
  return (chunk, into, at) => {
    const counts = elements(chunk, BigInt64Array)
    if (unit !== TimeUnit.SECOND) return fillTimes64(counts, PER_MILLISECOND[unit], into, at)
    fillIntegers64(counts, into, at)
    for (let i = at; i < at + counts.length; i++) into[i]! *= 1000
  }
}

function fillDecimal(words: number, scale: number): Fill {
  return (chunk, into, at) => fillDecimals(elements(chunk, Int32Array, words), words, scale, into, at)
}

function fillBits(chunk: Data, into: Float64Array, at: number): void {
  const bits = (chunk.values as Uint8Array | undefined) ?? new Uint8Array(0)
  if (8 * bits.length < chunk.length) {
    throw new Refusal(`it has ${bits.length} bytes of bits for ${chunk.length} rows`)
  }
  for (let row = 0; row < chunk.length; row++) into[at + row] = (bits[row >> 3]! >> (row & 7)) & 1
}

function fillHalves(chunk: Data, into: Float64Array, at: number): void {
  const halves = elements(chunk, Uint16Array)
  for (let i = 0; i < halves.length; i++) into[at + i] = float16(halves[i]!)
}
