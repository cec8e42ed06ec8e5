import type { SchemaElement } from "hyparquet"
import type { Decode } from "./parquet-codecs.js"
import { Refusal } from "./table-errors.js"

// kinds of pages, and the encodings that consist of runs, as the format numbers them
const DICTIONARY_PAGE = 2
const DATA_PAGE_V2 = 3
const RUNS = [2, 3, 8]
// a writer pads its last bit-packed run to at most 63 groups of 8
const PADDING = 504

/** A number of a page header; NaN where it is missing. */
type Field = (id: number) => number

interface OpenPage {
  readonly levels: Uint8Array
  readonly values: Uint8Array
}

/**
 * Unpacks the pages of a chunk and checks what hyparquet takes on trust: the sizes and counts in their headers and the
 * lengths of their runs. Without it, one flipped bit can keep hyparquet 1.31 busy for ever or end the process.
 */
export function unpackPages(chunk: Uint8Array, rows: number, element: SchemaElement, decode: Decode): Uint8Array[] {
  const cursor = new Cursor(chunk)
  const unpacked: Uint8Array[] = []
  const unpack: Decode = (packed, size) => {
    const page = decode(packed, size)
    unpacked.push(page)
    return page
  }
  for (let left = rows; left > 0; ) {
    const fields = cursor.struct()
    const field = (id: number) => fields.get(id) ?? Number.NaN
    const page = cursor.take(field(3))
    if (field(1) === DICTIONARY_PAGE) unpack(page, field(2))
    else left -= checkPage(page, field, left, element, unpack)
  }
  return unpacked
}

/** Checks a page of values and returns how many rows it has. */
function checkPage(page: Uint8Array, field: Field, left: number, element: SchemaElement, unpack: Decode): number {
  const isV2 = field(1) === DATA_PAGE_V2
  const count = field(isV2 ? 801 : 501)
  if (!(count >= 0 && count <= left)) throw new Refusal(`got a page of ${count} rows where ${left} are left`)
  const isOptional = element.repetition_type !== "REQUIRED"
  const { levels, values } = isV2 ? openV2(page, field, count, unpack) : open(unpack(page, field(2)), isOptional)
  // hyparquet looks for levels where there can be missing values, and nowhere else
  if (isOptional ? checkRuns(levels, 1, count) < count : levels.length > 0) {
    throw new Refusal("the levels of a page are damaged")
  }
  const encoding = field(isV2 ? 804 : 502)
  // bits have a length of four bytes in front, indices their width
  const areBits = isV2 ? encoding === 3 : element.type === "BOOLEAN"
  if (RUNS.includes(encoding)) checkRuns(values.subarray(areBits ? 4 : 1), areBits ? 1 : (values[0] ?? 0), count)
  return count
}

/** In version 1 the levels are compressed with the values and have their length in front. */
function open(page: Uint8Array, isOptional: boolean): OpenPage {
  const cursor = new Cursor(page)
  const levels = cursor.take(isOptional ? uint32(cursor.take(4)) : 0)
  return { levels, values: cursor.rest() }
}

/** In version 2 the levels come first and are never compressed. */
function openV2(page: Uint8Array, field: Field, count: number, unpack: Decode): OpenPage {
  const missing = field(802)
  // the columns that are read have no repetition levels
  if (!(missing >= 0 && missing <= count && field(806) === 0)) throw new Refusal("a page header is damaged")
  const cursor = new Cursor(page)
  const levels = cursor.take(field(805))
  const isPacked = field(807) !== 0
  return { levels, values: isPacked ? unpack(cursor.rest(), field(2) - levels.length) : cursor.rest() }
}

function uint32([a, b, c, d]: Uint8Array): number {
  return a! + b! * 2 ** 8 + c! * 2 ** 16 + d! * 2 ** 24
}

/** Refuses runs that are longer than their page has values; returns how many values they are. */
function checkRuns(bytes: Uint8Array, width: number, count: number): number {
  const cursor = new Cursor(bytes)
  let seen = 0
  while (seen < count && cursor.at < bytes.length) {
    const header = cursor.varint()
    const isPacked = header % 2 === 1
    const length = isPacked ? 4 * (header - 1) : header / 2
    if (length > count - seen + (isPacked ? PADDING : 0)) throw new Refusal("a run is longer than its page")
    // hyparquet takes a byte even for a bit-packed run of no values
    cursor.at += isPacked ? Math.max(1, (length * width) / 8) : (width + 7) >> 3
    seen += length
  }
  return seen
}

/** Reads bytes and what headers consist of: Thrift's compact protocol without lists, maps and doubles. */
class Cursor {
  at = 0
  private readonly bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  take(length: number): Uint8Array {
    const from = this.at
    this.at += length
    if (length >= 0 && this.at <= this.bytes.length) return this.bytes.subarray(from, this.at)
    throw new Refusal("a page is cut short")
  }

  rest(): Uint8Array {
    return this.bytes.subarray(this.at)
  }

  varint(): number {
    let value = 0
    for (let unit = 1; unit < 2 ** 70; unit *= 128) {
      const byte = this.byte()
      value += (byte & 127) * unit
      if (byte < 128) return value
    }
    throw new Refusal("a page header is damaged")
  }

  /** The numbers of a struct by their fields; field 2 of a struct that is field 5 is 502. */
  struct(found: Map<number, number> = new Map(), within = 0): Map<number, number> {
    for (let id = within; ; ) {
      const head = this.byte()
      const type = head & 15
      if (type === 0) return found
      id = head < 16 ? within + this.integer() : id + (head >> 4)
      if (type === 12) this.struct(found, 100 * id)
      else found.set(id, this.value(type))
    }
  }

  private value(type: number): number {
    // a boolean is its type
    if (type <= 2) return 2 - type
    if (type >= 4 && type <= 6) return this.integer()
    if (type === 8) return this.take(this.varint()).length
    throw new Refusal("a page header is damaged")
  }

  private integer(): number {
    const folded = this.varint()
    return folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2
  }

  private byte(): number {
    const byte = this.bytes[this.at++]
    if (byte === undefined) throw new Refusal("a page is cut short")
    return byte
  }
}
