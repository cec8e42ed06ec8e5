import {
  type ColumnMetaData,
  type CompressionCodec,
  type FileMetaData,
  parquetMetadata,
  parquetSchema,
  type SchemaTree,
} from "hyparquet"
import type { Column } from "../data/column.js"
import type { Table } from "../data/table.js"
import { type Decoders, loadDecoders } from "./parquet-codecs.js"
import { columnSink } from "./parquet-column.js"
import { ChunkReader } from "./parquet-pages.js"
import { explain, Refusal, refuseDuplicates } from "./table-errors.js"
import { noteLeftOut } from "./table-notes.js"

/** A column of single values: what it is called, and which of a row group's chunks is its own. */
interface Leaf {
  readonly node: SchemaTree
  readonly index: number
}

/** A file that is ready to be read column by column. */
interface OpenFile {
  readonly bytes: Uint8Array
  readonly metadata: FileMetaData
  readonly rows: number
  readonly decoders: Decoders
  /** The text columns that keep the order of their dictionary. */
  readonly ordered: ReadonlySet<string>
}

/** Reads a Parquet file, in memory as a whole. For the types see `readTable`. */
export async function readParquet(bytes: Uint8Array, name: string): Promise<Table> {
  const notes: string[] = []
  const metadata = readMetadata(bytes)
  const rows = countRows(metadata)
  const leaves = findLeaves(metadata, notes)
  const decoders = await loadDecoders(codecsOf(metadata))
  const ordered = await orderedNames(metadata, leaves)
  const file: OpenFile = { bytes, metadata, rows, decoders, ordered }
  const columns = leaves.map((leaf) => readColumn(file, leaf, notes))
  return { name, rows, columns, notes }
}

function readMetadata(bytes: Uint8Array): FileMetaData {
  const magic = String.fromCharCode(...bytes.subarray(-4))
  if (magic === "PARE") throw new Refusal("the file is encrypted; save it without encryption")
  if (magic !== "PAR1" || bytes.length < 12) {
    throw new Refusal(`the file is cut short: its ${bytes.length} bytes do not end with PAR1`)
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 8, true)
  if (length > bytes.length - 8) throw new Refusal(`got a footer of ${length} bytes in a file of ${bytes.length}`)
  return parquetMetadata(bytes, { geoparquet: false })
}

/** The number of rows, which a file tells in three places: nothing is allocated unless they agree. */
function countRows({ num_rows, row_groups }: FileMetaData): number {
  const sum = row_groups.reduce((total, group) => total + group.num_rows, 0n)
  if (sum !== num_rows || num_rows < 0n || num_rows > 2n ** 31n) {
    throw new Refusal(`the file says it has ${num_rows} rows, its row groups have ${sum}`)
  }
  return Number(num_rows)
}

function findLeaves(metadata: FileMetaData, notes: string[]): Leaf[] {
  const { children } = parquetSchema(metadata)
  refuseDuplicates(children.map((node) => node.element.name))
  const leaves: Leaf[] = []
  let index = 0
  for (const node of children) {
    const { element } = node
    const isFlat = node.children.length === 0 && element.repetition_type !== "REPEATED"
    if (isFlat && element.converted_type !== "INTERVAL") leaves.push({ node, index })
    else noteLeftOut(notes, element.name, (element.converted_type ?? "struct").toLowerCase())
    index += countLeaves(node)
  }
  return leaves
}

function countLeaves(node: SchemaTree): number {
  if (node.children.length === 0) return 1
  return node.children.reduce((sum, child) => sum + countLeaves(child), 0)
}

/** The text columns that were dictionaries when Arrow wrote the file. Their dictionary pages keep the order. */
async function orderedNames(metadata: FileMetaData, leaves: readonly Leaf[]): Promise<Set<string>> {
  const schema = metadata.key_value_metadata?.find((entry) => entry.key === "ARROW:schema")?.value
  if (!schema || !leaves.some(({ node }) => node.element.type === "BYTE_ARRAY")) return new Set()
  const { dictionaryNames } = await import("./arrow-schema.js")
  try {
    return dictionaryNames(schema)
  } catch {
    // the schema is a courtesy: without it texts are sorted
    return new Set()
  }
}

function codecsOf(metadata: FileMetaData): Set<CompressionCodec> {
  const chunks = metadata.row_groups.flatMap((group) => group.columns)
  return new Set(chunks.flatMap((chunk) => chunk.meta_data?.codec ?? []))
}

function readColumn(file: OpenFile, leaf: Leaf, notes: string[]): Column {
  const { element } = leaf.node
  const sink = columnSink(element, file.rows, file.ordered.has(element.name))
  try {
    for (const group of file.metadata.row_groups) {
      const chunk = checkedChunk(group.columns[leaf.index]?.meta_data, element.name, group.num_rows)
      const reader = new ChunkReader(chunk, element, file.decoders.get(chunk.codec)!)
      reader.read(file.bytes, Number(group.num_rows), sink)
    }
  } catch (error) {
    throw new Refusal(`column "${element.name}": ${explain(error)}`, { cause: error })
  }
  return sink.finish(notes)
}

function checkedChunk(chunk: ColumnMetaData | undefined, name: string, rows: bigint): ColumnMetaData {
  if (!chunk) throw new Refusal("its description is missing or encrypted")
  if (chunk.path_in_schema.join() !== name) throw new Refusal(`got the chunk of "${chunk.path_in_schema.join(".")}"`)
  if (chunk.num_values !== rows) throw new Refusal(`a chunk has ${chunk.num_values} values, its row group ${rows} rows`)
  return chunk
}
