import type { ByteRanges } from "../data/byte-ranges.js"
import { plainBytes } from "../data/plain-bytes.js"
import { asTold } from "./table-errors.js"

/** Where the bytes of a table come from: all there, readable in parts, or arriving one chunk after another. */
export type ByteSource = Uint8Array | Blob | ByteRanges | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>

/** What is read of a file at a time where nothing else says how much. */
const CHUNK = 1 << 20

/** Bytes that can be read in ranges; undefined for those that come once, in their order. */
export function rangesOf(source: ByteSource): ByteRanges | undefined {
  if (source instanceof Uint8Array) {
    const bytes = plainBytes(source, "table")
    return { size: bytes.length, read: async (from, to) => bytes.subarray(from, to) }
  }
  if (source instanceof Blob) {
    const read = async (from: number, to: number) => new Uint8Array(await source.slice(from, to).arrayBuffer())
    return { size: source.size, read }
  }
  return "size" in source ? source : undefined
}

/** A source whose own errors are passed on as they are: they are none of the file's. */
export function sourceOf(source: ByteSource): ByteSource {
  const ranges = rangesOf(source)
  return ranges ? tellingRanges(ranges) : tellingChunks(chunksOf(source))
}

function tellingRanges(ranges: ByteRanges): ByteRanges {
  const read = async (from: number, to: number) => {
    try {
      return plainBytes(await ranges.read(from, to), "a range")
    } catch (error) {
      throw asTold(error)
    }
  }
  return { size: ranges.size, read }
}

async function* tellingChunks(chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of chunks) yield plainBytes(chunk, "a chunk")
  } catch (error) {
    throw asTold(error)
  }
}

/** The bytes of a source in their order. Leaving early cancels a stream. */
export async function* chunksOf(source: ByteSource): AsyncGenerator<Uint8Array> {
  const ranges = rangesOf(source)
  if (ranges) yield* chunksOfRanges(ranges)
  else if ("getReader" in source) yield* chunksOfStream(source)
  else yield* source as AsyncIterable<Uint8Array>
}

async function* chunksOfRanges(bytes: ByteRanges): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.size; from += CHUNK) yield bytes.read(from, Math.min(from + CHUNK, bytes.size))
}

// not every browser iterates over streams
async function* chunksOfStream(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader()
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value
  } finally {
    await reader.cancel().catch(() => {})
  }
}
