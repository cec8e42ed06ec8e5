import { stat } from "node:fs/promises"
import { basename, resolve } from "node:path"
import type { Table } from "../data/table.js"
import { openRanges } from "../node/open-ranges.js"
import { tableBatches } from "../readers/table-batches.js"
import type { Terminal } from "./terminal.js"

/** A larger file is read in batches without being asked. */
const LARGE = 2 ** 27
/** Rows of a batch: fewer take less memory, more take fewer calls. */
const ROWS = 32_768

/** What says how a table is read. */
export interface DataSource {
  readonly data: string
  readonly batchRows?: number
}

/** A table that is read in batches, as often as it is asked for. */
export interface Batches {
  /** @param rows of a batch at most. */
  read(rows?: number): AsyncGenerator<Table>
  /** How many rows there are, guessed from how much of the file was read last. */
  total(): number | undefined
}

/** The table behind `--data` in batches; undefined where it is small enough to be read at once. */
export async function openBatches(source: DataSource, terminal: Terminal): Promise<Batches | undefined> {
  const path = resolve(terminal.cwd, source.data)
  const facts = await stat(path).catch(() => undefined)
  // what cannot be read is told where it is read at once
  if (!facts?.isFile() || (source.batchRows === undefined && facts.size < LARGE)) return undefined
  const bytes = { size: facts.size, read: 0 }
  let rows = 0
  return {
    total: () => (bytes.read > 0 ? Math.round((rows * bytes.size) / bytes.read) : undefined),
    async *read(most = source.batchRows ?? ROWS) {
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
