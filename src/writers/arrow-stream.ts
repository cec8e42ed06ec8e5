import {
  AsyncByteQueue,
  Field,
  Float64,
  Message,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  Schema,
  Struct,
} from "apache-arrow"
import type { ByteSink } from "../data/byte-sink.js"

/** Smaller pieces are written together. */
const PIECE = 1 << 16

/** An Arrow IPC file of Float64 columns (Feather V2, not compressed) that is written batch by batch as they come. */
export class ArrowStream {
  private readonly sink: ByteSink
  private readonly schema: Schema
  private readonly queue = new Pieces()
  private readonly writer = new StreamableFile()

  /** @param metadata of the schema. */
  constructor(sink: ByteSink, names: readonly string[], metadata: Readonly<Record<string, string>> = {}) {
    this.sink = sink
    const fields = names.map((name) => new Field(name, new Float64(), false))
    this.schema = new Schema(fields, new Map(Object.entries(metadata)))
    this.writer.reset(this.queue, this.schema)
  }

  /** Writes rows: one array a column, all of one length. Nothing of them is kept. */
  async write(columns: readonly Float64Array[]): Promise<void> {
    const { fields } = this.schema
    if (columns.length !== fields.length) {
      throw new RangeError(`got ${columns.length} columns, expected ${fields.length} as in the schema`)
    }
    const length = columns[0]?.length ?? 0
    const children = columns.map((data) => makeData({ type: new Float64(), data }))
    const struct = makeData({ type: new Struct(fields), length, nullCount: 0, children })
    this.writer.write(new RecordBatch(this.schema, struct))
    await this.flush()
  }

  /** Writes the index of the file and ends the sink. */
  async end(): Promise<void> {
    this.writer.finish()
    await this.flush()
    await this.sink.end()
  }

  private async flush(): Promise<void> {
    for (const piece of joined(this.queue.pieces.splice(0))) await this.sink.write(piece)
  }
}

/** apache-arrow puts the schema of a file into its footer alone; in front, too, the file can be read as a stream. */
class StreamableFile extends RecordBatchFileWriter {
  protected override _writeSchema(schema: Schema): this {
    super._writeSchema(schema)
    return this._writeMessage(Message.from(schema))
  }
}

/** A queue that never waits for a reader. */
class Pieces extends AsyncByteQueue<Uint8Array> {
  readonly pieces: Uint8Array[] = []

  override write(piece: ArrayBufferView | ArrayBuffer): void {
    this.pieces.push(ArrayBuffer.isView(piece) ? bytesOf(piece) : new Uint8Array(piece))
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

function* joined(pieces: readonly Uint8Array[]): Generator<Uint8Array> {
  let small: Uint8Array[] = []
  for (const piece of pieces) {
    if (piece.length < PIECE) small.push(piece)
    else {
      yield* together(small)
      small = []
      yield piece
    }
  }
  yield* together(small)
}

function* together(pieces: readonly Uint8Array[]): Generator<Uint8Array> {
  if (pieces.length === 0) return
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  yield whole
}
