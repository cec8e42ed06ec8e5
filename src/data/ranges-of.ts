import type { ByteRanges } from "./byte-ranges.js"
import type { Files } from "./files.js"

/** A file of a tree in parts, or read at once where the tree gives no parts. */
export async function rangesOf(files: Files, path: string): Promise<ByteRanges> {
  return files.ranges ? files.ranges(path) : bytesRanges(await files.read(path))
}

/** Bytes in parts. */
export function bytesRanges(bytes: Uint8Array): ByteRanges {
  return { size: bytes.length, read: async (from, to) => bytes.subarray(from, to) }
}

/** The first bytes of a file. */
export async function firstBytes(ranges: ByteRanges, count: number): Promise<Uint8Array> {
  return ranges.read(0, Math.min(count, ranges.size))
}
