const QUOTE = 0x22
const LF = 0x0a
const CR = 0x0d

/** Where in a row the next byte lies; CLOSED follows a quote that ends a field or is the first of a doubled one. */
const BLANK = 0
const FIELD = 1
const PLAIN = 2
const QUOTED = 3
const CLOSED = 4

/** Finds where the rows of delimited text end that comes in chunks, by the rules of `CsvRows`. */
export class CsvRowEnds {
  private state = BLANK
  private rows = 0
  private afterCr = false
  private readonly delimiter: number

  constructor(delimiter: number) {
    this.delimiter = delimiter
  }

  /**
   * Goes on through a chunk from `from` until the text since the last cut has `rows` rows, and returns where to cut;
   * -1 where the chunk ends before.
   */
  cut(chunk: Uint8Array, from: number, rows: number): number {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at]!
      if (byte !== LF && byte !== CR) this.within(byte)
      else if (this.state !== QUOTED) {
        if (this.state !== BLANK) this.rows++
        this.state = BLANK
        // the line feed of a CR LF stays with its row
        const isPair = byte === CR && chunk[at + 1] === LF
        if (this.rows < rows || isPair) continue
        this.rows = 0
        this.afterCr = byte === CR && at + 1 === chunk.length
        return at + 1
      }
    }
    return -1
  }

  /** Where a chunk goes on: behind a line feed whose CR was the last byte before a cut. */
  start(chunk: Uint8Array): number {
    const skips = this.afterCr && chunk[0] === LF
    this.afterCr = false
    return skips ? 1 : 0
  }

  private within(byte: number): void {
    const isOpen = this.state === QUOTED
    if (byte === QUOTE) this.state = isOpen ? CLOSED : this.state === PLAIN ? PLAIN : QUOTED
    else if (!isOpen) this.state = byte === this.delimiter ? FIELD : PLAIN
  }
}
