import type { ByteRanges } from "../data/byte-ranges.js"
import { crcOf } from "./crc32.js"
import type { ZipEntry } from "./zip-directory.js"

/** Packed bytes that are read at a time. */
const PORTION = 2 ** 20

/**
 * A file of an archive in portions: however large it is, a few megabytes of it are in memory.
 * @param from where its packed bytes begin.
 * @throws Error for what is damaged, at the latest after the last portion.
 */
export async function* unpackedInPortions(
  ranges: ByteRanges,
  from: number,
  entry: ZipEntry,
  name: string,
): AsyncGenerator<Uint8Array> {
  let crc = -1
  let bytes = 0
  for await (const portion of entry.method === 0 ? packed(ranges, from, entry) : inflated(ranges, from, entry, name)) {
    bytes += portion.length
    // A result never grows beyond what the directory says, whatever the data says.
    if (bytes > entry.bytes) break
    crc = crcOf(portion, crc)
    yield portion
  }
  if (bytes === entry.bytes && ~crc >>> 0 === entry.crc) return
  const found = bytes === entry.bytes ? "its checksum is not the one in the directory" : `got ${bytes} bytes or more`
  throw new Error(`${name}: is damaged: ${found}, expected ${entry.bytes} bytes as its directory says`)
}

async function* packed(ranges: ByteRanges, from: number, { packedBytes }: ZipEntry): AsyncGenerator<Uint8Array> {
  for (let at = from; at < from + packedBytes; at += PORTION) {
    yield await ranges.read(at, Math.min(at + PORTION, from + packedBytes))
  }
}

/** Through the platform's own inflate, which is native. */
async function* inflated(ranges: ByteRanges, from: number, entry: ZipEntry, name: string): AsyncGenerator<Uint8Array> {
  const portions = packed(ranges, from, entry)
  const source = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const { done, value } = await portions.next()
      if (done) controller.close()
      else controller.enqueue(value as Uint8Array<ArrayBuffer>)
    },
  })
  const reader = source.pipeThrough(new DecompressionStream("deflate-raw")).getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: Error) => {
        throw new Error(`${name}: is damaged: ${error.message}`)
      })
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}
