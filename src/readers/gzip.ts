import { Inflate, ungzip } from "pako"
import { Refusal } from "./table-errors.js"

/** Unpacks a gzip file of one or several members. Length and checksum of each are checked. */
export function gunzip(bytes: Uint8Array): Uint8Array {
  try {
    return ungzip(bytes)
  } catch (error) {
    throw damaged((error as Error).message)
  }
}

/** Unpacks a gzip file that comes in chunks, as `gunzip` does. Zeros after the last member are padding. */
export async function* gunzipChunks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let unpacked: Uint8Array[] = []
  let inflate: Inflate | undefined
  let padded = false
  for await (const chunk of chunks) {
    if (padded || chunk.length === 0) continue
    if (inflate?.ended && chunk[0] === 0) padded = true
    if (padded) continue
    if (!inflate || inflate.ended) inflate = member((bytes) => unpacked.push(bytes))
    push(inflate, chunk, false)
    yield* unpacked
    unpacked = []
  }
  if (inflate && !inflate.ended) push(inflate, new Uint8Array(0), true)
  yield* unpacked
}

function member(onData: (bytes: Uint8Array) => void): Inflate {
  const inflate = new Inflate({ chunkSize: 1 << 18 })
  inflate.onData = onData
  return inflate
}

function push(inflate: Inflate, chunk: Uint8Array, last: boolean): void {
  if (!inflate.push(chunk, last)) throw damaged(inflate.msg)
}

function damaged(said: string): Refusal {
  // zlib's word for input that ends too early
  if (said === "buffer error") return new Refusal("the compressed data end too early: the file is cut short")
  return new Refusal(`the compressed data are damaged (${said})`)
}
