import {
  type ColumnMetaData,
  type Compressors,
  type DecodedArray,
  type FileMetaData,
  parquetMetadata,
  parquetSchema,
  type SchemaElement,
} from "hyparquet"
import type { Column } from "../data/column.js"
import type { Table } from "../data/table.js"
import { readChunk } from "./parquet-chunk.js"
import { loadDecoders } from "./parquet-codecs.js"
import { columnPlan } from "./parquet-column.js"
import { explain, Refusal, refuseDuplicates } from "./table-errors.js"
import { noteLeftOut } from "./table-notes.js"

// no writer is known to make larger row groups, and hyparquet has an array of values for each
const LARGEST_GROUP = 2 ** 26
// a column of one value takes this little; below the lower limit it does not matter
const ROWS_PER_BYTE = 4000
const FEW_ROWS = 2 ** 24

/** A file that is ready to be read column by column. */
interface OpenFile {
  readonly bytes: Uint8Array
  readonly rows: number
  readonly groups: readonly RowGroup[]
  readonly decoders: Compressors
  /** The text columns that keep the order of their dictionary. */
  readonly ordered: ReadonlySet<string>
}

/** Some of the rows, and where each column has its values of them. */
interface RowGroup {
  readonly rows: bigint
  readonly chunks: ReadonlyMap<string | undefined, ColumnMetaData | undefined>
}

/** Reads a Parquet file, in memory as a whole. For the types see `readTable`. */
export async function readParquet(bytes: Uint8Array, name: string): Promise<Table> {
  const notes: string[] = []
  const metadata = readMetadata(bytes)
  const rows = countRows(metadata, bytes.length)
  const elements = flatElements(metadata, notes)
  const ordered = await orderedNames(metadata, elements)
  const file: OpenFile = { bytes, rows, groups: rowGroups(metadata), decoders: await loadDecoders(metadata), ordered }
  const columns: Column[] = []
  for (const element of elements) columns.push(await readColumn(file, element, notes))
  return { name, rows, columns, notes }
}

function readMetadata(bytes: Uint8Array): FileMetaData {
  const magic = String.fromCharCode(...bytes.subarray(-4))
  if (magic === "PARE") throw new Refusal("the file is encrypted; save it without encryption")
  if (magic !== "PAR1" || bytes.length < 12) {
    throw new Refusal(`the file is cut short: its ${bytes.length} bytes do not end with PAR1`)
  }
  return parquetMetadata(bytes, { geoparquet: false })
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

async function readColumn(file: OpenFile, element: SchemaElement, notes: string[]): Promise<Column> {
  const { name } = element
  const plan = columnPlan(element)
  const values: DecodedArray[] = []
  let hasDictionary = false
  try {
    for (const { rows, chunks } of file.groups) {
      const chunk = chunks.get(name)
      values.push(await readChunk(file.bytes, chunk, rows, file.decoders, plan))
      hasDictionary ||= chunk!.encodings.some((encoding) => encoding.endsWith("_DICTIONARY"))
    }
    // without a dictionary page its order is lost
    return plan.column(values, file.rows, hasDictionary && file.ordered.has(name), notes)
  } catch (error) {
    throw new Refusal(`column "${name}": ${explain(error)}`, { cause: error })
  }
}
