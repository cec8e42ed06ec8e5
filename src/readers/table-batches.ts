import type { ByteRanges } from "../data/byte-ranges.js"
import { sliceTable, type Table } from "../data/table.js"
import { ByteReader } from "./byte-reader.js"
import { type ByteSource, chunksOf, rangesOf, sourceOf } from "./byte-source.js"
import { CsvText, sniffDelimiter } from "./csv.js"
import { CsvRowEnds } from "./csv-row-ends.js"
import { LineEnds } from "./line-ends.js"
import { JsonLines } from "./ndjson.js"
import { refuseNested } from "./table.js"
import { atDoor } from "./table-errors.js"
import { type TableFormat, tableFormat } from "./table-format.js"
import { decodeUtf16, TextParts } from "./table-text.js"
import { textParts } from "./text-parts.js"

export interface BatchOptions {
  /** The largest number of rows of a batch; 65,536 by default. */
  readonly rows?: number
  /** The file's name, for messages. */
  readonly name?: string
  /** CSV and JSON lines: from how many rows at least it is told what a column holds; 10,000 by default. */
  readonly typeRows?: number
}

const ROWS = 65_536
const TYPE_ROWS = 10_000
/** What of a file its format is told from. */
const HEAD = 1 << 20

/** A file on its way to be read: its bytes in their order and, where that can be, in any order. */
interface Input {
  readonly reader: ByteReader
  readonly ranges?: ByteRanges | undefined
  readonly name: string
  readonly rows: number
  /** How many rows of text are read at a time. */
  readonly partRows: number
}

/**
 * Reads a table in batches of at most `rows` rows, of which there is at least one; never the whole table is in memory.
 * For formats and types see `readTable`, which reads the same values; the differences are:
 * - Categories: of a dictionary (Arrow, Parquet) a batch has those of the batches before, with the same codes, and
 *   maybe more; of other text its own, sorted.
 * - CSV and JSON lines: the first `typeRows` rows (or `rows`, where that is more) decide what a column holds, the next
 *   so many for one that has no value there, and so on. From so many rows on in which a value of another type is found
 *   the column is text, and a note says so.
 * - A column without a value keeps the type that the file or an earlier batch gives it.
 * - Parquet is decoded one row group at a time, Arrow one record batch, so that these should not be too large. Parquet
 *   needs bytes that can be read in any order: those of a stream or of gzip are kept until the end.
 *
 * @param source is closed or cancelled when the loop over the batches is left early.
 * @throws Error as `readTable`, some of them only when the damaged part is reached; RangeError for `rows` below 1.
 */
export async function* tableBatches(
  source: ByteSource,
  { rows = ROWS, typeRows = TYPE_ROWS, name = "table" }: BatchOptions = {},
): AsyncGenerator<Table> {
  refuseFraction("rows", rows)
  refuseFraction("typeRows", typeRows)
  const bytes = sourceOf(source)
  const reader = new ByteReader(chunksOf(bytes))
  const input = { reader, ranges: rangesOf(bytes), name, rows, partRows: Math.max(rows, typeRows) }
  try {
    const format = await formatOf(reader, name, "table")
    yield* format === "gzip" ? gzipBatches(input) : batchesOf(format, input)
  } finally {
    await reader.close()
  }
}

function refuseFraction(name: string, count: number): void {
  if (Number.isInteger(count) && count >= 1) return
  throw new RangeError(`got ${name}: ${count}, expected a whole number of at least 1`)
}

async function* gzipBatches({ reader: packed, name, ...rest }: Input): AsyncGenerator<Table> {
  const { gunzipChunks } = await atDoor("gzip", name, () => import("./gzip.js"))
  const reader = new ByteReader(throughDoor("gzip", name, gunzipChunks(packed.rest())))
  try {
    const format = await formatOf(reader, name, "gzip")
    if (format === "gzip") await atDoor("gzip", name, refuseNested)
    else yield* batchesOf(format, { ...rest, reader, name, ranges: undefined })
  } finally {
    await reader.close()
  }
}

function formatOf(reader: ByteReader, name: string, door: string): Promise<TableFormat> {
  return atDoor(door, name, async () => tableFormat(await reader.peek(HEAD), name))
}

async function* batchesOf(format: Exclude<TableFormat, "gzip">, input: Input): AsyncGenerator<Table> {
  for await (const table of throughDoor(format, input.name, readAs[format](input))) yield* cut(table, input.rows)
}

// a page that reads CSV does not load the others
const readAs = { csv: csvBatches, ndjson: ndjsonBatches, arrow: arrowBatches, parquet: parquetBatches }

/** Goes through what a reader yields; an error in it becomes one as `atDoor` makes it. */
async function* throughDoor<Item>(format: string, name: string, items: AsyncGenerator<Item>): AsyncGenerator<Item> {
  try {
    for (;;) {
      const { done, value } = await atDoor(format, name, () => items.next())
      if (done) return
      yield value
    }
  } finally {
    await items.return(undefined)
  }
}

function* cut(table: Table, rows: number): Generator<Table> {
  if (table.rows <= rows) yield table
  else
    for (let from = 0; from < table.rows; from += rows) yield sliceTable(table, from, Math.min(from + rows, table.rows))
}

async function* csvBatches({ reader, name, partRows }: Input): AsyncGenerator<Table> {
  const text = new ByteReader(decodeUtf16(reader))
  const delimiter = sniffDelimiter(await text.peek(HEAD), name)
  const csv = new CsvText(name, delimiter)
  // the header is a row, too
  yield* readParts(textParts(text.rest(), new CsvRowEnds(delimiter), partRows, partRows + 1), csv)
}

async function* ndjsonBatches({ reader, name, partRows }: Input): AsyncGenerator<Table> {
  yield* readParts(textParts(decodeUtf16(reader), new LineEnds(), partRows), new JsonLines(name))
}

async function* readParts(
  parts: AsyncIterable<Uint8Array>,
  text: { read(bytes: Uint8Array, notes: string[]): Table },
): AsyncGenerator<Table> {
  const decoder = new TextParts()
  let first = true
  for await (const part of parts) {
    const notes: string[] = []
    const table = text.read(decoder.toUtf8(part, notes), notes)
    // blank lines at the end are no batch
    if (first || table.rows > 0) yield table
    first = false
  }
}

async function* arrowBatches({ reader, ranges, name }: Input): AsyncGenerator<Table> {
  const [{ arrowBatches }, { arrowFileMessages, arrowMessages, isArrowFile }] = await Promise.all([
    import("./arrow-batches.js"),
    import("./arrow-messages.js"),
  ])
  const inParts = ranges && (await isArrowFile(reader, ranges))
  yield* arrowBatches(inParts ? arrowFileMessages(ranges) : arrowMessages(reader), name)
}

async function* parquetBatches({ reader, ranges, name }: Input): AsyncGenerator<Table> {
  const { parquetBatches } = await import("./parquet.js")
  yield* parquetBatches(ranges ?? rangesOf(await reader.take(Number.POSITIVE_INFINITY))!, name)
}
