import { stat } from "node:fs/promises"
import type { ByteRanges } from "../data/byte-ranges.js"
import { openRanges } from "./open-ranges.js"

/** A file that is read in parts and is open only meanwhile, so that nobody needs to close it. */
export async function diskRanges(path: string): Promise<ByteRanges> {
  const { size } = await stat(path)
  return {
    size,
    async read(from, to) {
      const file = await openRanges(path)
      try {
        return await file.read(from, to)
      } finally {
        await file.close()
      }
    },
  }
}
