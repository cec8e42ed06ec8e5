import { Flatbuffer, MESSAGE } from "./arrow-flatbuffer.js"
import {
  BATCH,
  beginsAsFile,
  DICTIONARY,
  endsAsFile,
  footerBlocks,
  footerPlace,
  MAGIC,
  refuseBigEndian,
  SCHEMA,
  withoutEnd,
  wrongBlock,
} from "./arrow-footer.js"
import { Refusal } from "./table-errors.js"

/** An Arrow message: what kind it is and where its body ends. */
export interface Frame {
  readonly kind: number
  readonly end: number
  /** 0 for LZ4, 1 for Zstandard, undefined where the body is not compressed. */
  readonly codec: number | undefined
}

/** An Arrow file or stream that apache-arrow can be trusted with, and the codecs that it needs. */
export interface Messages {
  readonly bytes: Uint8Array
  readonly batches: number
  readonly codecs: ReadonlySet<number | undefined>
}

/**
 * Checks the messages of an Arrow file or stream. Refuses what apache-arrow would pass over in silence: messages that
 * are cut short, buffers outside their message, a footer that does not fit the file.
 */
export function checkMessages(bytes: Uint8Array): Messages {
  const isFile = beginsAsFile(bytes) || endsAsFile(bytes)
  const frames = isFile ? fileFrames(bytes) : streamFrames(bytes)
  const batches = frames.filter((frame) => frame.kind === BATCH).length
  const codecs = new Set(frames.map((frame) => frame.codec))
  return { bytes: isFile ? withMagic(bytes) : bytes, batches, codecs }
}

/** apache-arrow knows a file by its first bytes alone. Where only these are damaged it still is one. */
function withMagic(bytes: Uint8Array): Uint8Array {
  if (beginsAsFile(bytes)) return bytes
  const copy = bytes.slice()
  copy.set(new TextEncoder().encode(MAGIC))
  return copy
}

function fileFrames(bytes: Uint8Array): Frame[] {
  if (!endsAsFile(bytes)) throw withoutEnd(bytes.length)
  const { from, to } = footerPlace(bytes.subarray(-10), bytes.length)
  return footerBlocks(bytes.subarray(from, to)).map(({ at, kind }) => blockFrame(bytes, at, from, kind))
}

function blockFrame(bytes: Uint8Array, at: number, to: number, kind: number): Frame {
  const frame = at >= 8 && at < to ? readFrame(bytes, at, to) : undefined
  if (frame?.kind === kind) return frame
  throw wrongBlock(at, kind)
}

function streamFrames(bytes: Uint8Array): Frame[] {
  const frames: Frame[] = []
  let frame = readFrame(bytes, 0, bytes.length)
  if (frame?.kind !== SCHEMA) throw new Refusal("it does not begin with a schema")
  while (frame) {
    frames.push(frame)
    frame = frame.end < bytes.length ? readFrame(bytes, frame.end, bytes.length) : undefined
  }
  return frames
}

/** The message at a place; undefined where the end of the stream is marked. */
function readFrame(bytes: Uint8Array, at: number, to: number): Frame | undefined {
  const bodyStart = metadataEnd(bytes.subarray(at, to), at)
  if (bodyStart === 0) return undefined
  if (bodyStart > to - at) throw cutShort(at, bodyStart, to - at)
  const frame = readMetadata(bytes.subarray(at, at + bodyStart), at)
  if (frame.end <= to) return frame
  throw cutShort(at, frame.end - at, to - at)
}

/** How many bytes the prefix and the metadata of a message take of which at least 8 bytes are given; 0 at the end. */
export function metadataEnd(bytes: Uint8Array, at: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 4) throw cutShort(at, 4, bytes.length)
  const prefix = prefixOf(view)
  if (bytes.length < prefix) throw cutShort(at, prefix, bytes.length)
  const length = view.getInt32(prefix - 4, true)
  if (length < 0) throw cutShort(at, prefix + length, bytes.length)
  return length === 0 ? 0 : prefix + length
}

/** Before version 0.15 there was no continuation mark in front of the length. */
function prefixOf(view: DataView): number {
  return view.getInt32(0, true) === -1 ? 8 : 4
}

/** The refusal of a message at byte `at` that has fewer bytes than it needs. */
export function cutShort(at: number, wanted: number, left: number): Refusal {
  return new Refusal(
    `the file is cut short or damaged: the message at byte ${at} needs ${wanted} bytes, ${left} are left`,
  )
}

/** Checks the prefix and the metadata of the message at byte `at`. */
export function readMetadata(message: Uint8Array, at: number): Frame {
  const metadata = message.subarray(prefixOf(new DataView(message.buffer, message.byteOffset)))
  const buffer = new Flatbuffer(metadata)
  const root = buffer.verify(MESSAGE)
  const kind = buffer.byte(root, 1)
  if (kind < SCHEMA || kind > BATCH) throw new Refusal(`the message at byte ${at} is of the unknown kind ${kind}`)
  const bodyLength = buffer.long(root, 3)
  if (bodyLength < 0) throw new Refusal(`the message at byte ${at} has a body of ${bodyLength} bytes`)
  const header = buffer.follow(buffer.field(root, 2))
  if (kind === SCHEMA) refuseBigEndian(buffer, header)
  const batch = kind === DICTIONARY ? buffer.follow(buffer.field(header, 1)) : header
  const codec = kind === SCHEMA ? undefined : checkBatch(buffer, batch, bodyLength)
  return { kind, end: at + message.length + bodyLength, codec }
}

/** Checks the numbers of a batch that nothing else would, and returns its codec. */
function checkBatch(buffer: Flatbuffer, batch: number, bodyLength: number): number | undefined {
  for (const at of buffer.elements(batch, 2, 16)) {
    const offset = buffer.longAt(at)
    const length = buffer.longAt(at + 8)
    if (offset < 0 || length < 0 || offset + length > bodyLength) {
      throw new Refusal(`damaged: a buffer of ${length} bytes at ${offset} lies outside a body of ${bodyLength} bytes`)
    }
  }
  const rows = buffer.long(batch, 0)
  const lengths = buffer.elements(batch, 1, 16).map((at) => buffer.longAt(at))
  if (lengths.length > 0 && !lengths.includes(rows)) {
    throw new Refusal(`damaged: a batch of ${rows} rows without a column of that length`)
  }
  const compression = buffer.field(batch, 3)
  return compression === 0 ? undefined : buffer.byte(buffer.follow(compression), 0)
}
