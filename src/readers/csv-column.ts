import type { Column } from "../data/column.js"
import { holdsNoNumber, isMissing, isWord } from "./csv-missing.js"
import { isRounded, parseNumber } from "./csv-number.js"
import { noteRounded } from "./table-notes.js"
import { parseTime } from "./table-time.js"
import { sortedColumn } from "./text-column.js"
import { ByteTexts, decodeTexts, grown } from "./text-column-bytes.js"

type Parse = (bytes: Uint8Array, start: number, end: number, into: Float64Array, index: number) => boolean

const BOOLEANS = ["true", "True", "TRUE", "false", "False", "FALSE"].map((word, i) => ({
  word: new TextEncoder().encode(word),
  value: i < 3 ? 1 : 0,
}))

const PARSERS = [
  ["number", parseNumber],
  ["boolean", parseBoolean],
  ["time", parseTime],
] as const

/** What the cells of a column are. */
export type CsvKind = "number" | "boolean" | "time" | "text"

/**
 * A column of text cells that learns its type from its first value. Where a later value is of another type the column
 * is text and, because the text of its first cells is gone by then, has to be read again by a `TextCells`.
 */
export class CsvColumn {
  /** Whether the column turned out to be text too late. */
  mixed = false
  private cells: ValueCells | TextCells | undefined
  private emptyTexts = false

  /** @param kind what earlier parts of the file have shown the column to hold. */
  constructor(kind?: CsvKind) {
    if (kind) this.cells = cellsOf(kind)
  }

  /** What the column holds; undefined while it has no value. */
  get kind(): CsvKind | undefined {
    return this.cells?.kind
  }

  read(bytes: Uint8Array, start: number, end: number, quoted: boolean, row: number): void {
    if (this.mixed) return
    if (this.cells === undefined) this.learn(bytes, start, end, quoted)
    if (this.cells !== undefined && !this.cells.read(bytes, start, end, quoted, row)) this.mixed = true
  }

  /** The column, once all rows are read. */
  finish(name: string, rows: number, notes: string[]): Column {
    if (this.cells === undefined) return { name, type: "number", values: new Float64Array(rows).fill(Number.NaN) }
    return this.cells.finish(name, rows, notes)
  }

  private learn(bytes: Uint8Array, start: number, end: number, quoted: boolean): void {
    if (holdsNoNumber(bytes, start, end, quoted)) {
      this.emptyTexts ||= quoted
      return
    }
    const found = PARSERS.find(([, parse]) => parse(bytes, start, end, new Float64Array(1), 0))
    this.cells = cellsOf(found?.[0] ?? "text")
    this.mixed = found === undefined && this.emptyTexts
  }
}

function cellsOf(kind: CsvKind): ValueCells | TextCells {
  const found = PARSERS.find(([type]) => type === kind)
  return found ? new ValueCells(found[0], found[1]) : new TextCells()
}

/** Cells of one numeric type. A row that is never read, or is missing, is NaN. */
class ValueCells {
  private values: Float64Array = new Float64Array(1024).fill(Number.NaN)
  private rounded = 0
  readonly kind: Exclude<CsvKind, "text">
  private readonly parse: Parse

  constructor(kind: Exclude<CsvKind, "text">, parse: Parse) {
    this.kind = kind
    this.parse = parse
  }

  /** Returns false where the cell is of another type. */
  read(bytes: Uint8Array, start: number, end: number, quoted: boolean, row: number): boolean {
    if (row >= this.values.length) this.grow(row)
    if (this.parse(bytes, start, end, this.values, row)) {
      const value = this.values[row]!
      if (value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER) {
        if (isRounded(bytes, start, end, value)) this.rounded++
      }
      return true
    }
    return holdsNoNumber(bytes, start, end, quoted)
  }

  finish(name: string, rows: number, notes: string[]): Column {
    if (rows > this.values.length) this.grow(rows)
    noteRounded(notes, name, this.rounded)
    return { name, type: this.kind, values: this.values.slice(0, rows) }
  }

  private grow(row: number): void {
    const longer = new Float64Array(Math.max(row + 1, 2 * this.values.length))
    longer.fill(Number.NaN, this.values.length)
    this.values = grown(this.values, longer)
  }
}

/** Cells of text. A row that is never read, or is missing, is -1. */
export class TextCells {
  readonly kind = "text" as const
  private codes: Int32Array = new Int32Array(1024).fill(-1)
  private readonly texts = new ByteTexts()

  read(bytes: Uint8Array, start: number, end: number, quoted: boolean, row: number): boolean {
    if (row >= this.codes.length) this.grow(row)
    if (quoted || !isMissing(bytes, start, end)) this.codes[row] = this.texts.codeOf(bytes, start, end)
    return true
  }

  finish(name: string, rows: number, notes: string[]): Column {
    if (rows > this.codes.length) this.grow(rows)
    const { texts } = decodeTexts(this.texts)
    const column = sortedColumn(name, this.codes.slice(0, rows), texts)
    if (texts.length > 0 && looksDecimalComma(texts)) {
      notes.push(
        `column "${name}" read as text: a decimal comma is not a number here; write the file with a decimal point`,
      )
    }
    return column
  }

  private grow(row: number): void {
    const longer = new Int32Array(Math.max(row + 1, 2 * this.codes.length))
    longer.fill(-1, this.codes.length)
    this.codes = grown(this.codes, longer)
  }
}

function looksDecimalComma(texts: readonly string[]): boolean {
  return texts.every((text) => /^\s*[+-]?[\d.]*(,\d+)?\s*$/.test(text)) && texts.some((text) => /\d,\d/.test(text))
}

function parseBoolean(bytes: Uint8Array, start: number, end: number, into: Float64Array, index: number): boolean {
  for (const { word, value } of BOOLEANS) {
    if (!isWord(word, bytes, start, end)) continue
    into[index] = value
    return true
  }
  return false
}
