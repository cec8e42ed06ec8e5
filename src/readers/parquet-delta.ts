import type { ParquetType } from "hyparquet"
import { deltaBinaryUnpack } from "hyparquet/src/delta.js"
import { need, type Slices } from "./parquet-raw.js"
import { Refusal } from "./table-errors.js"

const LONGEST = 2 ** 31 - 1

interface Reader {
  readonly view: DataView
  offset: number
}

/** Integers, each the difference to the one before. */
export function deltaIntegers(bytes: Uint8Array, type: ParquetType, count: number): Int32Array | BigInt64Array {
  const values = type === "INT32" ? new Int32Array(count) : new BigInt64Array(count)
  if (count > 0) deltaBinaryUnpack(readerOf(bytes), count, values)
  return values
}

/** Texts, their lengths in front. */
export function deltaLengths(bytes: Uint8Array, count: number): Slices {
  const reader = readerOf(bytes)
  const lengths = readLengths(reader, count)
  return consecutive(bytes, reader.offset, lengths)
}

/** Texts, each of them the beginning of the one before and a suffix of its own. */
export function deltaTexts(bytes: Uint8Array, count: number): Slices {
  const reader = readerOf(bytes)
  const prefixes = readLengths(reader, count)
  const lengths = readLengths(reader, count)
  const suffixes = consecutive(bytes, reader.offset, lengths)
  const ends = joinedEnds(prefixes, lengths)
  const starts = ends.map((_, i) => (i === 0 ? 0 : ends[i - 1]!))
  const joined = new Uint8Array(ends.at(-1) ?? 0)
  for (let i = 0; i < count; i++) {
    const start = starts[i]!
    const prefix = prefixes[i]!
    if (prefix > 0) joined.copyWithin(start, starts[i - 1]!, starts[i - 1]! + prefix)
    joined.set(bytes.subarray(suffixes.starts[i]!, suffixes.ends[i]!), start + prefix)
  }
  return { bytes: joined, starts, ends }
}

function readerOf(bytes: Uint8Array): Reader {
  return { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 }
}

function readLengths(reader: Reader, count: number): Int32Array {
  const lengths = new Int32Array(count)
  if (count > 0) deltaBinaryUnpack(reader, count, lengths)
  return lengths
}

function consecutive(bytes: Uint8Array, from: number, lengths: Int32Array): Slices {
  const starts = new Int32Array(lengths.length)
  const ends = new Int32Array(lengths.length)
  let at = from
  for (let i = 0; i < lengths.length; i++) {
    if (lengths[i]! < 0) throw new Refusal(`a page has a text of ${lengths[i]} bytes`)
    starts[i] = at
    at += lengths[i]!
    need(bytes, at)
    ends[i] = at
  }
  return { bytes, starts, ends }
}

/** Where each text ends once it is put together. */
function joinedEnds(prefixes: Int32Array, lengths: Int32Array): Int32Array {
  const ends = new Int32Array(prefixes.length)
  let before = 0
  let end = 0
  for (let i = 0; i < prefixes.length; i++) {
    const prefix = prefixes[i]!
    if (!(prefix >= 0 && prefix <= before)) {
      throw new Refusal(`a text takes ${prefix} bytes from one of ${before} bytes`)
    }
    before = prefix + lengths[i]!
    end += before
    if (end > LONGEST) throw new Refusal("the texts of a page are longer than 2 GB")
    ends[i] = end
  }
  return ends
}
