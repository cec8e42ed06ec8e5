import type { Column } from "../data/column.js"
import type { Table } from "../data/table.js"
import { CsvColumn, TextCells } from "./csv-column.js"
import { type CellSink, CsvRows } from "./csv-rows.js"
import { Refusal, refuseDuplicates } from "./table-errors.js"
import { toUtf8 } from "./table-text.js"

const QUOTE = 0x22
const TAB = 0x09
const DELIMITERS = [",", ";", "\t", "|"].map((text) => text.charCodeAt(0))

/**
 * Reads delimited text with a header. The delimiter is the one of `, ; tab |` that occurs most often in the header.
 * Blank lines are skipped, as pandas does. For the types see `readTable`.
 */
export function readCsv(file: Uint8Array, name: string): Table {
  const notes: string[] = []
  const bytes = toUtf8(file, notes)
  const delimiter = sniffDelimiter(bytes, name)
  const names = readHeader(new CsvRows(bytes, delimiter))
  const columns = names.map(() => new CsvColumn())
  const rows = readRows(bytes, delimiter, columns, notes)
  const texts = columns.map((column) => (column.mixed ? new TextCells() : undefined))
  if (texts.some(Boolean)) readRows(bytes, delimiter, texts, [])
  const finished = columns.map((column, i): Column => (texts[i] ?? column).finish(names[i]!, rows, notes))
  return { name, rows, columns: finished, notes }
}

/** The delimiter that occurs most often in the first line, outside quotes; a comma where none does. */
export function sniffDelimiter(bytes: Uint8Array, name: string): number {
  const counts = countDelimiters(bytes)
  if (/\.tsv(\.gz)?$/i.test(name) && counts.get(TAB)! > 0) return TAB
  return DELIMITERS.reduce((best, delimiter) => (counts.get(delimiter)! > counts.get(best)! ? delimiter : best))
}

function countDelimiters(bytes: Uint8Array): Map<number, number> {
  const counts = new Map(DELIMITERS.map((delimiter) => [delimiter, 0]))
  let quoted = false
  let started = false
  for (const byte of bytes) {
    if (byte === QUOTE) quoted = !quoted
    else if (!quoted && (byte === 0x0a || byte === 0x0d)) {
      if (started) break
      continue
    } else if (!quoted && counts.has(byte)) counts.set(byte, counts.get(byte)! + 1)
    started = true
  }
  return counts
}

function readHeader(rows: CsvRows): string[] {
  const names: string[] = []
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true })
  const sink: CellSink = {
    cell(index, bytes, start, end) {
      // the index column that pandas.to_csv writes has no name
      names.push(start === end ? `Unnamed: ${index}` : decoder.decode(bytes.subarray(start, end)))
    },
  }
  if (rows.next(sink) === 0) throw new Refusal("the file is empty")
  refuseDuplicates(names)
  return names
}

interface CellReader {
  read(bytes: Uint8Array, start: number, end: number, quoted: boolean, row: number): void
}

class ColumnSink implements CellSink {
  row = 0
  private readonly columns: readonly (CellReader | undefined)[]

  constructor(columns: readonly (CellReader | undefined)[]) {
    this.columns = columns
  }

  cell(index: number, bytes: Uint8Array, start: number, end: number, quoted: boolean): void {
    if (index < this.columns.length) this.columns[index]?.read(bytes, start, end, quoted, this.row)
  }
}

/** Hands every cell below the header to its column; returns the number of rows. */
function readRows(
  bytes: Uint8Array,
  delimiter: number,
  columns: readonly (CellReader | undefined)[],
  notes: string[],
): number {
  const rows = new CsvRows(bytes, delimiter)
  rows.next({ cell() {} })
  const sink = new ColumnSink(columns)
  const width = columns.length
  for (let fields = rows.next(sink); fields > 0; fields = rows.next(sink)) {
    if (fields !== width) throw new Refusal(raggedMessage(rows.line, fields, width))
    sink.row++
  }
  const blank = rows.blankLines
  if (blank > 0) notes.push(blank === 1 ? "1 blank line skipped" : `${blank} blank lines skipped`)
  return sink.row
}

function raggedMessage(line: number, fields: number, width: number): string {
  return `line ${line} has ${fields} ${fields === 1 ? "field" : "fields"}, expected ${width} as in the header`
}
