import type { ParquetType } from "hyparquet"
import { deltaIntegers, deltaLengths, deltaTexts } from "./parquet-delta.js"
import { unpackHybrid } from "./parquet-hybrid.js"
import { need, type RawValues, type Slices } from "./parquet-raw.js"
import { Refusal } from "./table-errors.js"

/** Unpacks `count` values of any encoding but dictionary indices. `width` is the size of a FIXED_LEN_BYTE_ARRAY. */
export function unpackValues(
  bytes: Uint8Array,
  encoding: string,
  type: ParquetType,
  count: number,
  width: number,
): RawValues {
  switch (encoding) {
    case "PLAIN":
      return plain(bytes, type, count, width)
    case "RLE":
      return runs(bytes, count)
    case "BYTE_STREAM_SPLIT":
      return plain(joinStreams(bytes, count, sizeOf(type, width)), type, count, width)
    case "DELTA_BINARY_PACKED":
      return deltaIntegers(bytes, type, count)
    case "DELTA_LENGTH_BYTE_ARRAY":
      return deltaLengths(bytes, count)
    case "DELTA_BYTE_ARRAY":
      return deltaTexts(bytes, count)
    default:
      throw new Refusal(`got the unknown encoding ${encoding}`)
  }
}

function plain(bytes: Uint8Array, type: ParquetType, count: number, width: number): RawValues {
  switch (type) {
    case "BOOLEAN":
      return bits(bytes, count)
    case "INT32":
      return new Int32Array(aligned(bytes, count * 4))
    case "INT64":
      return new BigInt64Array(aligned(bytes, count * 8))
    case "FLOAT":
      return new Float32Array(aligned(bytes, count * 4))
    case "DOUBLE":
      return new Float64Array(aligned(bytes, count * 8))
    case "BYTE_ARRAY":
      return prefixed(bytes, count)
    default:
      return fixed(bytes, count, sizeOf(type, width))
  }
}

function sizeOf(type: ParquetType, width: number): number {
  const sizes: Partial<Record<ParquetType, number>> = { INT32: 4, FLOAT: 4, INT64: 8, DOUBLE: 8, INT96: 12 }
  const size = sizes[type] ?? width
  if (size > 0) return size
  throw new Refusal(`got values of type ${type} and of ${size} bytes`)
}

/** A copy of the first bytes: a page begins anywhere, a typed array does not. */
function aligned(bytes: Uint8Array, length: number): ArrayBuffer {
  need(bytes, length)
  return bytes.slice(0, length).buffer as ArrayBuffer
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function bits(bytes: Uint8Array, count: number): Uint8Array {
  need(bytes, Math.ceil(count / 8))
  return Uint8Array.from({ length: count }, (_, i) => (bytes[i >> 3]! >> (i & 7)) & 1)
}

function runs(bytes: Uint8Array, count: number): Uint8Array {
  const values = new Uint8Array(count)
  const length = viewOf(bytes).getUint32(0, true)
  unpackHybrid(bytes, 4, Math.min(bytes.length, 4 + length), 1, values)
  return values
}

function fixed(bytes: Uint8Array, count: number, size: number): Slices {
  need(bytes, count * size)
  const starts = Int32Array.from({ length: count }, (_, i) => i * size)
  return { bytes, starts, ends: starts.map((start) => start + size) }
}

function prefixed(bytes: Uint8Array, count: number): Slices {
  const view = viewOf(bytes)
  const starts = new Int32Array(count)
  const ends = new Int32Array(count)
  let at = 0
  for (let i = 0; i < count; i++) {
    const length = view.getUint32(at, true)
    starts[i] = at + 4
    at += 4 + length
    need(bytes, at)
    ends[i] = at
  }
  return { bytes, starts, ends }
}

/** The first bytes of all values, then the second bytes of all values, and so on: put back together. */
function joinStreams(bytes: Uint8Array, count: number, size: number): Uint8Array {
  need(bytes, count * size)
  const joined = new Uint8Array(count * size)
  for (let stream = 0; stream < size; stream++) {
    for (let i = 0; i < count; i++) joined[i * size + stream] = bytes[stream * count + i]!
  }
  return joined
}
