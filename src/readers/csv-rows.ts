import { Refusal } from "./table-errors.js"

const QUOTE = 0x22
const LF = 0x0a
const CR = 0x0d

/** Takes the cells of a row: the bytes [start, end) without quotes, valid until the next call. */
export interface CellSink {
  cell(index: number, bytes: Uint8Array, start: number, end: number, quoted: boolean): void
}

/** Walks the rows of delimited UTF-8 text: quoted fields with doubled quotes and newlines; LF, CRLF or CR. */
export class CsvRows {
  /** The line on which the row read last begins, from 1. */
  line: number
  /** Empty lines with a row after them: they are skipped. */
  blankLines = 0
  /** The line on which the next row begins, or blank lines before it. */
  nextLine: number
  private at = 0
  private scratch = new Uint8Array(256)
  private readonly bytes: Uint8Array
  private readonly delimiter: number

  /** @param firstLine of the bytes, where they are a later part of a text. */
  constructor(bytes: Uint8Array, delimiter: number, firstLine = 1) {
    this.line = firstLine
    this.nextLine = firstLine
    this.bytes = bytes
    this.delimiter = delimiter
  }

  /** Hands the cells of the next row to `sink` and returns how many there are; 0 when there is no further row. */
  next(sink: CellSink): number {
    this.skipBlankLines()
    this.line = this.nextLine
    if (this.at >= this.bytes.length) return 0
    let index = 0
    do {
      if (this.bytes[this.at] === QUOTE) this.quotedCell(sink, index)
      else this.plainCell(sink, index)
      index++
    } while (this.skipDelimiter())
    this.skipNewline()
    return index
  }

  private plainCell(sink: CellSink, index: number): void {
    const { bytes, delimiter } = this
    const length = bytes.length
    const start = this.at
    let at = start
    for (; at < length; at++) {
      const byte = bytes[at]!
      if (byte === delimiter || byte === LF || byte === CR) break
    }
    this.at = at
    sink.cell(index, bytes, start, at, false)
  }

  private quotedCell(sink: CellSink, index: number): void {
    const { bytes } = this
    const start = this.at + 1
    let doubled = 0
    let end = start
    for (; ; end++) {
      if (end >= bytes.length) throw new Refusal(`line ${this.line}: a quote opened in this row is never closed`)
      if (bytes[end] === QUOTE) {
        if (bytes[end + 1] !== QUOTE) break
        doubled++
        end++
      } else if (this.isNewline(end)) this.nextLine++
    }
    this.at = end + 1
    this.refuseTail(index)
    if (doubled === 0) sink.cell(index, bytes, start, end, true)
    else sink.cell(index, this.unescape(start, end), 0, end - start - doubled, true)
  }

  private refuseTail(index: number): void {
    const byte = this.bytes[this.at]
    if (byte === undefined || byte === this.delimiter || byte === LF || byte === CR) return
    throw new Refusal(`line ${this.line}: text after the closing quote of field ${index + 1}`)
  }

  private unescape(start: number, end: number): Uint8Array {
    if (this.scratch.length < end - start) this.scratch = new Uint8Array(2 * (end - start))
    let length = 0
    for (let i = start; i < end; i++) {
      this.scratch[length++] = this.bytes[i]!
      if (this.bytes[i] === QUOTE) i++
    }
    return this.scratch
  }

  private skipDelimiter(): boolean {
    if (this.bytes[this.at] !== this.delimiter) return false
    this.at++
    return true
  }

  private skipNewline(): void {
    if (this.at >= this.bytes.length) return
    this.at += this.bytes[this.at] === CR && this.bytes[this.at + 1] === LF ? 2 : 1
    this.nextLine++
  }

  private skipBlankLines(): void {
    const before = this.nextLine
    while (this.bytes[this.at] === LF || this.bytes[this.at] === CR) this.skipNewline()
    if (this.at < this.bytes.length) this.blankLines += this.nextLine - before
  }

  private isNewline(at: number): boolean {
    return this.bytes[at] === LF || (this.bytes[at] === CR && this.bytes[at + 1] !== LF)
  }
}
