import { stat } from "node:fs/promises"
import { basename } from "node:path"
import type { ByteRanges } from "../data/byte-ranges.js"
import type { Table } from "../data/table.js"
import { openRanges } from "./open-ranges.js"

/** A larger file is read in batches without being asked. */
const LARGE = 2 ** 27
/** Rows of a batch: fewer take less memory, more take fewer calls. */
const ROWS = 32_768

/** A table that is read in batches, as often as it is asked for. */
export interface Batches {
  /** @param rows of a batch at most. */
  read(rows?: number): AsyncGenerator<Table>
  /** How many rows there are, guessed from how much of the file was read last. */
  total(): number | undefined
}

/**
 * A file in batches; undefined where it is small enough to be read at once, or no file.
 * @param tableBatches how a table is read: that of the readers.
 */
export async function fileBatches(
  path: string,
  batchRows: number | undefined,
  tableBatches: (file: ByteRanges, options: { rows: number; name: string }) => AsyncGenerator<Table>,
): Promise<Batches | undefined> {
  const facts = await stat(path).catch(() => undefined)
  // what cannot be read is told where it is read at once
  if (!facts?.isFile() || (batchRows === undefined && facts.size < LARGE)) return undefined
  const bytes = { size: facts.size, read: 0 }
  let rows = 0
  return {
    total: () => (bytes.read > 0 ? Math.round((rows * bytes.size) / bytes.read) : undefined),
    async *read(most = batchRows ?? ROWS) {
      const file = await openRanges(path)
      bytes.read = 0
      rows = 0
      const counted = {
        size: file.size,
        read: (from: number, to: number) => {
          bytes.read += to - from
          return file.read(from, to)
        },
      }
      try {
        for await (const table of tableBatches(counted, { rows: most, name: basename(path) })) {
          rows += table.rows
          yield table
        }
      } finally {
        await file.close()
      }
    },
  }
}
