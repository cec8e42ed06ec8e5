import {
  type ColumnMetaData,
  type Compressors,
  type DecodedArray,
  type FileMetaData,
  parquetMetadata,
  parquetSchema,
  type SchemaElement,
} from "hyparquet"
import type { ByteRanges } from "../data/byte-ranges.js"
import type { Column } from "../data/column.js"
import type { Table } from "../data/table.js"
import { readChunk } from "./parquet-chunk.js"
import { loadDecoders } from "./parquet-codecs.js"
import { type ColumnPlan, columnPlan } from "./parquet-column.js"
import { explain, isTold, Refusal, refuseDuplicates } from "./table-errors.js"
import { noteLeftOut } from "./table-notes.js"

// no writer is known to make larger row groups, and hyparquet has an array of values for each
const LARGEST_GROUP = 2 ** 26
// a column of one value takes this little; below the lower limit it does not matter
const ROWS_PER_BYTE = 4000
const FEW_ROWS = 2 ** 24

/** A file that is ready to be read column by column. */
interface OpenFile {
  readonly bytes: ByteRanges
  readonly rows: number
  readonly groups: readonly RowGroup[]
  readonly elements: readonly SchemaElement[]
  readonly decoders: Compressors
  /** The text columns that keep the order of their dictionary. */
  readonly ordered: ReadonlySet<string>
  readonly notes: readonly string[]
}

/** Some of the rows, and where each column has its values of them. */
interface RowGroup {
  readonly rows: bigint
  readonly chunks: ReadonlyMap<string | undefined, ColumnMetaData | undefined>
}

/** Reads a Parquet file. For the types see `readTable`. */
export async function readParquet(bytes: ByteRanges, name: string): Promise<Table> {
  const file = await openParquet(bytes)
  const notes = [...file.notes]
  const columns: Column[] = []
  for (const element of file.elements) {
    columns.push(await readColumn(file, file.groups, element, columnPlan(element), notes))
  }
  return { name, rows: file.rows, columns, notes }
}

/** The row groups of a Parquet file as tables, at least one. */
export async function* parquetBatches(bytes: ByteRanges, name: string): AsyncGenerator<Table> {
  const file = await openParquet(bytes)
  // texts in the order of a dictionary keep their numbers from group to group; others are sorted in each
  const kept = new Map(file.elements.map((element) => [element, columnPlan(element)]))
  const planOf = (element: SchemaElement) => (file.ordered.has(element.name) ? kept.get(element)! : columnPlan(element))
  for (const group of file.groups.length > 0 ? file.groups : [undefined]) {
    const notes = [...file.notes]
    const columns: Column[] = []
    for (const element of file.elements) {
      columns.push(await readColumn(file, group ? [group] : [], element, planOf(element), notes))
    }
    yield { name, rows: Number(group?.rows ?? 0), columns, notes }
  }
}

async function openParquet(bytes: ByteRanges): Promise<OpenFile> {
  const notes: string[] = []
  const metadata = await readMetadata(bytes)
  const rows = countRows(metadata, bytes.size)
  const elements = flatElements(metadata, notes)
  const groups = rowGroups(metadata)
  const ordered = await orderedNames(metadata, elements)
  // without a dictionary page its order is lost
  for (const name of ordered) if (!hasDictionary(groups, name)) ordered.delete(name)
  return { bytes, rows, groups, elements, decoders: await loadDecoders(metadata), ordered, notes }
}

async function readMetadata(bytes: ByteRanges): Promise<FileMetaData> {
  const { size } = bytes
  const end = await bytes.read(Math.max(0, size - 8), size)
  const magic = String.fromCharCode(...end.subarray(-4))
  if (magic === "PARE") throw new Refusal("the file is encrypted; save it without encryption")
  if (magic !== "PAR1" || size < 12) {
    throw new Refusal(`the file is cut short: its ${size} bytes do not end with PAR1`)
  }
  const length = new DataView(end.buffer, end.byteOffset).getUint32(0, true)
  if (length > size - 8) throw new Refusal(`got a footer of ${length} bytes in a file of ${size}`)
  return parquetMetadata(await bytes.read(size - 8 - length, size), { geoparquet: false })
}

/** The number of rows. A file tells it in three places, its chunks the third, which all have to agree. */
function countRows({ num_rows, row_groups }: FileMetaData, fileSize: number): number {
  const sum = row_groups.reduce((total, group) => total + group.num_rows, 0n)
  if (sum !== num_rows || num_rows < 0n) {
    throw new Refusal(`the file says it has ${num_rows} rows, its row groups have ${sum}`)
  }
  const isLarge = row_groups.some((group) => group.num_rows > LARGEST_GROUP)
  if (!isLarge && num_rows <= Math.max(FEW_ROWS, ROWS_PER_BYTE * fileSize)) return Number(num_rows)
  const got = `${num_rows} rows in ${row_groups.length} row groups and ${fileSize} bytes`
  throw new Refusal(`got ${got}, expected at most ${LARGEST_GROUP} a row group and ${ROWS_PER_BYTE} a byte`)
}

/** The columns of single values. The others are left out and noted. */
function flatElements(metadata: FileMetaData, notes: string[]): SchemaElement[] {
  const { children } = parquetSchema(metadata)
  refuseDuplicates(children.map((node) => node.element.name))
  const elements: SchemaElement[] = []
  for (const { element, children: inner } of children) {
    const isFlat = inner.length === 0 && element.repetition_type !== "REPEATED"
    if (isFlat && element.converted_type !== "INTERVAL") elements.push(element)
    else noteLeftOut(notes, element.name, (element.converted_type ?? "struct").toLowerCase())
  }
  return elements
}

function rowGroups({ row_groups }: FileMetaData): RowGroup[] {
  return row_groups.map(({ num_rows, columns }) => {
    // a column of single values has a path of one name
    return {
      rows: num_rows,
      chunks: new Map(columns.map(({ meta_data }) => [meta_data?.path_in_schema[0], meta_data])),
    }
  })
}

/** The text columns that were dictionaries when Arrow wrote the file. Their dictionary pages keep the order. */
async function orderedNames(metadata: FileMetaData, elements: readonly SchemaElement[]): Promise<Set<string>> {
  const schema = metadata.key_value_metadata?.find((entry) => entry.key === "ARROW:schema")?.value
  if (!schema || !elements.some((element) => element.type === "BYTE_ARRAY")) return new Set()
  const { dictionaryNames } = await import("./arrow-schema.js")
  try {
    return dictionaryNames(schema)
  } catch {
    // the schema is a courtesy: without it texts are sorted
    return new Set()
  }
}

function hasDictionary(groups: readonly RowGroup[], name: string): boolean {
  const encodings = groups.flatMap(({ chunks }) => chunks.get(name)?.encodings ?? [])
  return encodings.some((encoding) => encoding.endsWith("_DICTIONARY"))
}

async function readColumn(
  { bytes, decoders, ordered }: OpenFile,
  groups: readonly RowGroup[],
  { name }: SchemaElement,
  plan: ColumnPlan,
  notes: string[],
): Promise<Column> {
  const values: DecodedArray[] = []
  try {
    for (const { rows, chunks } of groups) values.push(await readChunk(bytes, chunks.get(name), rows, decoders, plan))
    const rows = groups.reduce((sum, group) => sum + Number(group.rows), 0)
    return plan.column(values, rows, ordered.has(name), notes)
  } catch (error) {
    if (isTold(error)) throw error
    throw new Refusal(`column "${name}": ${explain(error)}`, { cause: error })
  }
}
