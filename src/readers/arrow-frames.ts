import { Flatbuffer, FOOTER, MESSAGE } from "./arrow-flatbuffer.js"
import { Refusal } from "./table-errors.js"

const MAGIC = "ARROW1"
const SCHEMA = 1
const DICTIONARY = 2
const BATCH = 3

/** An Arrow message: what kind it is and where its body ends. */
interface Frame {
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

function beginsAsFile(bytes: Uint8Array): boolean {
  return isMagic(bytes, 0)
}

function endsAsFile(bytes: Uint8Array): boolean {
  return bytes.length >= 20 && isMagic(bytes, bytes.length - MAGIC.length)
}

function isMagic(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < MAGIC.length; i++) if (bytes[at + i] !== MAGIC.charCodeAt(i)) return false
  return true
}

function fileFrames(bytes: Uint8Array): Frame[] {
  if (!endsAsFile(bytes)) {
    throw new Refusal(`the file is cut short: its ${bytes.length} bytes do not end with ${MAGIC}`)
  }
  const footerEnd = bytes.length - 10
  const footerLength = new DataView(bytes.buffer, bytes.byteOffset).getInt32(footerEnd, true)
  const footerStart = footerEnd - footerLength
  if (footerLength <= 0 || footerStart < 8) {
    throw new Refusal(`got a footer of ${footerLength} bytes in a file of ${bytes.length}`)
  }
  const footer = new Flatbuffer(bytes.subarray(footerStart, footerEnd))
  const root = footer.verify(FOOTER)
  refuseBigEndian(footer, footer.follow(footer.field(root, 1)))
  return [[2, DICTIONARY] as const, [3, BATCH] as const].flatMap(([slot, kind]) =>
    footer.elements(root, slot, 24).map((block) => blockFrame(bytes, footer.longAt(block), footerStart, kind)),
  )
}

function blockFrame(bytes: Uint8Array, at: number, to: number, kind: number): Frame {
  const frame = at >= 8 && at < to ? readFrame(bytes, at, to) : undefined
  if (frame?.kind === kind) return frame
  throw new Refusal(
    `the footer is damaged: it lists byte ${at}, where there is no ${kind === BATCH ? "batch" : "dictionary"}`,
  )
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
  const view = new DataView(bytes.buffer, bytes.byteOffset, to)
  if (at + 4 > to) throw cutShort(at, 4, to)
  // before version 0.15 there was no continuation mark in front of the length
  const prefix = view.getInt32(at, true) === -1 ? 8 : 4
  if (at + prefix > to) throw cutShort(at, prefix, to)
  const length = view.getInt32(at + prefix - 4, true)
  if (length === 0) return undefined
  const bodyStart = at + prefix + length
  if (length < 0 || bodyStart > to) throw cutShort(at, prefix + length, to)
  const frame = readMetadata(bytes.subarray(at + prefix, bodyStart), at, bodyStart)
  if (frame.end <= to) return frame
  throw cutShort(at, frame.end - at, to)
}

function cutShort(at: number, wanted: number, to: number): Refusal {
  return new Refusal(
    `the file is cut short or damaged: the message at byte ${at} needs ${wanted} bytes, ${to - at} are left`,
  )
}

function readMetadata(metadata: Uint8Array, at: number, bodyStart: number): Frame {
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
  return { kind, end: bodyStart + bodyLength, codec }
}

function refuseBigEndian(buffer: Flatbuffer, schema: number): void {
  if (buffer.byte(schema, 0) !== 0) throw new Refusal("its numbers are big-endian; write it on a little-endian machine")
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
