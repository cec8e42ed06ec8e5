import type { Table } from "../../src/data/table.js"
import type { ByteSource } from "../../src/readers/byte-source.js"
import { type BatchOptions, tableBatches } from "../../src/readers/table-batches.js"

/** Bytes in chunks of a size. */
export async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size)
}

/** Chunks as a stream, which says when it is cancelled. */
export function streamOf(chunks: AsyncGenerator<Uint8Array>, onCancel?: () => void): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: () => onCancel?.(),
  })
}

/** All batches of a table. */
export async function collect(source: ByteSource, options: BatchOptions = {}): Promise<Table[]> {
  const tables: Table[] = []
  for await (const table of tableBatches(source, options)) tables.push(table)
  return tables
}
