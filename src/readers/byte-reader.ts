import { chunksOf } from "./byte-source.js"

/** Reads bytes that come in chunks in the sizes that a format has, and looks ahead. */
export class ByteReader {
  private readonly chunks: AsyncIterator<Uint8Array>
  private ahead: Uint8Array[] = []
  private held = 0

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.chunks = chunks[Symbol.asyncIterator]()
  }

  /** The next `count` bytes, which stay to be taken; fewer where the bytes end. */
  async peek(count: number): Promise<Uint8Array> {
    await this.fill(count)
    // what is ahead becomes one piece, so that looking again copies nothing
    if ((this.ahead[0]?.length ?? 0) < Math.min(count, this.held)) this.ahead = [joinBytes(this.ahead)]
    return (this.ahead[0] ?? new Uint8Array(0)).subarray(0, count)
  }

  /** Takes the next `count` bytes in memory of their own; fewer where the bytes end. */
  async take(count: number): Promise<Uint8Array<ArrayBuffer>> {
    await this.fill(count)
    const taken = new Uint8Array(Math.min(count, this.held))
    for (let at = 0; at < taken.length; ) {
      const [first] = this.ahead
      const part = first!.subarray(0, taken.length - at)
      taken.set(part, at)
      at += part.length
      if (part.length === first!.length) this.ahead.shift()
      else this.ahead[0] = first!.subarray(part.length)
    }
    this.held -= taken.length
    return taken
  }

  /** All that is left, in chunks. */
  async *rest(): AsyncGenerator<Uint8Array> {
    while (this.held > 0 || (await this.more())) {
      const first = this.ahead.shift()!
      this.held -= first.length
      yield first
    }
  }

  /** Says that no more is wanted: a stream is cancelled, a file closed. */
  async close(): Promise<void> {
    await this.chunks.return?.()
  }

  private async fill(count: number): Promise<void> {
    while (this.held < count && (await this.more()));
  }

  /** Fetches a chunk that is not empty; false where there is none. */
  private async more(): Promise<boolean> {
    for (;;) {
      const { done, value } = await this.chunks.next()
      if (done) return false
      if (value.length === 0) continue
      this.ahead.push(value)
      this.held += value.length
      return true
    }
  }
}

/** A reader of whatever bytes can come from. */
export function byteReader(source: Parameters<typeof chunksOf>[0]): ByteReader {
  return new ByteReader(chunksOf(source))
}

/** Several pieces as one. */
export function joinBytes(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0]!
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
