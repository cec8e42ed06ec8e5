import {
  type ColumnMetaData,
  type Compressors,
  type DecodedArray,
  type FileMetaData,
  parquetScan,
  type SchemaElement,
} from "hyparquet"
import type { ByteRanges } from "../data/byte-ranges.js"
import type { Decode } from "./parquet-codecs.js"
import type { ColumnPlan } from "./parquet-column.js"
import { unpackPages } from "./parquet-pages.js"
import { Refusal } from "./table-errors.js"

// below this size a page is not worth a second look
const SMALL_PAGE = 2 ** 24

/** The values that a column has in a row group. A missing one is null. */
export async function readChunk(
  file: ByteRanges,
  chunk: ColumnMetaData | undefined,
  rows: bigint,
  decoders: Compressors,
  { element, parsers }: ColumnPlan,
): Promise<DecodedArray> {
  if (!chunk || chunk.type !== element.type) throw new Refusal("its description is missing, encrypted or damaged")
  if (chunk.num_values !== rows) throw new Refusal(`a chunk has ${chunk.num_values} values, its row group ${rows} rows`)
  const { from, to } = placeOf(chunk, file.size)
  const bytes = await file.read(from, to)
  const pages = unpackPages(bytes, Number(rows), element, decoderOf(chunk, decoders))
  const scan = await parquetScan({
    file: { byteLength: file.size, slice: (start, end) => bytes.slice(start - from, (end ?? file.size) - from).buffer },
    metadata: fileOf(chunk, element),
    compressors: { [chunk.codec]: () => pages.shift()! },
    parsers,
    utf8: false,
  })
  const values = await scan.readColumn({ column: element.name, rowStart: 0, rowEnd: Number(rows) })
  // null is a missing value, undefined one that is not in the dictionary
  if (values.length === Number(rows) && !values.includes(undefined as never)) return values
  throw new Refusal("its pages have fewer values than rows")
}

function placeOf(chunk: ColumnMetaData, size: number): { from: number; to: number } {
  const from = Number(chunk.dictionary_page_offset || chunk.data_page_offset)
  const to = from + Number(chunk.total_compressed_size)
  if (from >= 0 && from <= to && to <= size) return { from, to }
  throw new Refusal(`it lies at bytes ${from} to ${to} of ${size}`)
}

/** The decoder of a chunk, which does not believe a page that says it is larger than its column. */
function decoderOf({ codec, total_uncompressed_size: total }: ColumnMetaData, decoders: Compressors): Decode {
  const decode = decoders[codec]
  if (!decode) throw new Refusal(`got the compression ${codec}, expected snappy, gzip, zstd, lz4 or brotli`)
  return (packed, size) => {
    if (!(size >= 0 && (size <= SMALL_PAGE || size <= total))) {
      throw new Refusal(`a page says it has ${size} bytes, more than the ${total} of its column`)
    }
    // LZ4 of hyparquet-compressors does not read an empty block, which a column without values has
    return size === 0 ? new Uint8Array(0) : decode(packed, size)
  }
}

/** The description of a file of one column chunk: hyparquet goes through the whole of it for each column. */
function fileOf(chunk: ColumnMetaData, element: SchemaElement): FileMetaData {
  const { num_values: num_rows, total_uncompressed_size: total_byte_size } = chunk
  return {
    version: 2,
    schema: [{ name: "schema", num_children: 1 }, element],
    num_rows,
    row_groups: [{ columns: [{ file_offset: 0n, meta_data: chunk }], num_rows, total_byte_size }],
    metadata_length: 0,
  }
}
