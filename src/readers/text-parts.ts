import { joinBytes } from "./byte-reader.js"

/** Finds where rows end in chunks of text. */
export interface RowEnds {
  /** Goes on through a chunk; where the text since the last cut has so many rows, or -1. */
  cut(chunk: Uint8Array, from: number, rows: number): number
  /** Where a new chunk goes on. */
  start(chunk: Uint8Array): number
}

/** Text in parts of `rows` rows, the first of `first` rows; the last ends with the text. At least one part. */
export async function* textParts(
  chunks: AsyncIterable<Uint8Array>,
  ends: RowEnds,
  rows: number,
  first: number = rows,
): AsyncGenerator<Uint8Array> {
  let pending: Uint8Array[] = []
  let wanted = first
  let parts = 0
  for await (const chunk of chunks) {
    let from = ends.start(chunk)
    for (let end = ends.cut(chunk, from, wanted); end >= 0; end = ends.cut(chunk, from, wanted)) {
      yield joinBytes([...pending, chunk.subarray(from, end)])
      pending = []
      wanted = rows
      from = end
      parts++
    }
    if (from < chunk.length) pending.push(chunk.subarray(from))
  }
  if (pending.length > 0 || parts === 0) yield joinBytes(pending)
}
