import { RecordBatchReader } from "apache-arrow"
import type { Table } from "../data/table.js"
import { registerCodecs } from "./arrow-codecs.js"
import { ArrowColumns } from "./arrow-columns.js"
import { checkMessages } from "./arrow-frames.js"
import { Refusal } from "./table-errors.js"

/** Reads an Arrow file (Feather version 2) or stream, compressed or not. For the types see `readTable`. */
export async function readArrow(bytes: Uint8Array, name: string): Promise<Table> {
  const messages = checkMessages(bytes)
  await registerCodecs(messages.codecs)
  const reader = RecordBatchReader.from(messages.bytes).open()
  const columns = new ArrowColumns(reader.schema)
  const batches = [...reader].map((batch) => batch.data)
  if (batches.length < messages.batches) throw new Refusal(`got ${batches.length} of ${messages.batches} batches`)
  return { name, ...columns.read(batches) }
}
