const LF = 0x0a

/** Finds where lines end in text that comes in chunks. */
export class LineEnds {
  private lines = 0

  /** Goes on through a chunk from `from`; where the text since the last cut has `lines` lines, or -1. */
  cut(chunk: Uint8Array, from: number, lines: number): number {
    for (let at = chunk.indexOf(LF, from); at >= 0; at = chunk.indexOf(LF, at + 1)) {
      this.lines++
      if (this.lines < lines) continue
      this.lines = 0
      return at + 1
    }
    return -1
  }

  start(): number {
    return 0
  }
}
