import type { ByteRanges } from "../data/byte-ranges.js"
import { registerCodecs } from "./arrow-codecs.js"
import {
  beginsAsFile,
  endsAsFile,
  footerBlocks,
  footerPlace,
  SCHEMA,
  schemaMessage,
  withoutEnd,
  wrongBlock,
} from "./arrow-footer.js"
import { cutShort, type Frame, metadataEnd, readMetadata } from "./arrow-frames.js"
import type { ByteReader } from "./byte-reader.js"
import { rangesOf } from "./byte-source.js"
import { Refusal } from "./table-errors.js"

/** A message ends at a multiple of this. */
const PAD = 8

/**
 * The messages of an Arrow file or stream one after the other, each checked before apache-arrow sees it, with the
 * decoders that it needs registered. A file becomes the stream that it holds.
 */
export async function* arrowMessages(reader: ByteReader): AsyncGenerator<Uint8Array> {
  const isFile = beginsAsFile(await reader.peek(PAD))
  if (isFile && !(await hasSchema(reader))) return yield* arrowFileMessages(await allOf(reader))
  if (isFile) await reader.take(PAD)
  let at = isFile ? PAD : 0
  for (;;) {
    const message = await takeMessage(reader, at)
    if (!message) break
    yield message
    at += message.length
  }
  if (!isFile) return
  const footer = await reader.take(Number.POSITIVE_INFINITY)
  if (!endsAsFile(footer)) throw withoutEnd(at + footer.length)
}

/** Whether a file begins as the stream does that it holds. Where not, only its footer has the schema. */
async function hasSchema(reader: ByteReader): Promise<boolean> {
  const start = (await reader.peek(2 * PAD)).subarray(PAD)
  const length = start.length < PAD ? 0 : metadataEnd(start, PAD)
  const head = (await reader.peek(PAD + length)).subarray(PAD)
  return length > 0 && head.length === length && readMetadata(head, PAD).kind === SCHEMA
}

async function allOf(reader: ByteReader): Promise<ByteRanges> {
  return rangesOf(await reader.take(Number.POSITIVE_INFINITY))!
}

/** Whether bytes that can be read in parts are an Arrow file; one whose first bytes are damaged still is. */
export async function isArrowFile(reader: ByteReader, file: ByteRanges): Promise<boolean> {
  return beginsAsFile(await reader.peek(PAD)) || endsAsFile(await endOf(file))
}

/** The same of a file that can be read in parts, in the order of its footer. */
export async function* arrowFileMessages(file: ByteRanges): AsyncGenerator<Uint8Array> {
  const end = await endOf(file)
  if (!endsAsFile(end)) throw withoutEnd(file.size)
  const footer = footerPlace(end.subarray(-10), file.size)
  const bytes = await file.read(footer.from, footer.to)
  yield schemaMessage(bytes)
  for (const { at, length, kind } of footerBlocks(bytes)) {
    if (at < PAD || length < PAD || at + length > footer.from) throw wrongBlock(at, kind)
    const message = await file.read(at, at + length)
    const head = message.subarray(0, metadataEnd(message, at))
    const frame = readMetadata(head, at)
    if (frame.kind !== kind) throw wrongBlock(at, kind)
    yield await settled(message, frame, at)
  }
}

function endOf(file: ByteRanges): Promise<Uint8Array> {
  return file.read(Math.max(0, file.size - 20), file.size)
}

/** The next message of a stream; undefined where the stream ends or its end is marked. */
async function takeMessage(reader: ByteReader, at: number): Promise<Uint8Array | undefined> {
  const prefix = await reader.peek(PAD)
  if (prefix.length === 0 && at > PAD) return undefined
  const length = metadataEnd(prefix, at)
  if (length === 0) return undefined
  const head = await reader.peek(length)
  if (head.length < length) throw cutShort(at, length, head.length)
  const frame = readMetadata(head, at)
  if (at <= PAD && frame.kind !== SCHEMA) throw new Refusal("it does not begin with a schema")
  return settled(await reader.take(frame.end - at), frame, at)
}

async function settled(bytes: Uint8Array, { end, codec }: Frame, at: number): Promise<Uint8Array> {
  if (bytes.length < end - at) throw cutShort(at, end - at, bytes.length)
  await registerCodecs(new Set([codec]))
  return bytes.subarray(0, end - at)
}
