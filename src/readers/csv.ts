import type { Column } from "../data/column.js"
import type { Table } from "../data/table.js"
import { CsvColumn, type CsvKind, TextCells } from "./csv-column.js"
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
  const text = new CsvText(name, sniffDelimiter(bytes, name))
  return text.read(bytes, notes)
}

/** Delimited text, in one part or in several that end with their rows. */
export class CsvText {
  private readonly name: string
  private readonly delimiter: number
  private names: readonly string[] | undefined
  /** What each column turned out to hold so far. */
  private kinds: readonly (CsvKind | undefined)[] = []
  private line = 1

  constructor(name: string, delimiter: number) {
    this.name = name
    this.delimiter = delimiter
  }

  /**
   * Reads the next part, the first one with the header. A column is of the type of its first values; where a later
   * part has a value of another type it is text from that part on.
   * @param bytes UTF-8 without byte order mark.
   */
  read(bytes: Uint8Array, notes: string[]): Table {
    const names = this.names ?? readHeader(new CsvRows(bytes, this.delimiter))
    const columns = names.map((_, i) => new CsvColumn(this.kinds[i]))
    const rows = this.readRows(bytes, columns, notes)
    const texts = columns.map((column) => (column.mixed ? new TextCells() : undefined))
    const { nextLine } = rows
    if (texts.some(Boolean)) this.readRows(bytes, texts, [])
    this.noteTurned(columns, notes)
    this.names = names
    this.line = nextLine
    this.kinds = columns.map((column) => (column.mixed ? "text" : column.kind))
    const finished = columns.map((column, i): Column => (texts[i] ?? column).finish(names[i]!, rows.count, notes))
    return { name: this.name, rows: rows.count, columns: finished, notes }
  }

  /** Hands every cell below the header to its column. */
  private readRows(
    bytes: Uint8Array,
    columns: readonly (CellReader | undefined)[],
    notes: string[],
  ): { count: number; nextLine: number } {
    const rows = new CsvRows(bytes, this.delimiter, this.line)
    if (!this.names) rows.next({ cell() {} })
    const sink = new ColumnSink(columns)
    const width = columns.length
    for (let fields = rows.next(sink); fields > 0; fields = rows.next(sink)) {
      if (fields !== width) throw new Refusal(raggedMessage(rows.line, fields, width))
      sink.row++
    }
    const blank = rows.blankLines
    if (blank > 0) notes.push(blank === 1 ? "1 blank line skipped" : `${blank} blank lines skipped`)
    return { count: sink.row, nextLine: rows.nextLine }
  }

  private noteTurned(columns: readonly CsvColumn[], notes: string[]): void {
    columns.forEach(({ mixed }, i) => {
      const before = this.kinds[i]
      if (!mixed || before === undefined) return
      notes.push(`column "${this.names![i]}" held ${before}s up to line ${this.line - 1} and is text from there on`)
    })
  }
}

/** How many lines tell the delimiter. */
const TELLING_LINES = 10

/**
 * The delimiter that occurs most often in the first line, outside quotes; a comma where none does. One that occurs as
 * often in the next lines comes first, and one that does not occur there at all is part of a name.
 */
export function sniffDelimiter(bytes: Uint8Array, name: string): number {
  const [header, ...next] = countDelimiters(bytes)
  if (!header) return DELIMITERS[0]!
  if (/\.tsv(\.gz)?$/i.test(name) && header.get(TAB)! > 0) return TAB
  const usual = DELIMITERS.filter((delimiter) => header.get(delimiter)! > 0)
  const fitting = usual.filter((delimiter) => next.every((line) => line.get(delimiter) === header.get(delimiter)))
  const some = usual.filter((delimiter) => next.length === 0 || next.some((line) => line.get(delimiter)! > 0))
  const [first = DELIMITERS[0]!, ...others] = fitting.length > 0 ? fitting : some
  return others.reduce((best, each) => (header.get(each)! > header.get(best)! ? each : best), first)
}

/** How often each delimiter occurs in each of the first lines, outside quotes. */
function countDelimiters(bytes: Uint8Array): Map<number, number>[] {
  const lines: Map<number, number>[] = []
  let quoted = false
  let line: Map<number, number> | undefined
  for (const byte of bytes) {
    if (!quoted && (byte === 0x0a || byte === 0x0d)) {
      if (line && lines.length === TELLING_LINES) break
      line = undefined
      continue
    }
    if (!line) {
      line = new Map(DELIMITERS.map((delimiter) => [delimiter, 0]))
      lines.push(line)
    }
    if (byte === QUOTE) quoted = !quoted
    else if (!quoted && line.has(byte)) line.set(byte, line.get(byte)! + 1)
  }
  return lines
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

function raggedMessage(line: number, fields: number, width: number): string {
  return `line ${line} has ${fields} ${fields === 1 ? "field" : "fields"}, expected ${width} as in the header`
}
