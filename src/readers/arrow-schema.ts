import { DataType, RecordBatchReader } from "apache-arrow"
import { checkMessages } from "./arrow-frames.js"

/** The names of the dictionary columns of an Arrow schema, given as the base64 that Parquet files keep it in. */
export function dictionaryNames(base64: string): Set<string> {
  const message = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
  const { schema } = RecordBatchReader.from(checkMessages(message).bytes).open()
  return new Set(schema.fields.filter((field) => DataType.isDictionary(field.type)).map((field) => String(field.name)))
}
