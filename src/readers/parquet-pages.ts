import type { ColumnMetaData, PageHeader, SchemaElement } from "hyparquet"
import { parquetHeader } from "hyparquet/src/column.js"
import type { Decode } from "./parquet-codecs.js"
import { unpackHybrid } from "./parquet-hybrid.js"
import type { RawValues } from "./parquet-raw.js"
import { unpackValues } from "./parquet-values.js"
import { Refusal } from "./table-errors.js"

// below this size a page is not worth a second look
const SMALL_PAGE = 2 ** 24

/** Takes the pages of a column chunk in order. `present[i]` is 0 where row i has no value; without it each has one. */
export interface PageSink {
  dictionary(values: RawValues): void
  values(values: RawValues, rows: number, present: Uint8Array | undefined): void
  indices(indices: Int32Array, rows: number, present: Uint8Array | undefined): void
}

/** A page without its levels. */
interface OpenPage {
  readonly bytes: Uint8Array
  readonly present: Uint8Array | undefined
}

/** Reads the pages of one column chunk: what a column has in one row group. */
export class ChunkReader {
  private readonly chunk: ColumnMetaData
  private readonly element: SchemaElement
  private readonly decode: Decode

  constructor(chunk: ColumnMetaData, element: SchemaElement, decode: Decode) {
    this.chunk = chunk
    this.element = element
    this.decode = decode
  }

  /** Hands the pages of the chunk's `rows` rows to `sink`. */
  read(file: Uint8Array, rows: number, sink: PageSink): void {
    const bytes = this.chunkBytes(file)
    const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 }
    for (let read = 0; read < rows; ) {
      if (reader.offset >= bytes.length) throw new Refusal(`its pages have ${read} rows, expected ${rows}`)
      const header = parquetHeader(reader)
      const end = reader.offset + header.compressed_page_size
      if (!(end >= reader.offset && end <= bytes.length)) throw new Refusal("a page is cut short")
      const packed = bytes.subarray(reader.offset, end)
      reader.offset = end
      if (header.type === "DICTIONARY_PAGE") sink.dictionary(this.readDictionary(packed, header))
      // what is neither is an index page, which holds no rows
      else if (isDataPage(header)) read += this.readPage(packed, header, rows - read, sink)
    }
  }

  private chunkBytes(file: Uint8Array): Uint8Array {
    const { dictionary_page_offset, data_page_offset, total_compressed_size } = this.chunk
    const start = Number(dictionary_page_offset || data_page_offset)
    const end = start + Number(total_compressed_size)
    if (start >= 0 && start <= end && end <= file.length) return file.subarray(start, end)
    throw new Refusal(`it lies at bytes ${start} to ${end} of ${file.length}`)
  }

  private readDictionary(packed: Uint8Array, header: PageHeader): RawValues {
    const count = header.dictionary_page_header?.num_values ?? 0
    const bytes = this.unpack(packed, header.uncompressed_page_size)
    if (!(count >= 0 && count <= 8 * bytes.length)) {
      throw new Refusal(`its dictionary of ${bytes.length} bytes says it has ${count} entries`)
    }
    return unpackValues(bytes, "PLAIN", this.chunk.type, count, this.element.type_length ?? 0)
  }

  private readPage(packed: Uint8Array, header: PageHeader, rowsLeft: number, sink: PageSink): number {
    const { num_values: rows, encoding } = header.data_page_header ?? header.data_page_header_v2!
    if (!(rows >= 0 && rows <= rowsLeft)) throw new Refusal(`got a page of ${rows} rows where ${rowsLeft} are left`)
    const { bytes, present } = header.data_page_header ? this.open(packed, header) : this.openV2(packed, header)
    const count = present ? countOnes(present) : rows
    const missing = count < rows ? present : undefined
    if (encoding.endsWith("_DICTIONARY")) sink.indices(unpackIndices(bytes, count), rows, missing)
    else
      sink.values(unpackValues(bytes, encoding, this.chunk.type, count, this.element.type_length ?? 0), rows, missing)
    return rows
  }

  /** Version 1: levels and values are compressed together, the levels have their length in front. */
  private open(packed: Uint8Array, header: PageHeader): OpenPage {
    const bytes = this.unpack(packed, header.uncompressed_page_size)
    if (this.isRequired()) return { bytes, present: undefined }
    const { definition_level_encoding: encoding, num_values: rows } = header.data_page_header!
    if (encoding !== "RLE") throw new Refusal(`got levels of the encoding ${encoding}, expected RLE`)
    const end = 4 + new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true)
    if (end > bytes.length) throw new Refusal("the levels of a page are cut short")
    return { bytes: bytes.subarray(end), present: unpackLevels(bytes, 4, end, rows) }
  }

  /** Version 2: the levels come first and are never compressed. */
  private openV2(packed: Uint8Array, header: PageHeader): OpenPage {
    const about = header.data_page_header_v2!
    const start = about.repetition_levels_byte_length
    const end = start + about.definition_levels_byte_length
    if (!(start >= 0 && end >= start && end <= packed.length)) throw new Refusal("the levels of a page are cut short")
    const present = this.isRequired() ? undefined : unpackLevels(packed, start, end, about.num_values)
    const body = packed.subarray(end)
    const isPacked = about.is_compressed !== false && body.length > 0
    return { bytes: isPacked ? this.unpack(body, header.uncompressed_page_size - end) : body, present }
  }

  private isRequired(): boolean {
    return this.element.repetition_type === "REQUIRED"
  }

  private unpack(packed: Uint8Array, size: number): Uint8Array {
    const total = this.chunk.total_uncompressed_size
    if (!(size >= 0) || (size > SMALL_PAGE && size > Number(total))) {
      throw new Refusal(`a page says it has ${size} bytes, more than the ${total} of its column`)
    }
    const bytes = this.decode(packed, size)
    if (bytes.length === size) return bytes
    throw new Refusal(`a page unpacks to ${bytes.length} bytes, expected ${size}`)
  }
}

function isDataPage(header: PageHeader): boolean {
  return header.data_page_header !== undefined || header.data_page_header_v2 !== undefined
}

function unpackLevels(bytes: Uint8Array, from: number, to: number, rows: number): Uint8Array {
  const levels = new Uint8Array(rows)
  unpackHybrid(bytes, from, to, 1, levels)
  return levels
}

function countOnes(levels: Uint8Array): number {
  let count = 0
  for (const level of levels) count += level
  return count
}

function unpackIndices(bytes: Uint8Array, count: number): Int32Array {
  const indices = new Int32Array(count)
  if (count > 0) unpackHybrid(bytes, 1, bytes.length, bytes[0]!, indices)
  return indices
}
