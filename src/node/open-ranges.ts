import { open } from "node:fs/promises"
import type { ByteRanges } from "../data/byte-ranges.js"

/** What one call of the system reads at most: Node's own limit is 2 GiB. */
const MOST = 2 ** 30

/** A file that is read in parts. Close it. */
export async function openRanges(path: string): Promise<ByteRanges & { close(): Promise<void> }> {
  const file = await open(path, "r")
  const { size } = await file.stat()
  return {
    size,
    async read(from, to) {
      const bytes = new Uint8Array(to - from)
      for (let at = 0; at < bytes.length; ) {
        const { bytesRead } = await file.read(bytes, at, Math.min(MOST, bytes.length - at), from + at)
        if (bytesRead === 0) throw new Error(`${path}: the file has become shorter while it was read`)
        at += bytesRead
      }
      return bytes
    },
    close: () => file.close(),
  }
}
