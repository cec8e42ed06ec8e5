import { RecordBatchReader } from "apache-arrow"
import type { Table } from "../data/table.js"
import { ArrowColumns } from "./arrow-columns.js"

/** The record batches behind checked messages as tables, at least one. */
export async function* arrowBatches(messages: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Table> {
  const reader = await RecordBatchReader.from(messages)
  await reader.open()
  const columns = new ArrowColumns(reader.schema)
  let batches = 0
  for await (const batch of reader) {
    // apache-arrow makes up an empty batch for a file without any
    batches++
    yield { name, ...columns.read([batch.data]) }
  }
  if (batches === 0) yield { name, ...columns.read([]) }
}
