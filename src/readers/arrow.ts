import { type Data, type DataType, RecordBatchReader, type Schema } from "apache-arrow"
import type { Column } from "../data/column.js"
import type { Table } from "../data/table.js"
import { registerCodecs } from "./arrow-codecs.js"
import { codedColumn } from "./arrow-dictionary.js"
import { checkMessages } from "./arrow-frames.js"
import { textColumn } from "./arrow-text.js"
import { numberColumn } from "./arrow-values.js"
import { explain, Refusal, refuseDuplicates } from "./table-errors.js"
import { noteLeftOut } from "./table-notes.js"

/** Reads an Arrow file (Feather version 2) or stream, compressed or not. For the types see `readTable`. */
export async function readArrow(bytes: Uint8Array, name: string): Promise<Table> {
  const messages = checkMessages(bytes)
  await registerCodecs(messages.codecs)
  const reader = RecordBatchReader.from(messages.bytes).open()
  const schema: Schema = reader.schema
  refuseDuplicates(schema.fields.map((field) => field.name))
  const batches = [...reader].map((batch) => batch.data)
  if (batches.length < messages.batches) throw new Refusal(`got ${batches.length} of ${messages.batches} batches`)
  const notes: string[] = []
  const columns = schema.fields.map((field, i) => {
    const chunks = batches.map((batch) => batch.children[i]!)
    return arrowColumn(field.name, field.type, chunks, notes)
  })
  return {
    name,
    rows: batches.reduce((sum, batch) => sum + batch.length, 0),
    columns: columns.filter((column) => column !== undefined),
    notes,
  }
}

function arrowColumn(name: string, type: DataType, chunks: readonly Data[], notes: string[]): Column | undefined {
  try {
    const number = numberColumn(name, type, chunks, notes)
    const column = number ?? textColumn(name, type, chunks, notes) ?? codedColumn(name, type, chunks, notes)
    if (!column) noteLeftOut(notes, name, String(type))
    return column
  } catch (error) {
    throw new Refusal(`column "${name}": ${explain(error)}`, { cause: error })
  }
}
